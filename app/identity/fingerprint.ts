import { createHash } from 'node:crypto';
import type { PublicKeys } from './keys.ts';
import { words } from './words.ts';

/** One leaf of the picture; each figure counts from 0. */
export interface FingerprintLeaf {
  /** One of 3. */
  length: number;
  /** One of 4. */
  filling: number;
  /** One of 3: which colour of the triple. */
  colour: number;
}

/** What a fingerprint looks like: eight leaves round a heart, read clockwise. */
export interface FingerprintPicture {
  leaves: readonly FingerprintLeaf[];
  /** One of 8 triples of colours. */
  colours: number;
  /** One of 4. */
  heart: number;
}

/**
 * Who a node is, for people to compare.
 *
 * How much that proves: `hash` all of it, 256 bits. The four words that are shown are 32 bits: enough against mistakes
 * and against somebody who has to hit one of a few tries, but a machine that tries four thousand million pairs of keys
 * finds one with the same words. The picture shows another 46 bits; words and picture together are 78. Whoever has time
 * to prepare is kept out by comparing both, or all 32 words ({@link allWords}).
 */
export interface Fingerprint {
  /** 32 bytes. */
  hash: Uint8Array;
  /** The four words that are shown. */
  words: readonly string[];
  picture: FingerprintPicture;
}

const wordsShown = 4;
const leafCount = 8;
/** Bytes of the hash that the picture is made of; those before them are the words. */
const pictureBytes = 12;

/** The fingerprint of a node's public keys. */
export function fingerprintOf({ signing, curve }: PublicKeys): Fingerprint {
  const hash = new Uint8Array(createHash('sha256').update('banyan fingerprint 1\n').update(signing).update(curve).digest());
  return { hash, words: allWords(hash).slice(0, wordsShown), picture: pictureOf(hash) };
}

/** A word for every byte of the hash: the fingerprint at its full strength. */
export function allWords(hash: Uint8Array): string[] {
  return [...hash].map((byte) => words[byte]!);
}

/** Twice as many bytes as the picture needs, so that no figure is noticeably more frequent than another. */
function pictureOf(hash: Uint8Array): FingerprintPicture {
  let rest = BigInt(`0x${Buffer.from(hash.subarray(wordsShown, wordsShown + pictureBytes)).toString('hex')}`);
  const take = (below: number): number => {
    const figure = Number(rest % BigInt(below));
    rest /= BigInt(below);
    return figure;
  };
  const colours = take(8);
  const heart = take(4);
  const leaves = Array.from({ length: leafCount }, () => ({ length: take(3), filling: take(4), colour: take(3) }));
  return { leaves, colours, heart };
}
