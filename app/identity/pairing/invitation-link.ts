import { createHash } from 'node:crypto';
import { limits, pairingLimits } from '../../config.ts';
import { BanyanError } from '../../errors.ts';
import { shownName } from '../../shown-name.ts';
import { curveKeyBytes } from '../../transport/curve-keys.ts';
import { InvitationLinkSchema } from '../../wire/banyan_pb.js';
import { decodeMessage, encodeMessage } from '../../wire/protobuf.ts';
import { signingKeyBytes, type PublicKeys } from '../keys.ts';
import { linkStart, looksLikeInvitation } from './link-form.ts';
import { role, type Role } from './roles.ts';

/** What somebody who holds an invitation knows. */
export interface Invitation {
  /** 128 bits. */
  secret: Uint8Array;
  /** Of who invites. */
  keys: PublicKeys;
  /** `host:port` of the pairing socket, the best one first. */
  addresses: readonly string[];
  clusterName: string;
  role: Role;
  /** Milliseconds since 1970-01-01 UTC. */
  expiresAt: number;
  uses: number;
  /** Whether a person is asked each time. */
  asks: boolean;
}

export const secretBytes = 16;
const notOne = 'That is no invitation to Banyan: a whole one begins with banyan://join/.';

/** The link to be sent or shown as a QR code. */
export function invitationLink({ secret, keys, addresses, clusterName, role: as, expiresAt, uses, asks }: Invitation): string {
  const message = encodeMessage(InvitationLinkSchema, {
    secret,
    signingKey: keys.signing,
    curveKey: keys.curve,
    addresses: [...addresses],
    clusterName,
    role: as,
    expiresAtMs: expiresAt,
    uses,
    asksPerson: asks,
  });
  return linkStart + Buffer.from(message).toString('base64url');
}

/** Reads a link that somebody was given. Throws `bad-input` on whatever is not one. */
export function readInvitationLink(text: string): Invitation {
  const trimmed = text.trim();
  if (!looksLikeInvitation(trimmed)) throw new BanyanError('bad-input', notOne);
  const encoded = trimmed.slice(linkStart.length);
  const raw = decodeMessage(InvitationLinkSchema, new Uint8Array(Buffer.from(encoded, 'base64url')));
  const as = role.safeParse(raw.role);
  const wellFormed =
    as.success &&
    raw.secret.length === secretBytes &&
    raw.signingKey.length === signingKeyBytes &&
    raw.curveKey.length === curveKeyBytes &&
    raw.addresses.length > 0 &&
    raw.addresses.length <= pairingLimits.addresses &&
    raw.addresses.every((address) => address.length <= limits.addressCharacters) &&
    raw.clusterName.length <= 2 * limits.nameCharacters &&
    Number.isFinite(raw.expiresAtMs) &&
    raw.uses >= 1;
  if (!wellFormed) throw new BanyanError('bad-input', notOne);
  return {
    secret: raw.secret,
    keys: { signing: raw.signingKey, curve: raw.curveKey },
    addresses: raw.addresses,
    clusterName: shownName(raw.clusterName),
    role: as.data,
    expiresAt: raw.expiresAtMs,
    uses: raw.uses,
    asks: raw.asksPerson,
  };
}

/** What an invitation is called in the clear; tells nothing about its secret (PROTOCOL.md, rule J1). */
export function invitationName(secret: Uint8Array): Uint8Array {
  const hash = createHash('sha256').update('banyan invitation 1').update(secret).digest();
  return new Uint8Array(hash.subarray(0, pairingLimits.invitationNameBytes));
}
