import type { Random } from '../../random.ts';
import { pairingLimits } from '../../config.ts';
import { BanyanError } from '../../errors.ts';
import { publicKeysOf, type NodeKeys, type PublicKeys } from '../keys.ts';
import type { AgreedKey } from './agreed-key.ts';
import { KeyAgreement, type Greeting, type Means } from './key-agreement.ts';
import type { OpenSecret } from './open-secret.ts';
import { openIntroduction, sealOutcome, sealReception, type Newcomer, type Outcome, type Reception } from './pairing-contents.ts';
import type { PairingMessage } from './pairing-messages.ts';

/** Somebody who has proven that they have the code or the invitation, and the keys they showed. */
export interface Candidate {
  newcomer: Newcomer;
  keys: PublicKeys;
  by: Means['kind'];
  open: OpenSecret;
}

export interface HostConversationParts {
  keys: NodeKeys;
  random: Random;
  /** The code or invitation that is meant, if it is open. */
  find: (means: Means) => OpenSecret | undefined;
  reception: (open: OpenSecret) => Reception;
  /** Who decides; gives up when the newcomer has gone. */
  decide: (candidate: Candidate, gone: AbortSignal) => Promise<Outcome>;
  send: (message: PairingMessage) => void;
  /** Nothing further is said or heard; `refusal` is what a newcomer that was refused was told. */
  ended: (refusal?: string) => void;
}

type State =
  | { at: 'greeting' }
  | { at: 'offered'; means: Means; open: OpenSecret; newcomer: Greeting; host: Greeting }
  | { at: 'shared'; means: Means; open: OpenSecret; newcomer: Greeting; key: AgreedKey }
  | { at: 'deciding' }
  | { at: 'ended' };

/**
 * The host's side of one pairing: offer, share, proof, decision. Takes one message after the other and ends at whatever
 * does not belong; it knows no socket and no time.
 */
export class HostConversation {
  readonly #parts: HostConversationParts;
  readonly #gone = new AbortController();
  #state: State = { at: 'greeting' };

  constructor(parts: HostConversationParts) {
    this.#parts = parts;
  }

  get at(): State['at'] {
    return this.#state.at;
  }

  /** Never throws: whatever is wrong ends the conversation. */
  take(message: PairingMessage): void {
    try {
      this.#step(message);
    } catch (thrown) {
      const known = thrown instanceof BanyanError ? thrown : new BanyanError('internal', 'The pairing went wrong here.');
      this.refuse(known.code, known.message);
    }
  }

  /** The newcomer went, or took too long. */
  stop(): void {
    if (this.#state.at === 'ended') return;
    this.#state = { at: 'ended' };
    this.#gone.abort();
    this.#parts.ended();
  }

  /** Ends it with a sentence that the newcomer is told. */
  refuse(code: string, sentence: string): void {
    if (this.#state.at === 'ended') return;
    this.#state = { at: 'ended' };
    this.#parts.send({ kind: 'refused', code, sentence });
    this.#gone.abort();
    this.#parts.ended(sentence);
  }

  #step(message: PairingMessage): void {
    const state = this.#state;
    if (state.at === 'greeting' && message.kind === 'hello') this.#offer(message.means, message.greeting);
    else if (state.at === 'offered' && message.kind === 'share') this.#share(state, message.share);
    else if (state.at === 'shared' && message.kind === 'proof') this.#check(state, message.tag, message.sealed);
    else throw new BanyanError('bad-input', 'That does not belong here.');
  }

  #offer(means: Means, newcomer: Greeting): void {
    const { find, random, keys, send } = this.#parts;
    const open = find(means);
    if (open === undefined) return this.refuse('not-found', nothingOpen(means));
    const host = { nonce: random.bytes(pairingLimits.nonceBytes), keys: publicKeysOf(keys) };
    if (Buffer.from(newcomer.keys.signing).equals(host.keys.signing))
      return this.refuse('bad-input', 'A machine can not let itself in.');
    this.#state = { at: 'offered', means, open, newcomer, host };
    send({ kind: 'offer', greeting: host, triesLeft: open.triesLeft, leftMs: open.leftMs });
  }

  #share({ means, open, newcomer, host }: State & { at: 'offered' }, share: Uint8Array): void {
    // From here on it is a try, whatever comes of it.
    if (!open.begin()) return this.refuse('not-found', nothingOpen(means));
    const agreement = new KeyAgreement({
      side: 'host',
      means,
      secret: open.secret,
      newcomer,
      host,
      random: this.#parts.random,
    });
    const key = agreement.agree(share);
    this.#state = { at: 'shared', means, open, newcomer, key };
    this.#parts.send({ kind: 'share', share: agreement.share });
  }

  #check({ means, open, newcomer, key }: State & { at: 'shared' }, tag: Uint8Array, sealed: Uint8Array): void {
    const { keys, reception, send, decide, ended } = this.#parts;
    if (!key.proves(tag)) return this.refuse('wrong-code', wrongCode(means, open.triesLeft));
    const introduced = openIntroduction(key, sealed, newcomer.keys.signing);
    if (!open.proven()) return this.refuse('not-found', nothingOpen(means));
    this.#state = { at: 'deciding' };
    send({ kind: 'proof', tag: key.tag, sealed: sealReception(key, reception(open), keys.signing) });
    const candidate = { newcomer: introduced, keys: newcomer.keys, by: means.kind, open };
    const settle = (outcome: Outcome): void => {
      if (!outcome.accepted) open.giveBack();
      if (this.#state.at !== 'deciding') return;
      this.#state = { at: 'ended' };
      send({ kind: 'sealed', sealed: sealOutcome(key, outcome) });
      ended();
    };
    decide(candidate, this.#gone.signal).then(settle, () =>
      settle({ accepted: false, sentence: 'That machine could not take you in just now. Try again in a moment.' }),
    );
  }
}

function nothingOpen(means: Means): string {
  return means.kind === 'code'
    ? `No code that ends in ${String(means.digits).padStart(2, '0')} is open there. Ask for a new one.`
    : 'That invitation is not open any more: it has expired, was used up or taken back. Ask for a new one.';
}

function wrongCode({ kind }: Means, triesLeft: number): string {
  if (kind === 'invitation') return 'That is not the invitation it seems to be. Ask for a new one.';
  if (triesLeft === 0) return 'Those are not the words, and that was the last try. Ask for a new code.';
  return `Those are not the words. ${triesLeft === 1 ? 'One try is' : `${triesLeft} tries are`} left.`;
}
