import type { Uuid } from '../wire/uuid.ts';
import { deepestGood } from './best-depth.ts';
import { Placement } from './placement.ts';
import { Relief } from './relief.ts';
import { moveTo, type TreeMove } from './tree-move.ts';
import type { View } from './view/view.ts';

/**
 * The next move that evens out a tree, or undefined when it is good enough: hosts that carry more than they want give
 * somebody away, or first get somebody who takes others in; while the tree is more than one level deeper than the best,
 * branches go up. Each move, or a few together, make some overload or some depth smaller, so it comes to rest.
 */
export function nextMove(view: View, mayHost: (nodeId: Uuid) => boolean): TreeMove | undefined {
  const placement = new Placement(view, mayHost);
  return new Relief(view, placement, mayHost).move ?? lifted(view, placement);
}

/** The branch that gains most goes up, while the tree is too deep. */
function lifted(view: View, placement: Placement): TreeMove | undefined {
  const depths = view.reachable();
  const lowest = Math.max(0, ...depths.values());
  const room = placement.depth;
  if (room === undefined || lowest <= deepestGood(view)) return undefined;
  // The way up from a lowest node: whoever stands just below the level with room takes most along.
  const deepest = [...depths].find(([, depth]) => depth === lowest)![0];
  let node: Uuid = deepest;
  for (let parent = view.members.get(node)?.parentId; parent !== undefined; parent = view.members.get(node)?.parentId) {
    if (depths.get(parent)! <= room + 1) break;
    node = parent;
  }
  const below = new Set(view.below(node));
  const move = moveTo(view, placement, node, (other) => below.has(other));
  // To the same level, or lower, it would go on for ever.
  return move !== undefined && depths.get(move.host.nodeId)! + 1 < depths.get(node)! ? move : undefined;
}
