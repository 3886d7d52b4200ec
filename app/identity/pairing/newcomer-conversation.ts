import { BanyanError, type ErrorCode } from '../../errors.ts';
import { pairingLimits } from '../../config.ts';
import type { Random } from '../../random.ts';
import { publicKeysOf, samePublicKeys, type NodeKeys, type PublicKeys } from '../keys.ts';
import type { AgreedKey } from './agreed-key.ts';
import { KeyAgreement, type Greeting, type Means } from './key-agreement.ts';
import { openOutcome, openReception, sealIntroduction, type Newcomer, type Outcome, type Reception } from './pairing-contents.ts';
import type { PairingMessage } from './pairing-messages.ts';

export interface NewcomerConversationParts {
  keys: NodeKeys;
  random: Random;
  means: Means;
  secret: Uint8Array;
  /** The keys that only the right host has, where they are known: an invitation names them. */
  expected: PublicKeys | undefined;
  self: () => Newcomer;
  send: (message: PairingMessage) => void;
  /** The host has the code or the invitation open; nothing is spent before {@link NewcomerConversation.goOn}. */
  onOffer: (offer: { triesLeft: number; leftMs: number; keys: PublicKeys }) => void;
  /** The host has proven itself. */
  onReception: (reception: Reception, keys: PublicKeys) => void;
  onOutcome: (outcome: Outcome) => void;
  /** It ended without an outcome. */
  onFailed: (error: BanyanError) => void;
}

type State =
  | { at: 'silent' }
  | { at: 'greeted'; own: Greeting }
  | { at: 'offered'; own: Greeting; host: Greeting }
  | { at: 'sharing'; host: Greeting; agreement: KeyAgreement }
  | { at: 'proving'; host: Greeting; key: AgreedKey }
  | { at: 'waiting'; key: AgreedKey }
  | { at: 'ended' };

/** Codes of refusals that are passed on as they are; any other becomes `refused`. */
const refusals: readonly ErrorCode[] = ['not-found', 'wrong-code', 'queue-full', 'bad-input', 'version-mismatch'];

/** The newcomer's side of one pairing with one host. It knows no socket and no time. */
export class NewcomerConversation {
  readonly #parts: NewcomerConversationParts;
  #state: State = { at: 'silent' };

  constructor(parts: NewcomerConversationParts) {
    this.#parts = parts;
  }

  get at(): State['at'] {
    return this.#state.at;
  }

  /** Says hello; once, when the link is up. */
  greet(): void {
    if (this.#state.at !== 'silent') return;
    const { random, keys, means, send } = this.#parts;
    const own = { nonce: random.bytes(pairingLimits.nonceBytes), keys: publicKeysOf(keys) };
    this.#state = { at: 'greeted', own };
    send({ kind: 'hello', means, greeting: own });
  }

  /** Tries the secret at this host. */
  goOn(): void {
    if (this.#state.at !== 'offered') return;
    const { own, host } = this.#state;
    const { means, secret, random, send } = this.#parts;
    const agreement = new KeyAgreement({ side: 'newcomer', means, secret, newcomer: own, host, random });
    this.#state = { at: 'sharing', host, agreement };
    send({ kind: 'share', share: agreement.share });
  }

  /** Never throws: whatever is wrong ends the conversation. */
  take(message: PairingMessage): void {
    try {
      this.#step(message);
    } catch (thrown) {
      this.fail(thrown instanceof BanyanError ? thrown : new BanyanError('internal', 'The pairing went wrong here.'));
    }
  }

  /** Ends it for a reason from outside: the link broke, it took too long, somebody thought better of it. */
  fail(error: BanyanError): void {
    if (this.#state.at === 'ended') return;
    this.#state = { at: 'ended' };
    this.#parts.onFailed(error);
  }

  #step(message: PairingMessage): void {
    const state = this.#state;
    if (message.kind === 'refused') throw refusalOf(message.code, message.sentence);
    if (state.at === 'greeted' && message.kind === 'offer') this.#offered(state, message);
    else if (state.at === 'sharing' && message.kind === 'share') this.#prove(state, message.share);
    else if (state.at === 'proving' && message.kind === 'proof') this.#received(state, message.tag, message.sealed);
    else if (state.at === 'waiting' && message.kind === 'sealed') this.#answered(state.key, message.sealed);
    else throw new BanyanError('bad-input', 'The other machine said something that does not belong here.');
  }

  #offered({ own }: State & { at: 'greeted' }, { greeting: host, triesLeft, leftMs }: PairingMessage & { kind: 'offer' }): void {
    const { expected, onOffer } = this.#parts;
    if (expected !== undefined && !samePublicKeys(expected, host.keys))
      throw new BanyanError('imposter', 'The machine that answers there is not the one that invited you.');
    this.#state = { at: 'offered', own, host };
    onOffer({ triesLeft, leftMs, keys: host.keys });
  }

  #prove({ host, agreement }: State & { at: 'sharing' }, share: Uint8Array): void {
    const { self, keys, send } = this.#parts;
    const key = agreement.agree(share);
    this.#state = { at: 'proving', host, key };
    send({ kind: 'proof', tag: key.tag, sealed: sealIntroduction(key, self(), keys.signing) });
  }

  #received({ host, key }: State & { at: 'proving' }, tag: Uint8Array, sealed: Uint8Array): void {
    if (!key.proves(tag)) throw new BanyanError('imposter', 'The machine that answered does not know the code.');
    const reception = openReception(key, sealed, host.keys.signing);
    this.#state = { at: 'waiting', key };
    this.#parts.onReception(reception, host.keys);
  }

  #answered(key: AgreedKey, sealed: Uint8Array): void {
    const outcome = openOutcome(key, sealed);
    this.#state = { at: 'ended' };
    this.#parts.onOutcome(outcome);
  }
}

function refusalOf(code: string, sentence: string): BanyanError {
  const known = refusals.find((each) => each === code) ?? 'refused';
  return new BanyanError(known, sentence === '' ? 'The other machine refused.' : sentence);
}
