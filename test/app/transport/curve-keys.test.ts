import { expect, test } from 'vitest';
import { curveKeyPair } from 'zeromq';
import { seededRandom } from '../../../app/random.ts';
import { newCurveKeys, publicKeyOf } from '../../../app/transport/curve-keys.ts';
import { encodeZ85 } from '../../../app/transport/zeromq/z85.ts';

const bobSecret = '5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb';
const bobPublic = 'de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f';

test('a public key follows from its secret (RFC 7748, section 6.1)', () => {
  const secret = Buffer.from(bobSecret, 'hex');
  expect(Buffer.from(publicKeyOf(secret)).toString('hex')).toBe(bobPublic);
});

test('new keys belong together and follow from the chance that is given', () => {
  const keys = newCurveKeys(seededRandom(1));
  expect(publicKeyOf(keys.secretKey)).toEqual(keys.publicKey);
  expect(newCurveKeys(seededRandom(1))).toEqual(keys);
  expect(newCurveKeys(seededRandom(2))).not.toEqual(keys);
});

test('the RFC 32 example is written as Z85', () => {
  expect(encodeZ85(Uint8Array.of(0x86, 0x4f, 0xd2, 0x6f, 0xb5, 0x59, 0xf7, 0x5b))).toBe('HelloWorld');
});

test('libzmq derives the same public key from a secret as we do', () => {
  const { publicKey, secretKey } = curveKeyPair();
  expect(encodeZ85(publicKeyOf(decodeZ85(secretKey)))).toBe(publicKey);
});

/** The inverse of what is tested, by search. */
function decodeZ85(text: string): Uint8Array {
  const digits = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#';
  const bytes = Buffer.alloc((text.length / 5) * 4);
  for (let group = 0; group * 5 < text.length; group += 1) {
    const value = [...text.slice(group * 5, group * 5 + 5)].reduce((sum, digit) => sum * 85 + digits.indexOf(digit), 0);
    bytes.writeUInt32BE(value, group * 4);
  }
  return bytes;
}
