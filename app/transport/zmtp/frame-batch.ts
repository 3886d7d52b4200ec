import { headerBytes, moreFlag, writeHeader } from './frame-header.ts';
import type { FrameCipher } from './mechanisms/mechanism.ts';

/** Bodies up to this size are copied next to each other; larger ones go out from where they lie. */
const copiedBodyBytes = 16_384;

const noBytes = new Uint8Array(0);

/** Gathers frames into as few buffers as possible: what costs is each write, not each byte. */
export class FrameBatch {
  readonly #cipher: FrameCipher | undefined;
  readonly #flags: number[] = [];
  readonly #bodies: Uint8Array[] = [];
  #bytes = 0;
  #slabBytes = 0;

  constructor(cipher: FrameCipher | undefined) {
    this.#cipher = cipher;
  }

  /** Octets gathered so far, as they will be on the wire. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Adds a frame. */
  add(flags: number, body: Uint8Array): void {
    const bodyBytes = body.length + (this.#cipher?.overheadBytes ?? 0);
    const header = headerBytes(bodyBytes);
    this.#flags.push(flags);
    this.#bodies.push(body);
    this.#bytes += header + bodyBytes;
    this.#slabBytes += header + (this.#isCopied(body) ? bodyBytes : 0);
  }

  /** Adds all frames of a message. */
  addMessage(message: readonly Uint8Array[]): void {
    const last = message.length - 1;
    for (let part = 0; part < last; part += 1) this.add(moreFlag, message[part] ?? noBytes);
    this.add(0, message[last] ?? noBytes);
  }

  /** The buffers to write, in order, put together in the memory that `room` gives; once, because sealing counts. */
  buffers(room: (bytes: number) => Buffer): Buffer[] {
    const slab = room(this.#slabBytes);
    const buffers: Buffer[] = [];
    let begun = 0;
    let at = 0;
    for (const [index, body] of this.#bodies.entries()) {
      at = this.#write(slab, at, this.#flags[index] ?? 0, body);
      if (this.#isCopied(body)) continue;
      buffers.push(slab.subarray(begun, at), Buffer.from(body.buffer, body.byteOffset, body.byteLength));
      begun = at;
    }
    if (at > begun) buffers.push(slab.subarray(begun, at));
    return buffers;
  }

  /** Writes a frame, or the header of one whose body goes out by itself; answers where the next one begins. */
  #write(slab: Buffer, at: number, flags: number, body: Uint8Array): number {
    const cipher = this.#cipher;
    if (cipher) {
      const sealedBytes = body.length + cipher.overheadBytes;
      const start = writeHeader(slab, at, 0, sealedBytes);
      cipher.sealInto(slab, start, flags, body);
      return start + sealedBytes;
    }
    const start = writeHeader(slab, at, flags, body.length);
    if (!this.#isCopied(body)) return start;
    slab.set(body, start);
    return start + body.length;
  }

  #isCopied(body: Uint8Array): boolean {
    return this.#cipher !== undefined || body.length <= copiedBodyBytes;
  }
}
