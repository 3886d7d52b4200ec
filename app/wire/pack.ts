import { Buffer } from 'node:buffer';
import { BanyanError } from '../errors.ts';
import { frameHeaderBytes, frameMagic, frameType, protocolVersion } from './frame.ts';

/**
 * The layout of what is sent often. A pack is one frame with any number of sections; a section carries messages
 * of one stream (origin, incarnation, channel) with consecutive sequence numbers under one header:
 *
 * ```
 * frame     BA version 01, section*
 * section   origin 16 | incarnation u32 | channel length u8 | channel | clock u48 | first sequence u48 | count u16 | body length u32 | body
 * body      (kind u8 | payload length varint | payload)*
 * ```
 *
 * Integers are big-endian; the varint is LEB128 (as in Protocol Buffers). See docs/PROTOCOL.md, rules P1 to P9.
 */
export const sectionHeaderBytes = 16 + 4 + 1 + 6 + 6 + 2 + 4;
/** Most messages under one header. */
export const maxSectionMessages = 0xffff;

/** One channel of one origin in one incarnation, as it stands on the wire: origin, incarnation and channel. */
export interface StreamName {
  readonly origin: Uint8Array;
  readonly incarnation: number;
  readonly channel: string;
}

/** The wire form of a stream's name: the first bytes of each of its sections. */
export function streamPrefix(stream: StreamName): Uint8Array {
  const channel = Buffer.from(stream.channel, 'utf8');
  const prefix = Buffer.alloc(21 + channel.byteLength);
  prefix.set(stream.origin, 0);
  prefix.writeUInt32BE(stream.incarnation, 16);
  prefix.writeUInt8(channel.byteLength, 20);
  prefix.set(channel, 21);
  return prefix;
}

/** Gathers messages into one frame. Grows as needed; {@link take} hands the frame over and starts anew. */
export class PackBuilder {
  #buffer: Buffer;
  #length = frameHeaderBytes;
  #messages = 0;
  #sectionPrefix: Uint8Array | undefined;
  #sectionNext = 0;
  #sectionCount = 0;
  /** Where the open section's count stands, body length following. */
  #countAt = 0;

  constructor(initialBytes = 1024) {
    this.#buffer = Buffer.allocUnsafeSlow(initialBytes);
  }

  /** Messages gathered so far. */
  get messages(): number {
    return this.#messages;
  }

  /** Bytes gathered so far, the frame header included. */
  get bytes(): number {
    return this.#length;
  }

  /** Adds one message; joins the open section when it continues it. `prefix` is compared by identity. */
  add(prefix: Uint8Array, clock: number, sequence: number, kind: number, payload: Uint8Array): void {
    const size = payload.byteLength;
    this.#reserve(prefix.byteLength + 18 + 6 + size);
    if (prefix !== this.#sectionPrefix || sequence !== this.#sectionNext || this.#sectionCount === maxSectionMessages) {
      this.#openSection(prefix, clock, sequence);
    }
    const buffer = this.#buffer;
    let at = this.#length;
    buffer[at++] = kind;
    let rest = size;
    while (rest >= 0x80) {
      buffer[at++] = (rest & 0x7f) | 0x80;
      rest >>>= 7;
    }
    buffer[at++] = rest;
    buffer.set(payload, at);
    this.#length = at + size;
    this.#sectionNext = sequence + 1;
    this.#sectionCount++;
    this.#messages++;
  }

  /** Adds a section as it was received, without looking into it. */
  addSection(bytes: Uint8Array, messages: number): void {
    this.#closeSection();
    this.#reserve(bytes.byteLength);
    this.#buffer.set(bytes, this.#length);
    this.#length += bytes.byteLength;
    this.#messages += messages;
  }

  /** The finished frame, which is the caller's from now on. The builder is empty again. */
  take(): Uint8Array {
    this.#closeSection();
    const frame = this.#buffer.subarray(0, this.#length);
    frame[0] = frameMagic;
    frame[1] = protocolVersion;
    frame[2] = frameType.pack;
    // The next pack is likely to be as large as this one; a frame in flight must never be written to again.
    this.#buffer = Buffer.allocUnsafeSlow(Math.max(256, this.#length));
    this.#length = frameHeaderBytes;
    this.#messages = 0;
    return frame;
  }

