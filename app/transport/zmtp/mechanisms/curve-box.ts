import { hsalsa } from '@noble/ciphers/salsa.js';
import sodium from 'sodium-native';
import type { Random } from '../../../random.ts';
import type { CurveKeys } from '../../transport.ts';
import { ProtocolError } from '../protocol-error.ts';

/** Octets that a box adds to what is in it. */
export const boxOverheadBytes = 16;
export const longNonceBytes = 16;
export const shortNonceBytes = 8;

const keyBytes = 32;
/** "expand 32-byte k", the constant of Salsa20, as it lies in memory. */
const sigma = Uint32Array.of(0x6170_7865, 0x3320_646e, 0x7962_2d32, 0x6b20_6574);

/** Keys for one connection only. */
export function transientKeys(random: Random): CurveKeys {
  const secretKey = random.bytes(keyBytes);
  const publicKey = Buffer.alloc(keyBytes);
  sodium.crypto_scalarmult_base(publicKey, secretKey);
  return { secretKey, publicKey };
}

/** What only the owners of two key pairs can seal for each other, and open (NaCl's crypto_box). */
export class CurveBox {
  readonly #shared: Uint8Array;

  /** Fails with a {@link ProtocolError} for a public key that gives no secret. */
  constructor(publicKey: Uint8Array, secretKey: Uint8Array) {
    this.#shared = sharedKey(publicKey, secretKey);
  }

  /** `nonce` has 24 octets and is never used twice with the same keys. */
  seal(plain: Uint8Array, nonce: Uint8Array): Uint8Array {
    const sealed = Buffer.allocUnsafe(plain.length + boxOverheadBytes);
    this.sealInto(sealed, plain, nonce);
    return sealed;
  }

  /** The same, written into a buffer of exactly the length of the box; what is sealed may lie at the end of it. */
  sealInto(target: Uint8Array, plain: Uint8Array, nonce: Uint8Array): void {
    sodium.crypto_secretbox_easy(target, plain, nonce, this.#shared);
  }

  /** Fails with a {@link ProtocolError} when this is not what the other one sealed. */
  open(sealed: Uint8Array, nonce: Uint8Array): Buffer {
    return this.#openInto(Buffer.allocUnsafe(Math.max(0, sealed.length - boxOverheadBytes)), sealed, nonce);
  }

  /** The same where the box lies: what was sealed is overwritten by what is in it, if it opens. */
  openInPlace(sealed: Buffer, nonce: Uint8Array): Buffer {
    return this.#openInto(sealed.subarray(boxOverheadBytes), sealed, nonce);
  }

  #openInto(plain: Buffer, sealed: Uint8Array, nonce: Uint8Array): Buffer {
    const isBox = sealed.length >= boxOverheadBytes;
    if (isBox && sodium.crypto_secretbox_open_easy(plain, sealed, nonce, this.#shared)) return plain;
    throw new ProtocolError('A box that does not open: wrong keys, or somebody meddles.');
  }
}

/** A nonce of 24 octets: what it is for, then a number or random octets. */
export function curveNonce(purpose: string, rest: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from(purpose, 'latin1'), rest]);
}

/** A number as a short nonce. */
export function shortNonce(count: number): Buffer {
  const nonce = Buffer.alloc(shortNonceBytes);
  nonce.writeBigUInt64BE(BigInt(count));
  return nonce;
}

/**
 * NaCl's crypto_box_beforenm: X25519, hashed by HSalsa20 ("Cryptography in NaCl", section 5). The native binding lacks
 * this one function, and has the box under the name that it has with the key computed: secretbox.
 */
function sharedKey(publicKey: Uint8Array, secretKey: Uint8Array): Uint8Array {
  const secret = Buffer.alloc(keyBytes);
  try {
    sodium.crypto_scalarmult(secret, secretKey, publicKey);
  } catch (thrown) {
    throw new ProtocolError('A worthless public key.', { cause: thrown });
  }
  const shared = Buffer.alloc(keyBytes);
  const words = new Uint32Array(keyBytes / 4);
  hsalsa(sigma, littleEndianWords(secret), new Uint32Array(4), words);
  for (const [at, word] of words.entries()) shared.writeUInt32LE(word, at * 4);
  return shared;
}

function littleEndianWords(bytes: Buffer): Uint32Array {
  return Uint32Array.from({ length: bytes.length / 4 }, (_, at) => bytes.readUInt32LE(at * 4));
}
