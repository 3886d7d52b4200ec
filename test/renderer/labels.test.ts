import { describe, expect, test } from 'vitest';
import { isCrowded, isLabelled } from '../../renderer/cluster/labels.ts';
import { layoutTree } from '../../renderer/cluster/tree-layout.ts';
import { fieldWeek, fixedId, treeOf } from '../fixtures/scripted-node-people.ts';

describe('names in the picture', () => {
  const { items } = layoutTree({ cluster: 'Test', term: 1, root: fixedId(100), nodes: treeOf(fieldWeek(), 0) });
  const named = items.filter((item) => isLabelled(item, true, undefined, undefined)).map(({ machine }) => machine?.name);

  test('are all written while there is room', () => {
    expect(isCrowded(60, 1)).toBe(false);
    expect(items.every((item) => isLabelled(item, false, undefined, undefined))).toBe(true);
  });

  test('are left out of a crowd, and of what is too small to read', () => {
    expect([isCrowded(61, 1), isCrowded(5, 0.5)]).toEqual([true, true]);
  });

  test('stay in a crowd for root, relays below it, oneself and who is unwell', () => {
    expect(named.toSorted()).toEqual([
      'boat-house',
      'hall-b',
      'marine-relay',
      'miras-laptop',
      'tablet-33',
      'tablet-41',
      'tidehouse-1',
    ]);
  });

  test('appear for what is pointed at or selected', () => {
    const quiet = items.find(({ machine }) => machine?.name === 'tablet-09')!;
    expect([isLabelled(quiet, true, quiet.id, undefined), isLabelled(quiet, true, undefined, quiet.id)]).toEqual([true, true]);
  });
});
