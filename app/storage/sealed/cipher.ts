import { createHash } from 'node:crypto';
import sodium from 'sodium-native';
import { BanyanError } from '../../errors.ts';
import type { Random } from '../../random.ts';

/** Bytes of a key for {@link Cipher}. */
export const cipherKeyBytes = 32;
const nonceBytes = 24;
const tagBytes = 16;
/** Begins everything sealed: the version of the layout. After it nonce, sealed bytes and tag. */
const layout = 1;
/** Bytes that sealing adds. */
export const sealedOverhead = 1 + nonceBytes + tagBytes;

/**
 * Seals values with XChaCha20-Poly1305 (libsodium; draft-irtf-cfrg-xchacha), each for one place: a value that somebody
 * moved to another place does not open there. Nonces are drawn at random; with 192 bits none comes twice.
 */
export class Cipher {
  readonly #key: Uint8Array;
  readonly #random: Random;
  /** Tells which key this is, without telling anything of it: 16 hexadecimal digits. */
  readonly keyId: string;

  /** `key`: 32 bytes. `random` has to be cryptographic, outside of tests. */
  constructor(key: Uint8Array, random: Random) {
    if (key.length !== cipherKeyBytes) throw new BanyanError('bad-input', `A key has ${cipherKeyBytes} bytes.`);
    this.#key = key;
    this.#random = random;
    this.keyId = createHash('sha256').update('banyan key id 1\n').update(key).digest('hex').slice(0, 16);
  }

  /** Seals bytes for a place. */
  seal(plain: Uint8Array, place: string): Uint8Array {
    const nonce = this.#random.bytes(nonceBytes);
    const whole = new Uint8Array(sealedOverhead + plain.length);
    whole[0] = layout;
    whole.set(nonce, 1);
    const sealed = whole.subarray(1 + nonceBytes);
    sodium.crypto_aead_xchacha20poly1305_ietf_encrypt(sealed, plain, bytesOf(place), null, nonce, this.#key);
    return whole;
  }

  /** Bytes that {@link seal} sealed for this very place; undefined for anything else. */
  open(whole: Uint8Array, place: string): Uint8Array | undefined {
    if (whole.length < sealedOverhead || whole[0] !== layout) return undefined;
    const plain = new Uint8Array(whole.length - sealedOverhead);
    const nonce = whole.subarray(1, 1 + nonceBytes);
    try {
      sodium.crypto_aead_xchacha20poly1305_ietf_decrypt(
        plain,
        null,
        whole.subarray(1 + nonceBytes),
        bytesOf(place),
        nonce,
        this.#key,
      );
      return plain;
    } catch {
      return undefined;
    }
  }
}

const encoder = new TextEncoder();
const bytesOf = (place: string): Uint8Array => encoder.encode(place);
