import { BanyanError } from '../errors.ts';
import type { Random } from '../random.ts';

/** A UUID as text: 36 lower-case characters. Identities of nodes, clusters and documents. */
export type Uuid = string;

/** Characters of a UUID, and its hexadecimal digits and the stroke by their character codes. */
const textLength = 36;
const digits = Buffer.from('0123456789abcdef', 'latin1');
const stroke = 0x2d;

/** A random UUID, version 4 (RFC 9562). */
export function randomUuid(random: Random): Uuid {
  const bytes = random.bytes(16);
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  return uuidFromBytes(bytes);
}

/** Text of 16 bytes. Throws `bad-input` on any other length. */
export function uuidFromBytes(bytes: Uint8Array, offset = 0): Uuid {
  if (bytes.byteLength < offset + 16) throw new BanyanError('bad-input', 'A UUID has 16 bytes.');
  // Written at once: text put together piece by piece keeps all its pieces, ten times as much memory.
  const text = Buffer.allocUnsafe(textLength);
  let at = 0;
  for (let i = 0; i < 16; i++) {
    if (i === 4 || i === 6 || i === 8 || i === 10) text[at++] = stroke;
    const byte = bytes[offset + i]!;
    text[at++] = digits[byte >>> 4]!;
    text[at++] = digits[byte & 15]!;
  }
  return text.toString('latin1', 0, textLength);
}

const canonical = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Whether a text is a UUID in its one canonical form, so that no two texts stand for the same. */
export const isUuid = (text: string): boolean => canonical.test(text);

/** The 16 bytes of a UUID. Throws `bad-input` on text that is none. */
export function uuidBytes(uuid: Uuid): Uint8Array {
  if (!isUuid(uuid)) throw new BanyanError('bad-input', `"${uuid.slice(0, 40)}" is not a UUID.`);
  const bytes = new Uint8Array(16);
  let at = 0;
  for (let i = 0; i < 16; i++) {
    if (i === 4 || i === 6 || i === 8 || i === 10) at++;
    bytes[i] = (nibble(uuid.charCodeAt(at)) << 4) | nibble(uuid.charCodeAt(at + 1));
    at += 2;
  }
  return bytes;
}

/** What a hexadecimal digit stands for, by its character code: 0 to 9, a to f. */
const nibble = (code: number): number => (code < 58 ? code - 48 : code - 87);
