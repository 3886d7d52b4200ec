import { Buffer } from 'node:buffer';
import { FinishedSections } from './finished-sections.ts';
import { Gathering } from './gathering.ts';
import { maxSectionMessages, packHeader } from './pack.ts';

/** Sections whose buffers are kept for the next pack; with more streams than that they are made anew. */
const keptSections = 64;
/** Clock and first sequence number; then count and body length. */
const afterPrefixBytes = 6 + 6 + 2 + 4;
/** Kind and the longest varint of a length. */
const messageHeaderBytes = 1 + 5;

/** A section that messages of one stream are being added to; none in it when `count` is 0. */
class OpenSection extends Gathering {
  readonly prefix: Uint8Array;
  count = 0;
  next = 0;

  constructor(prefix: Uint8Array) {
    super();
    this.prefix = prefix;
  }

  begin(clock: number, sequence: number): void {
    this.length = 0;
    this.append(this.prefix);
    this.reserve(afterPrefixBytes);
    this.buffer.writeUIntBE(clock, this.length, 6);
    this.buffer.writeUIntBE(sequence, this.length + 6, 6);
    this.length += afterPrefixBytes;
  }

  /** Writes what is known only at the end. */
  finish(): Uint8Array {
    const bodyStart = this.prefix.byteLength + afterPrefixBytes;
    this.buffer.writeUInt16BE(this.count, bodyStart - 6);
    this.buffer.writeUInt32BE(this.length - bodyStart, bodyStart - 4);
    this.count = 0;
    return this.buffer.subarray(0, this.length);
  }
}

/**
 * Gathers messages into one frame; those of one stream share a header, also when messages of other streams come in
 * between: order counts within a stream only. {@link take} hands the frame over and starts anew.
 */
export class PackBuilder {
  /** By the very object that names the stream. */
  readonly #sections = new Map<Uint8Array, OpenSection>();
  readonly #begun: OpenSection[] = [];
  /** Finished sections, which come first. */
  readonly #finished = new FinishedSections();
  readonly #header: Uint8Array;
  #last: OpenSection | undefined;
  #bytes: number;
  #messages = 0;

  /** `header` is what the frames begin with, one of pack.ts. */
  constructor(header = packHeader) {
    this.#header = header;
    this.#bytes = header.byteLength;
  }

  /** Messages gathered so far. */
  get messages(): number {
    return this.#messages;
  }

  /** Bytes gathered so far, the frame header included. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Adds one message; joins the open section of its stream when it continues it. `prefix` is compared by identity. */
  add(prefix: Uint8Array, clock: number, sequence: number, kind: number, payload: Uint8Array): void {
    let section = this.#last;
    if (section === undefined || section.prefix !== prefix) section = this.#sectionOf(prefix);
    if (section.count > 0 && (sequence !== section.next || section.count === maxSectionMessages)) this.#retire(section);
    if (section.count === 0) this.#begin(section, clock, sequence);
    const size = payload.byteLength;
    section.reserve(messageHeaderBytes + size);
    const { buffer, length } = section;
    let at = length;
    buffer[at++] = kind;
    let rest = size;
    while (rest >= 0x80) {
      buffer[at++] = (rest & 0x7f) | 0x80;
      rest >>>= 7;
    }
    buffer[at++] = rest;
    buffer.set(payload, at);
    section.length = at + size;
    section.next = sequence + 1;
    section.count++;
    this.#bytes += at + size - length;
    this.#messages++;
  }

  /** Adds a section as it was received, without looking into it. Nobody may write there until the frame is taken. */
  addSection(bytes: Uint8Array, messages: number): void {
    this.#finished.keep(bytes);
    this.#bytes += bytes.byteLength;
    this.#messages += messages;
  }

  /** The finished frame, in which nobody writes from now on. The builder is empty again. */
  take(): Uint8Array {
    const frame = (this.#begun.length === 0 ? this.#finished.frameWith(this.#header) : undefined) ?? this.#written();
    this.#begun.length = 0;
    this.#finished.clear();
    this.#bytes = this.#header.byteLength;
    this.#messages = 0;
    if (this.#sections.size > keptSections) {
      this.#sections.clear();
      this.#last = undefined;
    }
    return frame;
  }

  /** What was gathered in a new frame, in memory of its own: one in flight must never be written to again. */
  #written(): Uint8Array {
    const frame = Buffer.allocUnsafeSlow(this.#bytes);
    frame.set(this.#header);
    let at = this.#finished.copyTo(frame, this.#header.byteLength);
    for (const section of this.#begun) {
      if (section.count === 0) continue;
      frame.set(section.finish(), at);
      at += section.length;
    }
    return frame;
  }

  #sectionOf(prefix: Uint8Array): OpenSection {
    let section = this.#sections.get(prefix);
    if (section === undefined) {
      section = new OpenSection(prefix);
      this.#sections.set(prefix, section);
    }
    this.#last = section;
    return section;
  }

  #begin(section: OpenSection, clock: number, sequence: number): void {
    section.begin(clock, sequence);
    this.#begun.push(section);
    this.#bytes += section.length;
  }

  #retire(section: OpenSection): void {
    this.#finished.copy(section.finish());
  }
}