  #openSection(prefix: Uint8Array, clock: number, sequence: number): void {
    this.#closeSection();
    const buffer = this.#buffer;
    let at = this.#length;
    buffer.set(prefix, at);
    at += prefix.byteLength;
    at = buffer.writeUIntBE(clock, at, 6);
    at = buffer.writeUIntBE(sequence, at, 6);
    this.#countAt = at;
    this.#length = at + 6;
    this.#sectionPrefix = prefix;
  }

  #closeSection(): void {
    if (this.#sectionPrefix === undefined) return;
    this.#buffer.writeUInt16BE(this.#sectionCount, this.#countAt);
    this.#buffer.writeUInt32BE(this.#length - this.#countAt - 6, this.#countAt + 2);
    this.#sectionPrefix = undefined;
    this.#sectionCount = 0;
  }

  #reserve(bytes: number): void {
    const needed = this.#length + bytes;
    if (needed <= this.#buffer.byteLength) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(needed, 2 * this.#buffer.byteLength));
    this.#buffer.copy(larger, 0, 0, this.#length);
    this.#buffer = larger;
  }
}

/** One section inside a received frame; everything is an offset into that frame. */
export interface Section {
  readonly frame: Buffer;
  /** The whole section, header included: `start` to `end`. */
  readonly start: number;
  readonly end: number;
  /** End of origin, incarnation and channel, which begin at `start`. */
  readonly prefixEnd: number;
  readonly clock: number;
  readonly first: number;
  readonly count: number;
  readonly bodyStart: number;
}

/**
 * Splits a pack into its sections, without looking at messages.
 * Throws `bad-input` where lengths don't add up; what came before is valid.
 */
export function* sectionsOf(frame: Uint8Array): Generator<Section> {
  const buffer = Buffer.from(frame.buffer, frame.byteOffset, frame.byteLength);
  let at = frameHeaderBytes;
  while (at < buffer.byteLength) {
    if (at + sectionHeaderBytes > buffer.byteLength) throw malformed('a section header is cut off');
    const prefixEnd = at + 21 + buffer[at + 20]!;
    if (prefixEnd + 18 > buffer.byteLength) throw malformed('a section header is cut off');
    const bodyStart = prefixEnd + 18;
    const end = bodyStart + buffer.readUInt32BE(prefixEnd + 14);
    const count = buffer.readUInt16BE(prefixEnd + 12);
    const first = buffer.readUIntBE(prefixEnd + 6, 6);
    if (end > buffer.byteLength) throw malformed('a section is longer than its frame');
    if (count === 0 || first === 0) throw malformed('a section is empty or numbered from 0');
    yield { frame: buffer, start: at, end, prefixEnd, clock: buffer.readUIntBE(prefixEnd, 6), first, count, bodyStart };
    at = end;
  }
}

/** The name of a section's stream. Throws `bad-input` on a channel that is not UTF-8. */
export function streamNameOf(section: Section): StreamName {
  const { frame, start, prefixEnd } = section;
  const channel = new TextDecoder('utf-8', { fatal: true });
  try {
    return {
      origin: Uint8Array.prototype.slice.call(frame, start, start + 16),
      incarnation: frame.readUInt32BE(start + 16),
      channel: channel.decode(frame.subarray(start + 21, prefixEnd)),
    };
  } catch {
    throw malformed('a channel name is not UTF-8');
  }
}

/**
 * Calls `each` for the messages numbered `from` and above, in order.
 * Throws `bad-input` where the body does not hold exactly `count` messages.
 */
export function messagesOf(
  section: Section,
  from: number,
  each: (sequence: number, kind: number, payload: Uint8Array) => void,
): void {
  const { frame, first, count, end } = section;
  let at = section.bodyStart;
  for (let i = 0; i < count; i++) {
    const kind = frame[at++]!;
    let size = 0;
    let shift = 0;
    let byte: number;
    do {
      if (at >= end || shift > 28) throw malformed('a message length is cut off');
      byte = frame[at++]!;
      size += (byte & 0x7f) * 2 ** shift;
      shift += 7;
    } while (byte >= 0x80);
    if (at + size > end) throw malformed('a message is longer than its section');
    if (first + i >= from) each(first + i, kind, frame.subarray(at, at + size));
    at += size;
  }
  if (at !== end) throw malformed('a section holds more than its messages');
}

function malformed(what: string): BanyanError {
  return new BanyanError('bad-input', `Malformed pack: ${what}.`);
}
