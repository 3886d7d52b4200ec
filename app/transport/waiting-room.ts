import type { Clock } from '../clock.ts';
import { BanyanError } from '../errors.ts';

/** Lets one sender wait until something has changed, up to a time. */
export class WaitingRoom {
  readonly #clock: Clock;
  #wake: (() => void) | undefined;
  #busy = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * Tries at once and after each {@link stir} until `attempt` succeeds. What `attempt` throws is thrown.
   * Fails with `queue-full` when time is up, with `internal` while another try is still waiting.
   */
  async untilTaken(attempt: () => boolean, timeoutMs: number): Promise<void> {
    if (this.#busy) {
      throw new BanyanError('internal', 'A socket sends one frame at a time: wait for the last one.');
    }
    if (attempt()) return;
    this.#busy = true;
    let late = false;
    const timer = this.#clock.after(timeoutMs, () => {
      late = true;
      this.stir();
    });
    try {
      do {
        if (late) throw new BanyanError('queue-full', 'Nobody took the frame in time.');
        await new Promise<void>((resolve) => (this.#wake = resolve));
      } while (!attempt());
    } finally {
      this.#busy = false;
      timer.cancel();
    }
  }

  /** Something has changed: whoever waits tries again. */
  stir(): void {
    this.#wake?.();
    this.#wake = undefined;
  }
}
