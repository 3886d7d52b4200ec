import type { Clock, Timer } from '../clock.ts';
import { joinDefaults } from '../config.ts';

/** Tries one address after the other, round after round with growing pauses, until it is stopped. */
export class Return {
  readonly #clock: Clock;
  readonly #tryAt: (address: string) => Promise<void>;
  #round = 0;
  #untried: string[] = [];
  #timer: Timer | undefined;

  /** `tryAt` opens a session; when that ends without success, {@link next} has to be called again. */
  constructor(clock: Clock, tryAt: (address: string) => Promise<void>) {
    this.#clock = clock;
    this.#tryAt = tryAt;
  }

  /** Goes on with the next address; `addresses` is asked anew at the start of each round. */
  next(addresses: () => string[]): void {
    const address = this.#untried.shift();
    if (address !== undefined) return this.#attempt(address, addresses);
    const pauses = joinDefaults.retryMs;
    const pause = pauses[Math.min(this.#round, pauses.length - 1)]!;
    this.#round++;
    this.#timer?.cancel();
    this.#timer = this.#clock.after(pause, () => {
      this.#untried = addresses();
      const first = this.#untried.shift();
      if (first === undefined) this.next(addresses);
      else this.#attempt(first, addresses);
    });
  }

  /** Stops trying; the next search begins with short pauses again. */
  stop(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#untried = [];
    this.#round = 0;
  }

  #attempt(address: string, addresses: () => string[]): void {
    this.#tryAt(address).catch(() => this.next(addresses));
  }
}
