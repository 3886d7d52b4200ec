import type { Random } from '../../random.ts';
import type { PublicKeys } from '../keys.ts';
import { AgreedKey, type Side } from './agreed-key.ts';
import {
  generatorOf,
  intermediateKey,
  lengthsAndValues,
  multiply,
  newScalar,
  type CPaceInputs,
  type CPaceMessage,
} from './cpace.ts';

/** Which secret two sides mean; said in the clear. */
export type Means = { kind: 'code'; digits: number } | { kind: 'invitation'; name: Uint8Array };

/** What a side says of itself before anything is secret. */
export interface Greeting {
  nonce: Uint8Array;
  keys: PublicKeys;
}

export interface KeyAgreementParts {
  side: Side;
  means: Means;
  secret: Uint8Array;
  newcomer: Greeting;
  host: Greeting;
  random: Random;
}

const purpose = Buffer.from('banyan pairing 1', 'latin1');
const associated = { newcomer: Buffer.from('newcomer', 'latin1'), host: Buffer.from('host', 'latin1') };

/** One run of CPace between a newcomer and a host, bound to the keys of both (PROTOCOL.md, rule J3). */
export class KeyAgreement {
  readonly #side: Side;
  readonly #inputs: CPaceInputs;
  readonly #scalar: Uint8Array;
  /** What this side sends. */
  readonly share: Uint8Array;

  constructor({ side, means, secret, newcomer, host, random }: KeyAgreementParts) {
    this.#side = side;
    this.#inputs = {
      secret,
      session: Buffer.concat([newcomer.nonce, host.nonce]),
      channel: lengthsAndValues(
        purpose,
        Buffer.from(means.kind, 'latin1'),
        means.kind === 'code' ? Uint8Array.of(means.digits) : means.name,
        newcomer.keys.signing,
        newcomer.keys.curve,
        host.keys.signing,
        host.keys.curve,
      ),
    };
    this.#scalar = newScalar(random);
    this.share = multiply(this.#scalar, generatorOf(this.#inputs));
  }

  /** The key that follows from the other side's share. Throws `bad-input` when that is no point, or the neutral one. */
  agree(otherShare: Uint8Array): AgreedKey {
    const { session, channel } = this.#inputs;
    const own: CPaceMessage = { share: this.share, associated: associated[this.#side] };
    const other: CPaceMessage = { share: otherShare, associated: associated[this.#side === 'host' ? 'newcomer' : 'host'] };
    const [newcomer, host] = this.#side === 'host' ? [other, own] : [own, other];
    const key = intermediateKey(session, multiply(this.#scalar, otherShare), newcomer, host);
    return new AgreedKey(this.#side, key, { session, channel, newcomer, host });
  }
}
