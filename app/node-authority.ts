import type { Membership } from './cluster/membership-log/membership.ts';
import type { Authority } from './documents/authority.ts';
import { documentOfChannel } from './endpoint/document-channel.ts';
import type { Bars } from './endpoint/channel-listener.ts';
import { signerOf, verify, type NodeKeys } from './identity/keys.ts';
import type { Uuid } from './wire/uuid.ts';

/** How edits are signed with this node's key, and how signatures are checked. */
export interface Signatures {
  sign(bytes: Uint8Array): Uint8Array;
  verify: typeof verify;
}

/** Who may write, by the membership log. */
export function authorityBy(membership: Membership, keys: NodeKeys, selfId: Uuid, replaced: Partial<Signatures> = {}): Authority {
  const { sign, verify: isSigned } = { sign: signerOf(keys.signing), verify, ...replaced };
  const mayEdit = (origin: Uuid): boolean => {
    const role = membership.member(origin)?.role;
    return role === 'editor' || role === 'admin';
  };
  return {
    sign,
    mayEdit,
    mayWrite: () => membership.log === undefined || mayEdit(selfId),
    isSigned: (origin, bytes, signature) => {
      const key = membership.member(origin)?.signingKey;
      return key && isSigned(key, bytes, signature);
    },
  };
}

/** What a node neither handles nor passes on: everything of who was removed, and what viewers say on documents. */
export function barsBy(membership: Membership): Bars {
  return {
    get version() {
      return membership.version;
    },
    isBarred: ({ origin, channel }) =>
      membership.wasRemoved(origin) || (documentOfChannel(channel) !== undefined && membership.member(origin)?.role === 'viewer'),
  };
}
