import sodium from 'sodium-native';
import { BanyanError } from '../errors.ts';
import { uuidBytes, type Uuid } from '../wire/uuid.ts';

/** Kind of the message on a document's channel that signs those before it (PROTOCOL.md, rule Y8). */
export const sealKind = 255;

const linkBytes = 32;
const signatureBytes = 64;
const sealBytes = 8 + linkBytes + signatureBytes;
/** Nothing that is signed for another purpose can be taken for a seal. */
const context = Buffer.from('banyan seal 3\n', 'latin1');

/** What the first seal of a stream follows. */
export const firstLink: Uint8Array = new Uint8Array(linkBytes);

/** Messages `first` to `last` of one stream. */
export interface Sealed {
  origin: Uuid;
  incarnation: number;
  channel: string;
  first: number;
  last: number;
  /** The link of the seal before ({@link SealDigest.end}), so that whoever signs this one vouches for that one too. */
  previous: Uint8Array;
}

/** What a seal's own message says. */
export interface Seal {
  first: number;
  previous: Uint8Array;
  signature: Uint8Array;
}

/** Puts messages together into the link of their seal, one after the other. */
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

  /** The link: stands for whose messages these are, which ones, what they say, and by what it follows for all before. */
  end({ origin, incarnation, channel, first, last, previous }: Sealed): Uint8Array {
    const name = Buffer.from(channel, 'utf8');
    const numbers = Buffer.allocUnsafe(24);
    numbers.writeUInt32BE(incarnation);
    numbers.writeBigUInt64BE(BigInt(first), 4);
    numbers.writeBigUInt64BE(BigInt(last), 12);
    numbers.writeUInt32BE(name.byteLength, 20);
    const link = new Uint8Array(linkBytes);
    sodium.crypto_hash_sha256(link, Buffer.concat([uuidBytes(origin), numbers, name, previous, ...this.#pieces]));
    return link;
  }
}

/** The bytes that are signed for a link. */
export function signedOf(link: Uint8Array): Uint8Array {
  return Buffer.concat([context, link]);
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
