import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nextMove } from '../../../app/cluster/balance.ts';
import { bestDepth } from '../../../app/cluster/best-depth.ts';
import type { Uuid } from '../../../app/wire/uuid.ts';
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

  test('G8 it comes to rest whatever the nodes are willing and allowed to carry', () => {
    const aNode = fc.record({ parent: fc.nat(), capacity: fc.nat(5), prefersLeaf: fc.boolean(), mayHost: fc.boolean() });
    fc.assert(
      fc.property(fc.array(aNode, { minLength: 1, maxLength: 80 }), (nodes) => {
        const allowed = new Set([idOf(0), ...nodes.flatMap(({ mayHost }, index) => (mayHost ? [idOf(index + 1)] : []))]);
        let view = aView([
          aMember(0),
          ...nodes.map(({ parent, capacity, prefersLeaf }, index) =>
            aMember(index + 1, { parentId: idOf(parent % (index + 1)), capacity, prefersLeaf }),
          ),
        ]);
        const mayHost = (nodeId: Uuid): boolean => allowed.has(nodeId);
        let moves = 0;
        for (let move = nextMove(view, mayHost); move !== undefined; move = nextMove(view, mayHost)) {
          view = moved(view, move);
          expect(view.reachable().size).toBe(nodes.length + 1);
          expect(++moves).toBeLessThan(1000);
        }
      }),
    );
  });

  test('G8 the place of a lost root is filled from the bottom, and on the way nobody hangs lower than is good', () => {
    // A full tree of four levels below its root; the root is lost, and a child of it takes on the others.
    const parents = Array.from({ length: 120 }, (_, index) => Math.floor(index / 3));
    const full = viewOfParents(parents);
    const heir = full.members.get(idOf(1))!;
    const followed = [2, 3].map((index) => ({ ...full.members.get(idOf(index))!, parentId: idOf(1) }));
    let view = full.with({ ...full, rootId: idOf(1) }, [{ ...heir, parentId: undefined }, ...followed], [idOf(0)]).view;
    const good = bestDepth(view.reachable().size, 3) + 1;
    let moves = 0;
    for (let move = nextMove(view, anybody); move !== undefined; move = nextMove(view, anybody), moves++) {
      view = moved(view, move);
      expect(lowest(view)).toBeLessThanOrEqual(good);
    }
    // Two too many: one comes up, three go below it.
    expect(moves).toBeLessThanOrEqual(4);
    expect(view.childrenOf(idOf(1))).toHaveLength(3);
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
