import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';

/** More than this is not kept between two writes. */
const mostKept = 524_288;
/** Less than this comes out of Node's own pool. */
const leastKept = 4096;

/**
 * Where the octets of one connection's next write are put together. The same memory serves again and again where the
 * kernel copies what is written: fresh memory for each write costs the sender as much as encrypting what is in it.
 */
export class WriteBuffer {
  readonly #reusable: boolean;
  #kept = Buffer.alloc(0);

  constructor(stream: Duplex) {
    // Other streams, such as a pair in one process, hand on the very buffer that was written.
    this.#reusable = stream instanceof Socket;
  }

  /** Room for so many octets; what an earlier call gave must have left by now. */
  take(bytes: number): Buffer {
    if (!this.#reusable || bytes < leastKept || bytes > mostKept) return Buffer.allocUnsafe(bytes);
    if (this.#kept.length < bytes) this.#kept = Buffer.allocUnsafeSlow(Math.min(mostKept, 2 * bytes));
    return this.#kept.subarray(0, bytes);
  }
}
