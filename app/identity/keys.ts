import sodium from 'sodium-native';
import { BanyanError } from '../errors.ts';
import type { Random } from '../random.ts';
import { curveKeyBytes, newCurveKeys, publicKeyOf } from '../transport/curve-keys.ts';
import type { CurveKeys } from '../transport/transport.ts';

/** An Ed25519 pair (RFC 8032), 32 bytes each; the secret one is the seed. */
export interface SigningKeys {
  publicKey: Uint8Array;
  secretKey: Uint8Array;
}

/** What a node proves itself with: one pair signs what it says, the other encrypts its links. */
export interface NodeKeys {
  signing: SigningKeys;
  curve: CurveKeys;
}

/** What others know of a node's keys. */
export interface PublicKeys {
  signing: Uint8Array;
  curve: Uint8Array;
}

export const signingKeyBytes = 32;
export const signatureBytes = 64;

/** Begins every kept pair of keys: a name and the version of the layout. */
const keptPrefix = Buffer.from('BANYAN KEYS 1\n', 'latin1');

/** Keys for a node that has none. `random` has to be cryptographic, outside of tests. */
export function newNodeKeys(random: Random): NodeKeys {
  return { signing: signingKeysOf(random.bytes(signingKeyBytes)), curve: newCurveKeys(random) };
}

export function publicKeysOf({ signing, curve }: NodeKeys): PublicKeys {
  return { signing: signing.publicKey, curve: curve.publicKey };
}

/** Whether these are the keys of one and the same node. */
export function samePublicKeys(one: PublicKeys, other: PublicKeys): boolean {
  return Buffer.compare(one.signing, other.signing) === 0 && Buffer.compare(one.curve, other.curve) === 0;
}

/** Both secret keys as bytes to be kept; the public ones follow from them. */
export function writeNodeKeys({ signing, curve }: NodeKeys): Uint8Array {
  return new Uint8Array(Buffer.concat([keptPrefix, signing.secretKey, curve.secretKey]));
}

/** Keys that were kept. Throws `bad-input` on anything that {@link writeNodeKeys} has not made. */
export function readNodeKeys(kept: Uint8Array): NodeKeys {
  const begins = Buffer.from(kept.subarray(0, keptPrefix.length)).equals(keptPrefix);
  if (!begins || kept.length !== keptPrefix.length + signingKeyBytes + curveKeyBytes)
    throw new BanyanError('bad-input', 'These are no keys of a Banyan node.');
  const secrets = kept.slice(keptPrefix.length);
  const curve = secrets.slice(signingKeyBytes);
  return {
    signing: signingKeysOf(secrets.slice(0, signingKeyBytes)),
    curve: { secretKey: curve, publicKey: publicKeyOf(curve) },
  };
}

/** Signs bytes with Ed25519; 64 bytes. */
export function sign(keys: SigningKeys, bytes: Uint8Array): Uint8Array {
  return signerOf(keys)(bytes);
}

/** Whether this is the signature of the owner of that key. Never throws: nonsense is simply none. */
export function verify(publicKey: Uint8Array, bytes: Uint8Array, signature: Uint8Array): boolean {
  if (publicKey.length !== signingKeyBytes || signature.length !== signatureBytes) return false;
  return sodium.crypto_sign_verify_detached(signature, bytes, publicKey);
}

/** Signs again and again with one key. */
export function signerOf({ secretKey, publicKey }: SigningKeys): (bytes: Uint8Array) => Uint8Array {
  const pair = Buffer.concat([secretKey, publicKey]);
  return (bytes) => {
    const signature = new Uint8Array(signatureBytes);
    sodium.crypto_sign_detached(signature, bytes, pair);
    return signature;
  };
}

function signingKeysOf(secretKey: Uint8Array): SigningKeys {
  const publicKey = new Uint8Array(signingKeyBytes);
  sodium.crypto_sign_seed_keypair(publicKey, Buffer.alloc(2 * signingKeyBytes), secretKey);
  return { secretKey, publicKey };
}
