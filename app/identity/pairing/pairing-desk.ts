import type { Clock, Timer } from '../../clock.ts';
import { pairingLimits } from '../../config.ts';
import { BanyanError } from '../../errors.ts';
import type { Uuid } from '../../wire/uuid.ts';
import { fingerprintOf, type Fingerprint } from '../fingerprint.ts';
import type { PublicKeys } from '../keys.ts';
import type { Candidate } from './host-conversation.ts';
import type { Admittance, Newcomer, Outcome } from './pairing-contents.ts';
import type { Role } from './roles.ts';

/** Somebody who was let in here; the membership takes them up. */
export interface Paired {
  nodeId: Uuid;
  signingKey: Uint8Array;
  curveKey: Uint8Array;
  person: string;
  machine: string;
  role: Role;
  mayHost: boolean;
}

/** What a person decides about somebody who waits. */
export type Decision = { accept: true; role: Role; mayHost: boolean } | { accept: false };

/** Somebody who has the code or the invitation and waits for a person. */
export interface Waiting {
  requestId: string;
  newcomer: Newcomer;
  keys: PublicKeys;
  fingerprint: Fingerprint;
  by: Candidate['by'];
  /** The code, or how the invitation is known. */
  shownAs: string;
  /** What is proposed. */
  role: Role;
  askedAt: number;
  leftMs: number;
}

export interface PairingDeskParts {
  clock: Clock;
  /** Takes somebody up into the membership. */
  onPaired: (paired: Paired) => Promise<'accepted' | 'refused'>;
  /** What somebody who was taken up is told. */
  admittance: (role: Role, mayHost: boolean) => Admittance;
  onChange: () => void;
}

interface Held {
  candidate: Candidate;
  askedAt: number;
  endsAt: number;
  timer: Timer;
  settle: (decision: Decision) => void;
}

/** Where a person decides about those who have proven themselves, each within two minutes (PROTOCOL.md, rule J7). */
export class PairingDesk {
  readonly #parts: PairingDeskParts;
  readonly #held = new Map<string, Held>();

  constructor(parts: PairingDeskParts) {
    this.#parts = parts;
  }

  get waiting(): Waiting[] {
    const now = this.#parts.clock.monotonic();
    return [...this.#held].map(([requestId, { candidate, askedAt, endsAt }]) => ({
      requestId,
      newcomer: candidate.newcomer,
      keys: candidate.keys,
      fingerprint: fingerprintOf(candidate.keys),
      by: candidate.by,
      shownAs: candidate.open.shownAs,
      role: candidate.open.role,
      askedAt,
      leftMs: Math.max(0, endsAt - now),
    }));
  }

  /** What becomes of somebody: a person decides, or the invitation says that nobody need be asked. */
  async decide(candidate: Candidate, gone: AbortSignal): Promise<Outcome> {
    const { onPaired, admittance } = this.#parts;
    const { open, newcomer, keys } = candidate;
    const unasked: Decision = { accept: true, role: open.role, mayHost: open.role !== 'viewer' };
    const decision = open.asks ? await this.#ask(candidate, gone) : unasked;
    if (!decision.accept)
      return { accepted: false, sentence: 'You were not let in this time. Ask the person there, then try again.' };
    const { role } = decision;
    // Who passes documents on could change them.
    const mayHost = decision.mayHost && role !== 'viewer';
    const { nodeId, person, machine } = newcomer;
    const answer = await onPaired({ nodeId, signingKey: keys.signing, curveKey: keys.curve, person, machine, role, mayHost });
    if (answer === 'refused') return { accepted: false, sentence: 'The cluster does not take that machine in.' };
    return { accepted: true, admittance: admittance(role, mayHost) };
  }

  /** The person's answer. Throws `not-found` when nobody waits under that name any more. */
  answer(requestId: string, decision: Decision): void {
    const held = this.#held.get(requestId);
    if (held === undefined) throw new BanyanError('not-found', 'That request is not waiting any more.');
    held.settle(decision);
  }

  #ask(candidate: Candidate, gone: AbortSignal): Promise<Decision> {
    const { clock, onChange } = this.#parts;
    const requestId = requestIdOf(candidate);
    // The same machine again: it is its newest question that counts.
    this.#held.get(requestId)?.settle({ accept: false });
    if (this.#held.size >= pairingLimits.waiting) return Promise.resolve({ accept: false });
    const { promise, resolve } = Promise.withResolvers<Decision>();
    const settle = (decision: Decision): void => {
      held.timer.cancel();
      if (this.#held.get(requestId) === held) this.#held.delete(requestId);
      resolve(decision);
      onChange();
    };
    const held: Held = {
      candidate,
      askedAt: clock.now(),
      endsAt: clock.monotonic() + pairingLimits.decideMs,
      timer: clock.after(pairingLimits.decideMs, () => settle({ accept: false })),
      settle,
    };
    this.#held.set(requestId, held);
    gone.addEventListener('abort', () => settle({ accept: false }), { once: true });
    onChange();
    return promise;
  }
}

/** Names keys as well as the node: an answer that was meant for one can't fall to another that claims to be the same. */
function requestIdOf({ newcomer, keys }: Candidate): string {
  return `${newcomer.nodeId}-${Buffer.from(fingerprintOf(keys).hash.subarray(0, 8)).toString('hex')}`;
}
