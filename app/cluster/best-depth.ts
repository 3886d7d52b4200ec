import type { View } from './view/view.ts';

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

/** A tree whose lowest member hangs at this depth is good enough: one level more than in the best. */
export function deepestGood(view: View): number {
  const depths = view.reachable();
  const fanOuts = [...depths.keys()].map((nodeId) => view.members.get(nodeId)!.capacity).filter((capacity) => capacity > 0);
  const fanOut = fanOuts.length === 0 ? 1 : Math.floor(fanOuts.reduce((sum, capacity) => sum + capacity, 0) / fanOuts.length);
  return bestDepth(depths.size, fanOut) + 1;
}
