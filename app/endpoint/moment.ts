import type { Clock } from '../clock.ts';

/**
 * The time of this moment of the program: read once, and the same until the code that runs now has come to an end.
 * Reading a clock costs as much as packing a message.
 */
export class Moment {
  readonly #clock: Clock;
  readonly #pass = (): void => void (this.#fresh = false);
  #fresh = false;
  #now = 0;
  #monotonic = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Wall time, milliseconds since 1970. */
  get now(): number {
    if (!this.#fresh) this.#read();
    return this.#now;
  }

  /** Milliseconds that only ever grow. */
  get monotonic(): number {
    if (!this.#fresh) this.#read();
    return this.#monotonic;
  }

  #read(): void {
    this.#now = this.#clock.now();
    this.#monotonic = this.#clock.monotonic();
    this.#fresh = true;
    queueMicrotask(this.#pass);
  }
}
