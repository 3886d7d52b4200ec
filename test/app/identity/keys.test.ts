import { describe, expect, test } from 'vitest';
import { newNodeKeys, publicKeysOf, readNodeKeys, sign, verify, writeNodeKeys } from '../../../app/identity/keys.ts';
import { seededRandom } from '../../../app/random.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const fromHex = (hex: string): Uint8Array => new Uint8Array(Buffer.from(hex, 'hex'));

describe('keys of a node', () => {
  test('are the same after they were kept', () => {
    const keys = newNodeKeys(seededRandom(1));
    expect(readNodeKeys(writeNodeKeys(keys))).toEqual(keys);
    expect(newNodeKeys(seededRandom(2))).not.toEqual(keys);
  });

  test.each([
    ['nothing', new Uint8Array()],
    ['something else', bytes('{"nodeId":"me"}')],
    ['one byte less', writeNodeKeys(newNodeKeys(seededRandom(1))).slice(0, -1)],
    ['one byte more', new Uint8Array([...writeNodeKeys(newNodeKeys(seededRandom(1))), 0])],
  ])('are not read from %s', (_, kept) => {
    expect(() => readNodeKeys(kept)).toThrow('These are no keys of a Banyan node.');
  });

  test('sign so that everybody who knows the public one can check it', () => {
    const { signing } = newNodeKeys(seededRandom(1));
    const signature = sign(signing, bytes('said'));
    expect(verify(signing.publicKey, bytes('said'), signature)).toBe(true);
    expect(verify(signing.publicKey, bytes('sai'), signature)).toBe(false);
    expect(verify(newNodeKeys(seededRandom(2)).signing.publicKey, bytes('said'), signature)).toBe(false);
  });

  test('nonsense is no signature, and no error', () => {
    const { signing } = newNodeKeys(seededRandom(1));
    const signature = sign(signing, bytes('said'));
    expect(verify(new Uint8Array(31), bytes('said'), signature)).toBe(false);
    expect(verify(new Uint8Array(32).fill(255), bytes('said'), signature)).toBe(false);
    expect(verify(signing.publicKey, bytes('said'), signature.slice(1))).toBe(false);
    expect(verify(signing.publicKey, bytes('said'), new Uint8Array(64).fill(255))).toBe(false);
  });

  test('sign as RFC 8032 does', () => {
    // Test 2 of section 7.1.
    const secretKey = fromHex('4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb');
    const publicKey = fromHex('3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c');
    const signature = sign({ secretKey, publicKey }, fromHex('72'));
    expect(Buffer.from(signature).toString('hex')).toBe(
      '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
    );
  });

  test('what others know holds no secret', () => {
    const keys = newNodeKeys(seededRandom(1));
    expect(publicKeysOf(keys)).toEqual({ signing: keys.signing.publicKey, curve: keys.curve.publicKey });
  });
});
