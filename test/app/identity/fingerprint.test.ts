import { describe, expect, test } from 'vitest';
import { allWords, fingerprintOf } from '../../../app/identity/fingerprint.ts';
import { newNodeKeys, publicKeysOf } from '../../../app/identity/keys.ts';
import { words } from '../../../app/identity/words.ts';
import { seededRandom } from '../../../app/random.ts';

const publicKeys = (seed: number) => publicKeysOf(newNodeKeys(seededRandom(seed)));

describe('the fingerprint', () => {
  test('is the same for the same keys, and never changes from one version to the next', () => {
    const keys = { signing: new Uint8Array(32).fill(1), curve: new Uint8Array(32).fill(2) };
    expect(fingerprintOf(keys)).toEqual(fingerprintOf(keys));
    expect(fingerprintOf(keys).words).toMatchInlineSnapshot(`
      [
        "nickel",
        "mirror",
        "eclipse",
        "bread",
      ]
    `);
  });

  test('is another one when either key is another one', () => {
    const [one, other] = [publicKeys(1), publicKeys(2)];
    const seen = [one, other, { ...one, curve: other.curve }, { ...one, signing: other.signing }].map((keys) =>
      Buffer.from(fingerprintOf(keys).hash).toString('hex'),
    );
    expect(new Set(seen).size).toBe(4);
  });

  test('shows four words of the thirty-two that the whole has', () => {
    const fingerprint = fingerprintOf(publicKeys(1));
    expect(fingerprint.words).toHaveLength(4);
    expect(allWords(fingerprint.hash)).toHaveLength(32);
    expect(allWords(fingerprint.hash).slice(0, 4)).toEqual(fingerprint.words);
  });

  test('draws every kind of leaf, heart and colours about equally often', () => {
    const pictures = Array.from({ length: 400 }, (_, seed) => fingerprintOf(publicKeys(seed)).picture);
    const counts = (figures: number[], of: number) =>
      Array.from({ length: of }, (_, figure) => figures.filter((other) => other === figure).length / figures.length);
    const leaves = pictures.flatMap((picture) => picture.leaves);
    expect(leaves).toHaveLength(3200);
    const spread = [
      counts(
        leaves.map(({ length }) => length),
        3,
      ),
      counts(
        leaves.map(({ filling }) => filling),
        4,
      ),
      counts(
        leaves.map(({ colour }) => colour),
        3,
      ),
      counts(
        pictures.map(({ colours }) => colours),
        8,
      ),
      counts(
        pictures.map(({ heart }) => heart),
        4,
      ),
    ];
    for (const shares of spread) {
      expect(shares.reduce((sum, share) => sum + share)).toBeCloseTo(1);
      for (const share of shares) expect(Math.abs(share * shares.length - 1)).toBeLessThan(0.5);
    }
  });
});

describe('the words', () => {
  test('are 256, all different, short, and at least two letters apart', () => {
    expect(words).toHaveLength(256);
    for (const [index, word] of words.entries()) {
      expect(word).toMatch(/^[a-z]{3,8}$/);
      for (const other of words.slice(0, index)) expect(distance(word, other)).toBeGreaterThan(1);
    }
  });
});

function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (const [index, letter] of [...one].entries()) {
    const next = [index + 1];
    for (let at = 1; at <= other.length; at++)
      next.push(Math.min(next[at - 1]! + 1, row[at]! + 1, row[at - 1]! + Number(letter !== other[at - 1])));
    row = next;
  }
  return row[other.length]!;
}
