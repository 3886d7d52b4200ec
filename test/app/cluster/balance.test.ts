import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bestDepth, nextMove } from '../../../app/cluster/balance.ts';
import type { View } from '../../../app/cluster/view/view.ts';
import { aMember, aView, idOf, viewOfParents } from './a-tree.ts';

const lowest = (view: View): number => Math.max(...view.reachable().values());

/** The view after a move, as the root would see it. */
const anybody = (): boolean => true;

function moved(view: View, move: NonNullable<ReturnType<typeof nextMove>>): View {
  const changed = { ...move.node, parentId: move.host.nodeId, attachment: move.node.attachment + 1 };
  return view.with(view, [changed], []).view;
}

/** Any tree: each node hangs from one of those before it. */
const anyTree = fc
  .array(fc.nat(), { minLength: 1, maxLength: 60 })
  .map((choices) => viewOfParents(choices.map((choice, index) => choice % (index + 1))));

describe('evening out a tree', () => {
  test('the best depth is that of a full tree', () => {
    expect([1, 2, 4, 5, 13, 14].map((nodes) => bestDepth(nodes, 3))).toEqual([0, 1, 1, 2, 2, 3]);
    expect(bestDepth(10_000, 8)).toBe(5);
  });

  test('G8 it comes to rest, one move after the other, with nobody overloaded and the depth within one of the best', () => {
    fc.assert(
      fc.property(anyTree, (tree) => {
        let view = tree;
        let moves = 0;
        for (let move = nextMove(view, anybody); move !== undefined; move = nextMove(view, anybody)) {
          view = moved(view, move);
          expect(view.reachable().size).toBe(tree.reachable().size);
          expect(++moves).toBeLessThan(400);
        }
        for (const nodeId of view.reachable().keys()) expect(view.childrenOf(nodeId).length).toBeLessThanOrEqual(3);
        expect(lowest(view)).toBeLessThanOrEqual(bestDepth(view.reachable().size, 3) + 1);
      }),
    );
  });

  test('G8 a tree that is good enough is left alone', () => {
    expect(nextMove(viewOfParents([0, 0, 0, 1, 1, 4]), anybody)).toBeUndefined();
  });

  test('G8 who would rather carry nobody is relieved while there is room elsewhere', () => {
    const view = aView([aMember(0), aMember(1, { prefersLeaf: true }), aMember(2), aMember(3, { parentId: idOf(1) })]);
    const move = nextMove(view, anybody);
    expect(move?.node.nodeId).toBe(idOf(3));
    expect(move?.host.nodeId).not.toBe(idOf(1));
    expect(nextMove(moved(view, move!), anybody)).toBeUndefined();
  });
});
