import type { Clock, Timer } from '../../../app/clock.ts';

/** A clock that stands still until a test moves it. */
export interface VirtualClock extends Clock {
  /** Lets time pass; what is due runs in its order, with all promises settled in between. */
  advance(milliseconds: number): Promise<void>;
}

interface Due {
  at: number;
  action(): void;
}

export function virtualClock(): VirtualClock {
  let time = 0;
  const waiting = new Set<Due>();

  const schedule = (delayMs: number, action: () => void): Timer => {
    const due: Due = { at: time + delayMs, action };
    waiting.add(due);
    return { cancel: () => void waiting.delete(due) };
  };
  const every = (intervalMs: number, action: () => void): Timer => {
    let timer: Timer;
    const beat = (): void => {
      timer = schedule(intervalMs, beat);
      action();
    };
    timer = schedule(intervalMs, beat);
    return { cancel: () => timer.cancel() };
  };
  const nextUntil = (end: number): Due | undefined => {
    const due = [...waiting].filter(({ at }) => at <= end).toSorted((one, other) => one.at - other.at);
    return due[0];
  };
  return {
    now: () => time,
    monotonic: () => time,
    after: schedule,
    soon: (action) => schedule(0, action),
    every,
    async advance(milliseconds) {
      const end = time + milliseconds;
      await settled();
      for (let due = nextUntil(end); due; due = nextUntil(end)) {
        waiting.delete(due);
        time = due.at;
        due.action();
        await settled();
      }
      time = end;
    },
  };
}

function settled(): Promise<void> {
  return new Promise((resolve) => void setImmediate(resolve));
}
