import type { Membership } from './cluster/membership-log/membership.ts';
import type { Authority } from './documents/authority.ts';
import { documentOfChannel } from './endpoint/document-channel.ts';
import type { Bars } from './endpoint/channel-listener.ts';
import { signerOf, verifierOf, type NodeKeys } from './identity/keys.ts';
import type { Uuid } from './wire/uuid.ts';

/** Makes what checks signatures by one key. */
export type VerifierOf = typeof verifierOf;

interface Known {
  key: Uint8Array;
  verify: (bytes: Uint8Array, signature: Uint8Array) => boolean;
}

/** Who may write, by the membership log; keys are read once, because that costs as much as a signature. */
export function authorityBy(membership: Membership, keys: NodeKeys, selfId: Uuid, verifier: VerifierOf = verifierOf): Authority {
  const sign = signerOf(keys.signing);
  const known = new Map<Uuid, Known>();
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
      if (key === undefined) return undefined;
      let entry = known.get(origin);
      if (entry?.key !== key) {
        entry = { key, verify: verifier(key) };
        known.set(origin, entry);
      }
      return entry.verify(bytes, signature);
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
