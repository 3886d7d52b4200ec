import { Buffer } from 'node:buffer';

/** A buffer up to this size is kept whatever was in it. */
const keptBytes = 4096;

/** The first buffer that is made. */
const firstBytes = 256;
const nothing = Buffer.alloc(0);

/** A buffer that grows at its end and is used again and again. Many never hold anything, and take nothing. */
export class Gathering {
  buffer: Buffer = nothing;
  length = 0;

  /** Makes room for so many bytes more. */
  reserve(bytes: number): void {
    const needed = this.length + bytes;
    if (needed <= this.buffer.byteLength) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(firstBytes, needed, 2 * this.buffer.byteLength));
    this.buffer.copy(larger, 0, 0, this.length);
    this.buffer = larger;
  }

  /** Empty again. A buffer that has become much too large gives half of it back, so that one large pack is not paid for ever. */
  clear(): void {
    const { byteLength } = this.buffer;
    if (byteLength > keptBytes && this.length * 8 < byteLength) this.buffer = Buffer.allocUnsafeSlow(byteLength >>> 1);
    this.length = 0;
  }

  append(bytes: Uint8Array): void {
    this.reserve(bytes.byteLength);
    this.buffer.set(bytes, this.length);
    this.length += bytes.byteLength;
  }
}
