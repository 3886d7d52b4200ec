import { hash } from 'node:crypto';
import { BanyanError } from '../errors.ts';
import { uuidBytes, type Uuid } from '../wire/uuid.ts';

/** Kind of the message on a document's channel that signs those before it (PROTOCOL.md, rule Y8). */
export const sealKind = 255;

const linkBytes = 32;
const signatureBytes = 64;
const sealBytes = 8 + linkBytes + signatureBytes;
/** Nothing that is signed for another purpose can be taken for a seal. */
const context = Buffer.from('banyan seal 2\n', 'latin1');

/** What the first seal of a stream follows. */
export const firstLink: Uint8Array = new Uint8Array(linkBytes);

/** Messages `first` to `last` of one stream. */
export interface Sealed {
  origin: Uuid;
  incarnation: number;
  channel: string;
  first: number;
  last: number;
  /** The {@link linkOf} of the seal before, so that whoever signs this one vouches for that one too. */
  previous: Uint8Array;
}

/** What a seal's own message says. */
export interface Seal {
  first: number;
  previous: Uint8Array;
  signature: Uint8Array;
}

/** Puts messages together into what a seal signs, one after the other. */
export class SealDigest {
  // Hashed in one go at the end, which for a few small messages takes half as long.
  readonly #pieces: Uint8Array[] = [];

  /** `payload` must not change before {@link end}. */
  add(kind: number, payload: Uint8Array): void {
    const head = Buffer.allocUnsafe(5);
    head.writeUInt8(kind);
    head.writeUInt32BE(payload.byteLength, 1);
    this.#pieces.push(head, payload);
  }

  /** The bytes to be signed: whose messages these are, which ones, what they say, and what came before them. */
  end({ origin, incarnation, channel, first, last, previous }: Sealed): Uint8Array {
    const numbers = Buffer.alloc(20);
    numbers.writeUInt32BE(incarnation);
    numbers.writeBigUInt64BE(BigInt(first), 4);
    numbers.writeBigUInt64BE(BigInt(last), 12);
    const name = Buffer.from(channel, 'utf8');
    const digest = hash('sha256', Buffer.concat(this.#pieces), 'buffer');
    return Buffer.concat([context, uuidBytes(origin), numbers, previous, digest, name]);
  }
}

/** Stands for a seal and, by what it follows, for all before it. `signed` is what {@link SealDigest.end} gave. */
export function linkOf(signed: Uint8Array): Uint8Array {
  return hash('sha256', signed, 'buffer');
}

/** A seal as the payload of its message. */
export function writeSeal({ first, previous, signature }: Seal): Uint8Array {
  const payload = Buffer.alloc(sealBytes);
  payload.writeBigUInt64BE(BigInt(first));
  payload.set(previous, 8);
  payload.set(signature, 8 + linkBytes);
  return payload;
}

/** Throws `bad-input` on what is no seal. */
export function readSeal(payload: Uint8Array): Seal {
  if (payload.byteLength !== sealBytes) throw new BanyanError('bad-input', `A seal has ${sealBytes} bytes.`);
  const bytes = Buffer.from(payload);
  return {
    first: Number(bytes.readBigUInt64BE()),
    previous: bytes.subarray(8, 8 + linkBytes),
    signature: bytes.subarray(8 + linkBytes),
  };
}
