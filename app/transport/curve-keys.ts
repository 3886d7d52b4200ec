import sodium from 'sodium-native';
import type { Random } from '../random.ts';
import type { CurveKeys } from './transport.ts';

/** Bytes of a public or a secret key. */
export const curveKeyBytes = 32;

/** A new key pair for CURVE. */
export function newCurveKeys(random: Random): CurveKeys {
  const secretKey = random.bytes(curveKeyBytes);
  return { secretKey, publicKey: publicKeyOf(secretKey) };
}

/** The X25519 public key (RFC 7748) that belongs to a secret key of 32 bytes. Throws when it has another length. */
export function publicKeyOf(secretKey: Uint8Array): Uint8Array {
  const publicKey = Buffer.alloc(curveKeyBytes);
  sodium.crypto_scalarmult_base(publicKey, secretKey);
  return new Uint8Array(publicKey);
}
