import sodium from 'libsodium-wrappers';
import type { Random } from '../../../random.ts';
import type { CurveKeys } from '../../transport.ts';
import { ProtocolError } from '../protocol-error.ts';

/** Octets that a box adds to what is in it. */
export const boxOverheadBytes = 16;
export const longNonceBytes = 16;
export const shortNonceBytes = 8;

/** Resolves when boxes can be made: the cryptography is WebAssembly and compiled once. */
export async function curveReady(): Promise<void> {
  await sodium.ready;
}

/** Keys for one connection only. */
export function transientKeys(random: Random): CurveKeys {
  const secretKey = random.bytes(32);
  return { secretKey, publicKey: sodium.crypto_scalarmult_base(secretKey) };
}

/** What only the owners of two key pairs can seal for each other, and open (NaCl's crypto_box). */
export class CurveBox {
  readonly #shared: Uint8Array;

  /** Fails with a {@link ProtocolError} for a public key that gives no secret. */
  constructor(publicKey: Uint8Array, secretKey: Uint8Array) {
    try {
      this.#shared = sodium.crypto_box_beforenm(publicKey, secretKey);
    } catch (thrown) {
      throw new ProtocolError('A worthless public key.', { cause: thrown });
    }
  }

  /** `nonce` has 24 octets and is never used twice with the same keys. */
  seal(plain: Uint8Array, nonce: Uint8Array): Uint8Array {
    return sodium.crypto_box_easy_afternm(plain, nonce, this.#shared);
  }

  /** Fails with a {@link ProtocolError} when this is not what the other one sealed. */
  open(sealed: Uint8Array, nonce: Uint8Array): Buffer {
    try {
      return asBuffer(sodium.crypto_box_open_easy_afternm(sealed, nonce, this.#shared));
    } catch (thrown) {
      throw new ProtocolError('A box that does not open: wrong keys, or somebody meddles.', { cause: thrown });
    }
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

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
