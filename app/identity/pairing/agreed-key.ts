import { createCipheriv, createDecipheriv, hkdfSync } from 'node:crypto';
import { BanyanError } from '../../errors.ts';
import { confirmationTag, lengthsAndValues, sameTag, type CPaceMessage } from './cpace.ts';

/** The two sides of a pairing. */
export type Side = 'newcomer' | 'host';

/** Everything that both sides said in the clear, as both saw it. */
export interface Transcript {
  session: Uint8Array;
  channel: Uint8Array;
  newcomer: CPaceMessage;
  host: CPaceMessage;
}

const purpose = Buffer.from('banyan pairing 1', 'latin1');
const keyBytes = 32;
const nonceBytes = 12;
const macBytes = 16;

/** What one side has after CPace: it proves itself with it, checks the other, and encrypts (PROTOCOL.md, rules J4 to J6). */
export class AgreedKey {
  readonly #side: Side;
  readonly #key: Uint8Array;
  readonly #transcript: Transcript;
  #sealed = 0;
  #opened = 0;

  constructor(side: Side, key: Uint8Array, transcript: Transcript) {
    this.#side = side;
    this.#key = key;
    this.#transcript = transcript;
  }

  /** This side's proof that it has the key. */
  get tag(): Uint8Array {
    return this.#tagOf(this.#side);
  }

  /** Whether this tag proves that the other side has the same key. */
  proves(tag: Uint8Array): boolean {
    return sameTag(tag, this.#tagOf(this.#other));
  }

  /** What a side signs with its own key, so that it can't bring in one that it does not have. */
  toSign(side: Side): Uint8Array {
    const { session, channel, newcomer, host } = this.#transcript;
    return lengthsAndValues(purpose, Buffer.from(side, 'latin1'), session, channel, newcomer.share, host.share);
  }

  /** Encrypts this side's next message. */
  seal(clear: Uint8Array): Uint8Array {
    const cipher = createCipheriv('chacha20-poly1305', this.#keyOf(this.#side), nonceOf(this.#sealed++), {
      authTagLength: macBytes,
    });
    return Buffer.concat([cipher.update(clear), cipher.final(), cipher.getAuthTag()]);
  }

  /** Opens the other side's next message. Throws `bad-input` when anything about it was changed, repeated or left out. */
  open(sealed: Uint8Array): Uint8Array {
    const end = sealed.length - macBytes;
    try {
      const decipher = createDecipheriv('chacha20-poly1305', this.#keyOf(this.#other), nonceOf(this.#opened), {
        authTagLength: macBytes,
      });
      decipher.setAuthTag(sealed.subarray(end));
      const clear = Buffer.concat([decipher.update(sealed.subarray(0, end)), decipher.final()]);
      this.#opened += 1;
      return clear;
    } catch (cause) {
      throw new BanyanError('bad-input', 'A message of the pairing was changed on its way.', { cause });
    }
  }

  get #other(): Side {
    return this.#side === 'newcomer' ? 'host' : 'newcomer';
  }

  #tagOf(side: Side): Uint8Array {
    return confirmationTag(this.#transcript.session, this.#key, this.#transcript[side]);
  }

  #keyOf(side: Side): Uint8Array {
    const info = Buffer.from(`banyan pairing 1 ${side}`, 'latin1');
    return new Uint8Array(hkdfSync('sha512', this.#key, this.#transcript.session, info, keyBytes));
  }
}

function nonceOf(number: number): Uint8Array {
  const nonce = Buffer.alloc(nonceBytes);
  nonce.writeUInt32BE(number, nonceBytes - 4);
  return nonce;
}
