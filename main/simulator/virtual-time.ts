import type { Clock, Timer } from '../../app/index.ts';
import { TimerHeap, type Due } from './timer-heap.ts';

/** Wall time at the beginning of every simulation. */
const beginning = Date.UTC(2026, 0, 1);
/** Events that are handed to the event loop at once: a turn of it costs as much as an event. */
const eventsPerTurn = 64;
const never: Timer = { cancel: () => {} };

/**
 * Time that stands still until {@link run}. What is due runs in the order of its time, and at one time in the order in
 * which it was asked for; after each event all promises are settled. So the same calls always give the same course.
 */
export class VirtualTime implements Clock {
  readonly #heap = new TimerHeap();
  #time = 0;
  #number = 0;
  #events = 0;
  #failure: { thrown: unknown } | undefined;

  /** Events that have run. */
  get events(): number {
    return this.#events;
  }

  /** Timers that wait, those called off included. */
  get waiting(): number {
    return this.#heap.size;
  }

  now(): number {
    return beginning + this.#time;
  }

  /** Milliseconds since the beginning. */
  monotonic(): number {
    return this.#time;
  }

  after(delayMs: number, action: () => void): Timer {
    const due: Due = { at: this.#time + Math.max(0, delayMs), number: this.#number++, action };
    if (!Number.isFinite(due.at)) return never;
    this.#heap.add(due);
    return { cancel: () => this.#heap.callOff(due) };
  }

  soon(action: () => void): Timer {
    return this.after(0, action);
  }

  every(intervalMs: number, action: () => void): Timer {
    // The same object again and again, so that a beat costs no memory.
    const due: Due = { at: this.#time + intervalMs, number: this.#number++, action: undefined };
    let stopped = false;
    const beat = (): void => {
      due.at = this.#time + Math.max(1, intervalMs);
      due.number = this.#number++;
      due.action = beat;
      this.#heap.add(due);
      action();
    };
    due.action = beat;
    this.#heap.add(due);
    return {
      cancel: () => {
        if (stopped) return;
        stopped = true;
        this.#heap.callOff(due);
      },
    };
  }

  /**
   * Lets time pass until the given time, or until `done` says so; it is asked whenever `everyMs` have passed. True when
   * it was `done` that ended it. Rejects with what an event threw.
   */
  async run(untilMs: number, done?: () => boolean, everyMs = 10): Promise<boolean> {
    await settled();
    for (let pause = this.#time; ;) {
      if (done?.() === true) return true;
      if (pause >= untilMs) return false;
      pause = done === undefined ? untilMs : Math.min(untilMs, Math.max(pause, this.#time) + everyMs);
      await this.#runTo(pause);
      this.#time = pause;
    }
  }

  /** Lets time pass until a promise has settled, at most `withinMs`; fails when it has not by then. */
  async until<Value>(promise: Promise<Value>, withinMs: number): Promise<Value> {
    let over = false;
    const end = (): void => void (over = true);
    promise.then(end, end);
    await this.run(this.#time + withinMs, () => over, 1);
    if (!over) throw new Error(`Nothing came of it within ${withinMs} ms of virtual time.`);
    return promise;
  }

  #runTo(end: number): Promise<void> {
    return new Promise((resolve, reject) => {
      let outstanding = 0;
      const finished = (): boolean => this.#failure !== undefined || !((this.#heap.peek()?.at ?? Infinity) <= end);
      // Between two immediates of one turn Node settles every promise: that is what makes this deterministic.
      const step = (): void => {
        outstanding--;
        if (!finished()) this.#runNext();
        if (outstanding > 0) return;
        if (finished()) setImmediate(close);
        else turn();
      };
      const close = (): void => {
        // The last event may have caused others by its promises.
        if (!finished()) return turn();
        const failure = this.#failure;
        this.#failure = undefined;
        if (failure === undefined) resolve();
        else reject(failure.thrown as Error);
      };
      const turn = (): void => {
        for (; outstanding < eventsPerTurn; outstanding++) setImmediate(step);
      };
      if (finished()) close();
      else turn();
    });
  }

  #runNext(): void {
    const due = this.#heap.take()!;
    this.#time = Math.max(this.#time, due.at);
    this.#events++;
    const action = due.action!;
    // From here on calling it off does nothing.
    due.action = undefined;
    try {
      action();
    } catch (thrown) {
      this.#failure ??= { thrown };
    }
  }
}

/** All promises that can go on without time passing have gone on. */
function settled(): Promise<void> {
  return new Promise((resolve) => void setImmediate(() => setImmediate(resolve)));
}
