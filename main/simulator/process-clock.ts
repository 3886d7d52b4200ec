import type { Clock, Timer } from '../../app/index.ts';

export interface ProcessClockOptions {
  /** How far the machine's wall clock is off, in milliseconds. */
  skewMs: number;
  /** What the machine's monotonic clock showed at the beginning of the simulation. */
  upMs: number;
}

/**
 * The clock of one simulated process. It can be frozen, as a laptop that sleeps or a process that was stopped: timers
 * that come due wait, while time goes on. When the process is gone nothing runs any more, ever.
 */
export class ProcessClock implements Clock {
  readonly #time: Clock;
  readonly #upMs: number;
  #skewMs: number;
  #state: 'running' | 'frozen' | 'gone' = 'running';
  #held: (() => void)[] = [];
  #thawListeners: (() => void)[] = [];

  constructor(time: Clock, { skewMs, upMs }: ProcessClockOptions) {
    this.#time = time;
    this.#skewMs = skewMs;
    this.#upMs = upMs;
  }

  get frozen(): boolean {
    return this.#state === 'frozen';
  }

  get gone(): boolean {
    return this.#state === 'gone';
  }

  now(): number {
    return Math.round(this.#time.now() + this.#skewMs);
  }

  monotonic(): number {
    return this.#time.monotonic() + this.#upMs;
  }

  after(delayMs: number, action: () => void): Timer {
    let off = false;
    const run = (): void => {
      if (!off) this.#whenRunning(run, action);
    };
    const timer = this.#time.after(delayMs, run);
    return {
      cancel: () => {
        off = true;
        timer.cancel();
      },
    };
  }

  soon(action: () => void): Timer {
    return this.after(0, action);
  }

  every(intervalMs: number, action: () => void): Timer {
    let off = false;
    let waits = false;
    const now = (): void => {
      waits = false;
      if (!off) action();
    };
    const timer = this.#time.every(intervalMs, () => {
      if (this.#state === 'gone') return timer.cancel();
      // However many beats were slept through, one is made up for.
      if (this.#state === 'frozen' && waits) return;
      waits = this.#state === 'frozen';
      this.#whenRunning(now, now);
    });
    return {
      cancel: () => {
        off = true;
        timer.cancel();
      },
    };
  }

  /** Somebody has set the machine's wall clock: it jumps by so much. */
  setBack(byMs: number): void {
    this.#skewMs -= byMs;
  }

  /** Nothing of this process runs until {@link thaw}. */
  freeze(): void {
    if (this.#state === 'running') this.#state = 'frozen';
  }

  /** Goes on; what came due meanwhile runs now, in its order. */
  thaw(): void {
    if (this.#state !== 'frozen') return;
    this.#state = 'running';
    const held = this.#held;
    this.#held = [];
    const listeners = this.#thawListeners;
    this.#thawListeners = [];
    for (const action of held) this.#time.after(0, action);
    // What had arrived is read after the timers that were due: so does the event loop of Node.
    this.#time.after(0, () => listeners.forEach((listener) => listener()));
  }

  /** Resolves at the next {@link thaw}; never once the process is gone. */
  thawed(): Promise<void> {
    return new Promise((resolve) => void this.#thawListeners.push(resolve));
  }

  /** The process has been killed: no timer of it runs any more. */
  end(): void {
    this.#state = 'gone';
    this.#held = [];
    this.#thawListeners = [];
  }

  #whenRunning(later: () => void, action: () => void): void {
    if (this.#state === 'running') action();
    else if (this.#state === 'frozen') this.#held.push(later);
  }
}
