import { Buffer } from 'node:buffer';
import { BanyanError } from '../errors.ts';
import { contentOf, frameHeaderBytes, frameMagic, frameType, protocolVersion } from './frame.ts';

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
 *
 * A document pack has the type 05 and the 16 bytes of a document between header and sections: what it begins with is
 * all that a publishing socket looks at, so a subscription to it brings that document and no other.
 */
export const sectionHeaderBytes = 16 + 4 + 1 + 6 + 6 + 2 + 4;
/** Most messages under one header. */
export const maxSectionMessages = 0xffff;
/** Of the name of the document in the header of its packs. */
const documentBytes = 16;

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

/** What every pack begins with that is not one of a document. */
export const packHeader: Uint8Array = Uint8Array.of(frameMagic, protocolVersion, frameType.pack);

/** What the packs of a document begin with, whose 16 bytes are `document`. */
export function documentPackHeader(document: Uint8Array): Uint8Array {
  return Uint8Array.of(frameMagic, protocolVersion, frameType.documentPack, ...document);
}

/** Where the sections of a pack begin. Throws as {@link contentOf} does on a frame that is no pack of either type. */
export function sectionsStart(frame: Uint8Array): number {
  if (frame[2] !== frameType.documentPack) {
    contentOf(frameType.pack, frame);
    return frameHeaderBytes;
  }
  // Which document is a filter only: the sections say themselves what they belong to.
  if (contentOf(frameType.documentPack, frame).byteLength < documentBytes) throw malformed('its document is cut off');
  return frameHeaderBytes + documentBytes;
}

/**
 * Splits a pack of either type into its sections, without looking at messages. Throws as {@link sectionsStart} does, and
 * `bad-input` where lengths don't add up; what came before is valid.
 */
export function sectionsOf(frame: Uint8Array): Generator<Section> {
  return sectionsIn(Buffer.from(frame.buffer, frame.byteOffset, frame.byteLength), sectionsStart(frame));
}

/** Splits what lies one after the other from offset `from` on; throws like {@link sectionsOf}. */
export function* sectionsIn(buffer: Buffer, from: number): Generator<Section> {
  let at = from;
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
    // Not a Buffer: its `slice` would not copy, and making one costs more.
    if (first + i >= from) each(first + i, kind, new Uint8Array(frame.buffer, frame.byteOffset + at, size));
    at += size;
  }
  if (at !== end) throw malformed('a section holds more than its messages');
}

function malformed(what: string): BanyanError {
  return new BanyanError('bad-input', `Malformed pack: ${what}.`);
}
