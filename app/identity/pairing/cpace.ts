import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { ristretto255, ristretto255_hasher } from '@noble/curves/ed25519.js';
import { bytesToNumberLE } from '@noble/curves/utils.js';
import { BanyanError } from '../../errors.ts';
import type { Random } from '../../random.ts';

/**
 * CPace: two who know the same short secret agree on a strong key, and who does not know it gets one guess for each
 * conversation, never one to go on with alone. draft-irtf-cfrg-cpace (as of April 2026), suite CPACE-RISTR255-SHA512, with an
 * initiator A and a responder B; the names of the draft stand behind those used here.
 */

const groupName = Buffer.from('CPaceRistretto255', 'latin1');
const keyName = Buffer.from('CPaceRistretto255_ISK', 'latin1');
const tagName = Buffer.from('CPaceMac', 'latin1');

/** Bytes that SHA-512 takes at once (`s_in_bytes`). */
const hashBlockBytes = 128;
export const shareBytes = 32;
const scalarBytes = 32;
/** The order of the group has 253 bits; a scalar below 2^252 is always below it (`group_size_bits`). */
const topByteMask = 0x0f;

/** What both have to agree on before they begin. Whoever differs in one of them ends with another key. */
export interface CPaceInputs {
  /** The secret, of any strength (`PRS`). */
  secret: Uint8Array;
  /** Who talks to whom over what (`CI`). */
  channel: Uint8Array;
  /** Never used before (`sid`). */
  session: Uint8Array;
}

/** What one side says in the clear: its share of the key (`Y`) and what it wants to have confirmed with it (`AD`). */
export interface CPaceMessage {
  share: Uint8Array;
  associated: Uint8Array;
}

/** `prepend_len`: the length as LEB128, then the bytes. */
export function prependLength(bytes: Uint8Array): Uint8Array {
  const length: number[] = [];
  let rest = bytes.length;
  do {
    length.push((rest & 0x7f) | (rest > 0x7f ? 0x80 : 0));
    rest >>>= 7;
  } while (rest > 0);
  return Buffer.concat([Uint8Array.from(length), bytes]);
}

/** `lv_cat`: values with their lengths, so that no two lists of values give the same bytes. */
export function lengthsAndValues(...values: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat(values.map(prependLength));
}

/** `generator_string`: the secret fills the first block of the hash, whatever its length. */
export function generatorString({ secret, channel, session }: CPaceInputs): Uint8Array {
  const filled = prependLength(secret).length + prependLength(groupName).length + 1;
  const padding = new Uint8Array(Math.max(0, hashBlockBytes - filled));
  return lengthsAndValues(groupName, secret, padding, channel, session);
}

/** `calculate_generator`: the point that both count from, and that nobody else knows. Encoded. */
export function generatorOf(inputs: CPaceInputs): Uint8Array {
  const derived = createHash('sha512').update(generatorString(inputs)).digest();
  // The element derivation of RFC 9496, section 4.3.4.
  return ristretto255_hasher.deriveToCurve!(derived).toBytes();
}

/** `sample_scalar`, as the draft recommends it. */
export function newScalar(random: Random): Uint8Array {
  const scalar = random.bytes(scalarBytes);
  scalar[scalarBytes - 1]! &= topByteMask;
  return scalar;
}

/** `scalar_mult_vfy`. Throws `bad-input` when the point is none, or the neutral one before or after. */
export function multiply(scalar: Uint8Array, point: Uint8Array): Uint8Array {
  try {
    const product = ristretto255.Point.fromBytes(point).multiply(bytesToNumberLE(scalar));
    if (!product.is0()) return product.toBytes();
  } catch {
    // The same answer for everything that is wrong with it.
  }
  throw new BanyanError('bad-input', 'That is no share of a key.');
}

/** `ISK` with `transcript_ir`: the key that both have if they agree on everything, A's message first. */
export function intermediateKey(session: Uint8Array, point: Uint8Array, a: CPaceMessage, b: CPaceMessage): Uint8Array {
  return createHash('sha512')
    .update(lengthsAndValues(keyName, session, point))
    .update(lengthsAndValues(a.share, a.associated))
    .update(lengthsAndValues(b.share, b.associated))
    .digest();
}

/** Key confirmation as the draft suggests it: who knows the key proves it with a tag on what it said itself. */
export function confirmationTag(session: Uint8Array, key: Uint8Array, said: CPaceMessage): Uint8Array {
  const tagKey = createHash('sha512').update(tagName).update(session).update(key).digest();
  return createHmac('sha512', tagKey).update(lengthsAndValues(said.share, said.associated)).digest();
}

/** Whether two tags are the same, in a time that does not tell where they differ. */
export function sameTag(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && timingSafeEqual(one, other);
}
