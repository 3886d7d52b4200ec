import { commandFlag, longFlag, longHeaderBytes, moreFlag, shortHeaderBytes } from './frame-header.ts';
import { ProtocolError } from './protocol-error.ts';

/** Takes each frame: the bits `moreFlag` and `commandFlag`, and the body, a view into the received chunk. */
export type FrameSink = (flags: number, body: Buffer) => void;

const knownFlags = moreFlag | longFlag | commandFlag;

/**
 * Finds frames in a stream of chunks, wherever those are cut. A frame that lies whole in a chunk is
 * handed over without a copy; of a longer one no more is held than has been received.
 */
export class FrameParser {
  /** Largest body, bytes; may change between frames. */
  limit: number;
  readonly #sink: FrameSink;
  readonly #header = Buffer.alloc(longHeaderBytes);
  #headerLength = 0;
  #flags = 0;
  /** Size of the body that is being collected; -1 between frames. */
  #bodyBytes = -1;
  #pieces: Buffer[] = [];
  #missing = 0;
  #stopped = false;

  constructor(limit: number, sink: FrameSink) {
    this.limit = limit;
    this.#sink = sink;
  }

  /** Hands over no frame any more, not even from the chunk at hand. */
  stop(): void {
    this.#stopped = true;
    this.#pieces = [];
  }

  /** Fails with a {@link ProtocolError} on unknown flags and on a body above the limit. */
  push(chunk: Buffer): void {
    let at = this.#bodyBytes >= 0 ? this.#collect(chunk, 0) : 0;
    while (at < chunk.length && !this.#stopped) {
      at = this.#headerLength > 0 ? this.#continueHeader(chunk, at) : this.#frame(chunk, at);
    }
  }

  /** A frame that begins at `at`; answers where the next one does. */
  #frame(chunk: Buffer, at: number): number {
    const flags = chunk[at] ?? 0;
    const start = at + ((flags & longFlag) === 0 ? shortHeaderBytes : longHeaderBytes);
    if (start > chunk.length) return this.#continueHeader(chunk, at);
    const end = start + this.#readSize(chunk, at);
    if (end <= chunk.length) {
      this.#sink(flags & ~longFlag, chunk.subarray(start, end));
      return end;
    }
    this.#begin(flags, end - start);
    return this.#collect(chunk, start);
  }

  /** A header that a chunk's end has cut in two. */
  #continueHeader(chunk: Buffer, at: number): number {
    let next = at;
    do {
      this.#header[this.#headerLength] = chunk[next] ?? 0;
      this.#headerLength += 1;
      next += 1;
    } while (next < chunk.length && this.#headerLength < this.#headerNeeds());
    if (this.#headerLength < this.#headerNeeds()) return next;
    this.#headerLength = 0;
    this.#begin(this.#header[0] ?? 0, this.#readSize(this.#header, 0));
    return this.#collect(chunk, next);
  }

  #headerNeeds(): number {
    return ((this.#header[0] ?? 0) & longFlag) === 0 ? shortHeaderBytes : longHeaderBytes;
  }

  /** The checked size in the header at `at`. */
  #readSize(bytes: Buffer, at: number): number {
    const flags = bytes[at] ?? 0;
    if ((flags & ~knownFlags) !== 0) throw new ProtocolError('A frame with unknown flags.');
    if ((flags & commandFlag) !== 0 && (flags & moreFlag) !== 0) throw new ProtocolError('A command in parts.');
    const size =
      (flags & longFlag) === 0 ? (bytes[at + 1] ?? 0) : bytes.readUInt32BE(at + 1) * 2 ** 32 + bytes.readUInt32BE(at + 5);
    if (size > this.limit) throw new ProtocolError(`A frame of ${size} bytes; the limit is ${this.limit}.`);
    return size;
  }

  #begin(flags: number, bodyBytes: number): void {
    this.#flags = flags & ~longFlag;
    this.#bodyBytes = bodyBytes;
    this.#missing = bodyBytes;
  }

  #collect(chunk: Buffer, at: number): number {
    const end = Math.min(chunk.length, at + this.#missing);
    if (end > at) this.#pieces.push(chunk.subarray(at, end));
    this.#missing -= end - at;
    if (this.#missing > 0) return end;
    const pieces = this.#pieces;
    const body = pieces.length === 1 && pieces[0] ? pieces[0] : Buffer.concat(pieces, this.#bodyBytes);
    this.#pieces = [];
    this.#bodyBytes = -1;
    this.#sink(this.#flags, body);
    return end;
  }
}
