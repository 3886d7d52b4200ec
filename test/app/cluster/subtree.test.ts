import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Subtree } from '../../../app/cluster/subtree.ts';
import { aMember, idOf } from './a-tree.ts';

const attached = (number: number, parent: number, attachment = 1) => aMember(number, { parentId: idOf(parent), attachment });
const detached = (number: number, parent: number, attachment = 1) => ({
  nodeId: idOf(number),
  parentId: idOf(parent),
  incarnation: 1,
  attachment,
});

/** A node 0 with children 1 and 2; below 1 hangs 3, below that 4. */
function aSubtree(): Subtree {
  const subtree = new Subtree(idOf(0));
  subtree.take({ attached: [attached(1, 0), attached(2, 0)], detached: [] });
  subtree.take({ attached: [attached(3, 1), attached(4, 3)], detached: [] }, idOf(1));
  return subtree;
}

describe('what hangs below a node', () => {
  test('the way to a node below leads through a child', () => {
    const subtree = aSubtree();
    expect([1, 3, 4].map((number) => subtree.branchOf(idOf(number)))).toEqual([idOf(1), idOf(1), idOf(1)]);
    expect(subtree.branchOf(idOf(2))).toBe(idOf(2));
    expect(subtree.branchOf(idOf(9))).toBeUndefined();
  });

  test('G7 a child speaks for its own branch only', () => {
    const subtree = aSubtree();
    const lies = { attached: [attached(5, 0), attached(3, 2), attached(6, 1)], detached: [detached(1, 0)] };
    expect(subtree.take(lies, idOf(2)).attached.map(({ nodeId }) => nodeId)).toEqual([idOf(3)]);
    expect(subtree.has(idOf(5))).toBe(false);
    expect(subtree.has(idOf(6))).toBe(false);
    expect(subtree.branchOf(idOf(1))).toBe(idOf(1));
  });

  test('G7 who moves says anew who hangs below it', () => {
    const subtree = aSubtree();
    subtree.take({ attached: [attached(3, 2, 2)], detached: [] }, idOf(2));
    expect(subtree.has(idOf(4))).toBe(false);
    subtree.take({ attached: [attached(4, 3)], detached: [] }, idOf(2));
    expect(subtree.branchOf(idOf(4))).toBe(idOf(2));
    // The former parent's word comes late.
    expect(subtree.take({ attached: [], detached: [detached(3, 1, 1)] }, idOf(1)).detached).toEqual([]);
    expect(subtree.has(idOf(3))).toBe(true);
  });

  test('G7 who goes takes along everybody below', () => {
    const subtree = aSubtree();
    subtree.take({ attached: [], detached: [detached(1, 0)] });
    expect(subtree.all().map(({ nodeId }) => nodeId)).toEqual([idOf(2)]);
  });

  test('G7 whatever is reported, there is no loop, and everybody is reached from the top', () => {
    const report = fc.record({
      via: fc.integer({ min: 1, max: 3 }),
      moves: fc.array(fc.tuple(fc.integer({ min: 0, max: 8 }), fc.integer({ min: 0, max: 8 }), fc.integer({ min: 1, max: 5 })), {
        maxLength: 5,
      }),
      gone: fc.array(fc.tuple(fc.integer({ min: 0, max: 8 }), fc.integer({ min: 0, max: 8 })), { maxLength: 2 }),
    });
    fc.assert(
      fc.property(fc.array(report, { maxLength: 20 }), (reports) => {
        const subtree = new Subtree(idOf(0));
        subtree.take({ attached: [attached(1, 0), attached(2, 0), attached(3, 0)], detached: [] });
        for (const { via, moves, gone } of reports)
          subtree.take(
            {
              attached: moves.map(([number, parent, attachment]) => attached(number, parent, attachment)),
              detached: gone.map(([number, parent]) => detached(number, parent, 9)),
            },
            idOf(via),
          );
        const all = subtree.all();
        expect(all).toHaveLength(subtree.size);
        expect(new Set(all.map(({ nodeId }) => nodeId)).size).toBe(all.length);
        for (const { nodeId } of all) expect(subtree.branchOf(nodeId)).toBeDefined();
      }),
    );
  });
});
