import type { Uuid } from '../wire/uuid.ts';
import type { Placement } from './placement.ts';
import type { Member } from './view/member.ts';
import type { View } from './view/view.ts';

/** One move that makes the tree better: a node goes below another, with everybody below it. */
export interface TreeMove {
  readonly node: Member;
  readonly host: Member;
}

/**
 * A node goes to the place nearest to the root that is not excluded and not where it hangs already. Below somebody
 * unwilling it does not go: it would be sent away from there again, and so on for ever.
 */
export function moveTo(
  view: View,
  placement: Placement,
  nodeId: Uuid,
  isExcluded: (nodeId: Uuid) => boolean,
): TreeMove | undefined {
  const node = view.members.get(nodeId)!;
  for (const host of placement.places((other) => other === node.parentId || isExcluded(other)))
    return host.prefersLeaf || host.capacity === 0 ? undefined : { node, host };
  return undefined;
}
