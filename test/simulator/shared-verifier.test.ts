import { describe, expect, test } from 'vitest';
import { newNodeKeys, sign } from '../../app/identity/keys.ts';
import { seededRandom } from '../../app/random.ts';
import { SharedVerifier } from '../../main/simulator/shared-verifier.ts';

describe('the verifier that nodes of a world share', () => {
  const { signing } = newNodeKeys(seededRandom(1));
  const other = newNodeKeys(seededRandom(2)).signing;
  const bytes = new Uint8Array([1, 2, 3]);
  const signature = sign(signing, bytes);

  test('says the same whoever asks, and however often', () => {
    const verifier = new SharedVerifier();
    for (let round = 0; round < 3; round++) {
      expect(verifier.verify(signing.publicKey, bytes, signature)).toBe(true);
      expect(verifier.verify(other.publicKey, bytes, signature)).toBe(false);
      expect(verifier.verify(signing.publicKey, new Uint8Array([1, 2, 4]), signature)).toBe(false);
      expect(verifier.verify(signing.publicKey, bytes, sign(other, bytes))).toBe(false);
    }
  });
});
