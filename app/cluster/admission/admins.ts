import type { Uuid } from '../../wire/uuid.ts';
import type { Member } from '../view/member.ts';
import type { Membership } from '../membership-log/membership.ts';
import type { View } from '../view/view.ts';

/** A member that is present and whose owner may let others in, the root before others; not this node itself. */
export function adminIn(view: View | undefined, membership: Membership, selfId: Uuid): Member | undefined {
  for (const nodeId of view?.reachable().keys() ?? [])
    if (nodeId !== selfId && membership.member(nodeId)?.role === 'admin') return view!.members.get(nodeId);
  return undefined;
}
