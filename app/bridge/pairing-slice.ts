import type { Clock } from '../clock.ts';
import { shownAddress } from '../cluster/reach.ts';
import type { OpenInvitation, Pairing } from '../identity/pairing/pairing.ts';
import type { ShownCode } from '../identity/pairing/shown-code.ts';
import type { Doubts } from './doubts.ts';
import { fingerprintShown } from './fingerprint-shown.ts';
import type { InvitationView, PairingView, ShownCodeView } from './pairing-views.ts';

/** Ends are told to this precision, so that nothing looks changed that only was computed again. */
const stepMs = 100;

/** What is shown of pairing; `doubts` tells who might be taken for a member. */
export function pairingSlice(pairing: Pairing, clock: Clock, doubts: Doubts): PairingView {
  const endOf = (leftMs: number): number => Math.round((clock.now() + leftMs) / stepMs) * stepMs;
  const { joining, code } = pairing;
  return {
    code: code === undefined ? null : codeShown(code, pairing.addresses, clock),
    invitations: pairing.invitations.map(invitationShown),
    requests: pairing.waiting.map(({ requestId, newcomer, keys, fingerprint, by, shownAs, role, askedAt, leftMs }) => ({
      requestId,
      nodeId: newcomer.nodeId,
      person: newcomer.person,
      machine: newcomer.machine,
      colour: newcomer.colour,
      headless: newcomer.headless,
      address: shownAddress(newcomer.address),
      fingerprint: fingerprintShown(fingerprint),
      doubts: doubts.about({ person: newcomer.headless ? undefined : newcomer.person, machine: newcomer.machine, keys }),
      by,
      shownAs,
      role,
      askedAt,
      endsAt: endOf(leftMs),
    })),
    joining:
      joining === undefined
        ? null
        : {
            phase: joining.phase,
            by: joining.by,
            triesLeft: joining.triesLeft ?? null,
            endsAt: joining.endsAt ?? null,
            cluster: joining.clusterName,
            person: joining.person,
            machine: joining.machine,
            failure: joining.failure,
          },
  };
}

export function codeShown(code: ShownCode, addresses: string[], clock: Clock): ShownCodeView {
  return {
    code: code.shownAs,
    role: code.role,
    triesLeft: code.triesLeft,
    endsAt: Math.round((clock.now() + code.leftMs) / stepMs) * stepMs,
    open: code.open,
    ending: code.ending ?? '',
    addresses,
  };
}

export function invitationShown({ id, link, role, asks, uses, used, createdAt, expiresAt }: OpenInvitation): InvitationView {
  return { id, link, role, asks, uses, used, createdAt, expiresAt };
}
