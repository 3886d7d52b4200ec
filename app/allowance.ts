import type { Clock } from './clock.ts';

/** How much of something may happen: so many at once, and so many a second for long. */
export interface AllowanceRate {
  burst: number;
  perSecond: number;
}

/** Counts what strangers may cost (a token bucket). */
export class Allowance {
  readonly #clock: Clock;
  readonly #rate: AllowanceRate;
  #left: number;
  #at: number;

  constructor(clock: Clock, rate: AllowanceRate) {
    this.#clock = clock;
    this.#rate = rate;
    this.#left = rate.burst;
    this.#at = clock.monotonic();
  }

  /** Takes one; false when there is none left just now. */
  take(): boolean {
    const now = this.#clock.monotonic();
    const { burst, perSecond } = this.#rate;
    this.#left = Math.min(burst, this.#left + ((now - this.#at) / 1000) * perSecond);
    this.#at = now;
    if (this.#left < 1) return false;
    this.#left--;
    return true;
  }
}
