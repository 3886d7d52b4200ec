/** A timer that was scheduled and can be taken back. */
export interface Timer {
  cancel(): void;
}

/**
 * Time as the core sees it. Injected everywhere, so that tests and the simulator
 * run the production code in virtual time.
 */
export interface Clock {
  /** Wall time in milliseconds since 1970-01-01 UTC. May jump; for people and stamps only. */
  now(): number;
  /** Milliseconds that only ever grow, with a fraction; for measuring and deciding. */
  monotonic(): number;
  /** Runs `action` once after `delayMs`. Never keeps the process alive by itself. */
  after(delayMs: number, action: () => void): Timer;
  /** Runs `action` once everything that has arrived by now has been dealt with, without waiting for anything to come. */
  soon(action: () => void): Timer;
  /**
   * Runs `action` every `intervalMs` until cancelled, for the first time after half to one and a half of it. Never keeps
   * the process alive by itself.
   */
  every(intervalMs: number, action: () => void): Timer;
}

/** The machine's own time. */
export function systemClock(): Clock {
  return {
    now: () => Date.now(),
    monotonic: () => performance.now(),
    after(delayMs, action) {
      const handle = setTimeout(action, delayMs);
      handle.unref();
      return { cancel: () => clearTimeout(handle) };
    },
    soon(action) {
      const handle = setImmediate(action);
      handle.unref();
      return { cancel: () => clearImmediate(handle) };
    },
    every(intervalMs, action) {
      let handle: NodeJS.Timeout;
      const schedule = (): void => {
        handle = setTimeout(beat, untilNextBeat(performance.now(), intervalMs));
        handle.unref();
      };
      const beat = (): void => {
        schedule();
        action();
      };
      schedule();
      return { cancel: () => clearTimeout(handle) };
    },
  };
}

/**
 * Milliseconds until a timer beats next. All timers of one interval beat together, and with those of intervals that are
 * multiples of it: a process with many timers is woken once for all of them (timer coalescing).
 */
export function untilNextBeat(now: number, intervalMs: number): number {
  const rest = intervalMs - (now % intervalMs);
  return rest < intervalMs / 2 ? rest + intervalMs : rest;
}
