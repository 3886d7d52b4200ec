import type { Uuid } from '../wire/uuid.ts';
import type { Member } from './view/member.ts';
import { Placement } from './placement.ts';
import type { View } from './view/view.ts';

/** One move that makes the tree better: a node goes below another, with everybody below it. */
export interface TreeMove {
  readonly node: Member;
  readonly host: Member;
}

/** Depth of the lowest member in the best tree of so many nodes with this fan-out. */
export function bestDepth(nodes: number, fanOut: number): number {
  if (fanOut <= 1) return Math.max(0, nodes - 1);
  let depth = 0;
  for (let level = 1, room = 1; room < nodes; depth++) {
    level *= fanOut;
    room += level;
  }
  return depth;
}

/**
 * The next move that evens out a tree, or undefined when it is good enough: hosts that carry more than they want give
 * somebody away; while the tree is more than one level deeper than the best, branches go up. Each move makes some
 * overload or some depth smaller, and none is made for less, so it comes to rest.
 */
export function nextMove(view: View, mayHost: (nodeId: Uuid) => boolean): TreeMove | undefined {
  const placement = new Placement(view, mayHost);
  return relieved(view, placement) ?? lifted(view, placement);
}

/** Somebody below a host that carries more than it wants goes to where there is room. */
function relieved(view: View, placement: Placement): TreeMove | undefined {
  for (const nodeId of view.reachable().keys()) {
    const host = view.members.get(nodeId)!;
    const children = view.childrenOf(nodeId);
    const wanted = host.prefersLeaf ? 0 : host.capacity;
    if (children.length <= wanted) continue;
    const smallest = children
      .map((child) => ({ child, below: view.below(child) }))
      .toSorted((one, other) => one.below.length - other.below.length)[0]!;
    const move = moveOf(view, placement, smallest.child, new Set([nodeId, ...smallest.below]));
    // Somebody unwilling instead of another would go on for ever.
    if (move !== undefined && !move.host.prefersLeaf && move.host.capacity > 0) return move;
  }
  return undefined;
}

/** The branch that gains most goes up, while the tree is too deep. */
function lifted(view: View, placement: Placement): TreeMove | undefined {
  const depths = view.reachable();
  const lowest = Math.max(0, ...depths.values());
  const fanOuts = [...depths.keys()].map((nodeId) => view.members.get(nodeId)!.capacity).filter((capacity) => capacity > 0);
  const fanOut = fanOuts.length === 0 ? 1 : Math.floor(fanOuts.reduce((sum, capacity) => sum + capacity, 0) / fanOuts.length);
  const room = placement.depth;
  if (room === undefined || lowest <= bestDepth(depths.size, fanOut) + 1) return undefined;
  // The way up from a lowest node: whoever stands just below the level with room takes most along.
  const deepest = [...depths].find(([, depth]) => depth === lowest)![0];
  let node: Uuid = deepest;
  for (let parent = view.members.get(node)?.parentId; parent !== undefined; parent = view.members.get(node)?.parentId) {
    if (depths.get(parent)! <= room + 1) break;
    node = parent;
  }
  return moveOf(view, placement, node, new Set(view.below(node)));
}

function moveOf(view: View, placement: Placement, nodeId: Uuid, excluded: ReadonlySet<Uuid>): TreeMove | undefined {
  const node = view.members.get(nodeId)!;
  for (const host of placement.places((other) => excluded.has(other) || other === node.parentId)) return { node, host };
  return undefined;
}
