import type { Clock, Timer } from '../../clock.ts';
import type { HeartbeatTiming } from '../../config.ts';
import { Wakefulness } from './wakefulness.ts';

/**
 * Notices when somebody has not been heard for too long, at the moment when it is, and not at the next heartbeat: that
 * would be up to an interval later. Accuses nobody while this node itself was not listening ({@link Wakefulness}).
 */
export class SilenceWatch {
  readonly #clock: Clock;
  readonly #timing: HeartbeatTiming;
  readonly #onSilent: () => void;
  readonly #wakefulness: Wakefulness;
  #heardAt: number;
  #timer: Timer | undefined;

  /** `onSilent` is told at most once for each {@link beat}, and not after {@link stop}. */
  constructor(clock: Clock, timing: HeartbeatTiming, onSilent: () => void) {
    this.#clock = clock;
    this.#timing = timing;
    this.#onSilent = onSilent;
    this.#wakefulness = new Wakefulness(timing.intervalMs, () => clock.monotonic());
    this.#heardAt = clock.monotonic();
  }

  /** Milliseconds since the last word. */
  get silentForMs(): number {
    return this.#clock.monotonic() - this.#heardAt;
  }

  heard(): void {
    this.#heardAt = this.#clock.monotonic();
  }

  /** Has to be called at every interval. `expectant` where a silence would mean something now. */
  beat(expectant: boolean): void {
    if (this.#wakefulness.slept()) this.heard();
    this.#timer?.cancel();
    const left = this.#timing.lostAfterMs - this.silentForMs;
    if (!expectant || left > this.#timing.intervalMs) return;
    const dueAt = this.#clock.monotonic() + left;
    // A millisecond more, because timers may be as much too early.
    this.#timer = this.#clock.after(Math.max(0, left) + 1, () => {
      // Whoever was held up itself reads first what has come meanwhile.
      this.#timer = this.#clock.soon(() => this.#judge(dueAt));
    });
  }

  stop(): void {
    this.#timer?.cancel();
  }

  #judge(dueAt: number): void {
    if (this.#clock.monotonic() - dueAt > this.#timing.intervalMs) return this.heard();
    if (this.silentForMs >= this.#timing.lostAfterMs) this.#onSilent();
  }
}
