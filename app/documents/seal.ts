import { createHash, type Hash } from 'node:crypto';
import { BanyanError } from '../errors.ts';
import { uuidBytes, type Uuid } from '../wire/uuid.ts';

/** Kind of the message on a document's channel that signs those before it (PROTOCOL.md, rule Y8). */
export const sealKind = 255;

const signatureBytes = 64;
const sealBytes = 8 + signatureBytes;
/** Nothing that is signed for another purpose can be taken for a seal. */
const context = Buffer.from('banyan seal 1\n', 'latin1');

/** Messages `first` to `last` of one stream. */
export interface Sealed {
  origin: Uuid;
  incarnation: number;
  channel: string;
  first: number;
  last: number;
}

/** Puts messages together into what a seal signs, one after the other. */
export class SealDigest {
  readonly #hash: Hash = createHash('sha256');

  add(kind: number, payload: Uint8Array): void {
    const head = Buffer.alloc(5);
    head.writeUInt8(kind);
    head.writeUInt32BE(payload.byteLength, 1);
    this.#hash.update(head).update(payload);
  }

  /** The bytes to be signed: whose messages these are, which ones, and what they say. */
  end({ origin, incarnation, channel, first, last }: Sealed): Uint8Array {
    const numbers = Buffer.alloc(20);
    numbers.writeUInt32BE(incarnation);
    numbers.writeBigUInt64BE(BigInt(first), 4);
    numbers.writeBigUInt64BE(BigInt(last), 12);
    return Buffer.concat([context, uuidBytes(origin), numbers, this.#hash.digest(), Buffer.from(channel, 'utf8')]);
  }
}

/** A seal as the payload of its message. */
export function writeSeal(first: number, signature: Uint8Array): Uint8Array {
  const payload = Buffer.alloc(sealBytes);
  payload.writeBigUInt64BE(BigInt(first));
  payload.set(signature, 8);
  return payload;
}

/** Throws `bad-input` on what is no seal. */
export function readSeal(payload: Uint8Array): { first: number; signature: Uint8Array } {
  if (payload.byteLength !== sealBytes) throw new BanyanError('bad-input', `A seal has ${sealBytes} bytes.`);
  const bytes = Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength);
  return { first: Number(bytes.readBigUInt64BE()), signature: Uint8Array.from(bytes.subarray(8)) };
}
