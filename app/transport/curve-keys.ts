import { createPrivateKey, createPublicKey, diffieHellman } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import type { Random } from '../random.ts';
import type { CurveKeys } from './transport.ts';

/** DER of an X25519 key up to the 32 bytes themselves (RFC 8410). */
const secretKeyPrefix = Buffer.from('302e020100300506032b656e04220420', 'hex');
const publicKeyPrefix = Buffer.from('302a300506032b656e032100', 'hex');

/** Bytes of a public or a secret key. */
export const curveKeyBytes = 32;

/** A new key pair for CURVE. */
export function newCurveKeys(random: Random): CurveKeys {
  const secretKey = random.bytes(curveKeyBytes);
  return { secretKey, publicKey: publicKeyOf(secretKey) };
}

/** The X25519 public key that belongs to a secret key of 32 bytes. */
export function publicKeyOf(secretKey: Uint8Array): Uint8Array {
  const der = createPublicKey(secretKeyObject(secretKey)).export({ type: 'spki', format: 'der' });
  return new Uint8Array(der.subarray(publicKeyPrefix.length));
}

/**
 * The X25519 secret that both sides can compute (RFC 7748).
 * Throws when the public key is one of the few weak points that give zero.
 */
export function sharedSecret(secretKey: Uint8Array, publicKey: Uint8Array): Uint8Array {
  return diffieHellman({
    privateKey: secretKeyObject(secretKey),
    publicKey: createPublicKey({
      key: Buffer.concat([publicKeyPrefix, publicKey]),
      format: 'der',
      type: 'spki',
    }),
  });
}

function secretKeyObject(secretKey: Uint8Array): KeyObject {
  return createPrivateKey({
    key: Buffer.concat([secretKeyPrefix, secretKey]),
    format: 'der',
    type: 'pkcs8',
  });
}
