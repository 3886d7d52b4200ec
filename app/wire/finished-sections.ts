import { Buffer } from 'node:buffer';
import { Gathering } from './gathering.ts';

/** A section of at least this size is kept as it came until it is sent: it is not copied twice. */
const longBytes = 4096;

/** A long section, and how many bytes of short ones come before it. */
interface Long {
  after: number;
  bytes: Uint8Array;
}

/**
 * The finished sections of one pack, in their order. Short ones are copied together, long ones are kept where they lie,
 * and so is the first as long as it is the only one: what a relay gets in a frame of its own it passes on in that frame.
 * A section that is a small part of a larger buffer is copied, because it would hold all of that while it waits.
 */
export class FinishedSections {
  readonly #short = new Gathering();
  readonly #long: Long[] = [];
  #only: Uint8Array | undefined;

  /** Adds a section that nobody changes until {@link clear}. */
  keep(bytes: Uint8Array): void {
    if (!isMostOfItsBuffer(bytes)) return this.copy(bytes);
    if (this.#isEmpty) this.#only = bytes;
    else {
      this.#settle();
      this.#add(bytes);
    }
  }

  /** Adds a copy of a section. */
  copy(bytes: Uint8Array): void {
    this.#settle();
    this.#short.append(bytes);
  }

  /** Everything as one frame, when it is one section that already has this header before it where it lies. */
  frameWith(header: Uint8Array): Uint8Array | undefined {
    const bytes = this.#only;
    const from = (bytes?.byteOffset ?? 0) - header.byteLength;
    if (bytes === undefined || from < 0) return undefined;
    const frame = Buffer.from(bytes.buffer, from, header.byteLength + bytes.byteLength);
    return header.every((byte, at) => byte === frame[at]) ? frame : undefined;
  }

  /** Writes all of them into a frame from `at` on; answers with where they end. */
  copyTo(frame: Buffer, at: number): number {
    this.#settle();
    let written = 0;
    let end = at;
    for (const { after, bytes } of this.#long) {
      end += this.#short.buffer.copy(frame, end, written, after);
      written = after;
      frame.set(bytes, end);
      end += bytes.byteLength;
    }
    return end + this.#short.buffer.copy(frame, end, written, this.#short.length);
  }

  clear(): void {
    this.#only = undefined;
    this.#long.length = 0;
    this.#short.clear();
  }

  get #isEmpty(): boolean {
    return this.#only === undefined && this.#short.length === 0 && this.#long.length === 0;
  }

  #settle(): void {
    const only = this.#only;
    if (only === undefined) return;
    this.#only = undefined;
    this.#add(only);
  }

  #add(bytes: Uint8Array): void {
    if (bytes.byteLength < longBytes) return this.#short.append(bytes);
    this.#long.push({ after: this.#short.length, bytes });
  }
}

const isMostOfItsBuffer = (bytes: Uint8Array): boolean => 2 * bytes.byteLength >= bytes.buffer.byteLength;
