import { expect, test } from 'vitest';
import { agree } from '../../../main/chaos/recovery.ts';
import type { ShownTree } from '../../../main/fleet/tree-faults.ts';

function shown(root: string, term: number, present: readonly string[], gone: readonly string[] = []): ShownTree {
  const node = (id: string, health: 'ok' | 'gone') => ({
    id,
    parent: null,
    children: [],
    depth: 0,
    role: 'leaf' as const,
    health,
  });
  return { cluster: 'c', root, term, nodes: [...present.map((id) => node(id, 'ok')), ...gone.map((id) => node(id, 'gone'))] };
}

test('nodes agree when all show one of themselves as the root, in one term, and all of themselves', () => {
  const all = shown('a', 2, ['a', 'b', 'x']);
  expect(
    agree(
      new Map([
        ['a', all],
        ['b', all],
      ]),
    ),
  ).toBe(true);
  expect(
    agree(
      new Map([
        ['a', all],
        ['b', undefined],
      ]),
    ),
  ).toBe(false);
  expect(
    agree(
      new Map([
        ['a', all],
        ['b', shown('a', 3, ['a', 'b'])],
      ]),
    ),
  ).toBe(false);
  expect(
    agree(
      new Map([
        ['a', all],
        ['b', shown('b', 2, ['a', 'b'])],
      ]),
    ),
  ).toBe(false);
  expect(
    agree(
      new Map([
        ['a', all],
        ['b', shown('a', 2, ['b'], ['a'])],
      ]),
    ),
  ).toBe(false);
});

test('nodes do not agree on a root that is none of them, and nobody agrees on nothing', () => {
  const lost = shown('r', 1, ['r', 'a', 'b']);
  expect(
    agree(
      new Map([
        ['a', lost],
        ['b', lost],
      ]),
    ),
  ).toBe(false);
  expect(agree(new Map())).toBe(false);
});
