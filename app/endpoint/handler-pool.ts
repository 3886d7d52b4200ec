import type { Clock, Timer } from '../clock.ts';
import { Fifo } from '../transport/fifo.ts';
import type { Message, MessageHandler } from './message.ts';

/** A handler that threw, or that took longer than it may. */
export interface HandlerFailure {
  kind: 'threw' | 'timed-out';
  message: Message;
  reason: unknown;
}

export interface HandlerPoolParts {
  clock: Clock;
  /** Handlers that may be at work at once. */
  concurrency: number;
  /** Messages that may wait in all lanes together before senders should wait. */
  queuedMessages: number;
  /** What this throws comes out as an uncaught exception; the lane goes on. */
  onFailure: (failure: HandlerFailure) => void;
}

interface Job {
  handler: MessageHandler;
  message: Message;
  timeLimitMs: number;
}

/** How finely time limits are kept. */
const tickMs = 50;

/** Messages of one (origin, channel), strictly in order. Made by {@link HandlerPool.newLane}. */
export class Lane {
  readonly waiting = new Fifo<Job>();
  /** A handler is at work here, or the lane stands in the queue for a place. */
  busy = false;
  /** Grows with every message that is begun or given up, so that a late end is recognised. */
  generation = 0;
  current: Message | undefined;
  /** Tick from which the message at work is late. */
  lateAt = Infinity;
}

/**
 * Runs message handlers: those of one lane strictly one after the other, different lanes at the same time up to a
 * bound. A synchronous handler on an idle lane is just called. There is no timer per message: ticks are counted while
 * anything is at work.
 */
export class HandlerPool {
  readonly #parts: HandlerPoolParts;
  /** Lanes with messages that wait for a place. */
  readonly #ready = new Fifo<Lane>();
  readonly #atWork = new Set<Lane>();
  /** Handlers on the call stack. Each may yet turn out to need time, so it takes a place. */
  #running = 0;
  #waiting = 0;
  #tick = 0;
  #ticking: Timer | undefined;
  #roomWaiters: (() => void)[] = [];
  #idleWaiters: (() => void)[] = [];
  #ended = false;

  constructor(parts: HandlerPoolParts) {
    this.#parts = parts;
  }

  newLane(): Lane {
    return new Lane();
  }

  /** Messages that have not begun. */
  get waiting(): number {
    return this.#waiting;
  }

  /** Asynchronous handlers that have not settled. */
  get atWork(): number {
    return this.#atWork.size;
  }

  hasRoom(): boolean {
    return this.#waiting < this.#parts.queuedMessages;
  }

  /**
   * Hands over one message. With an idle lane, a free place and a synchronous handler it has run when this returns.
   * Does nothing after {@link end}.
   */
  dispatch(lane: Lane, handler: MessageHandler, message: Message, timeLimitMs: number): void {
    if (this.#ended) return;
    if (lane.busy || !this.#hasPlace()) {
      this.#queue(lane, { handler, message, timeLimitMs });
      return;
    }
    this.#begin(lane, handler, message, timeLimitMs);
    // What the handler caused while it ran. Handlers further up the stack leave it to the first one.
    if (this.#ready.length > 0 && this.#running === 0) this.#fillPlaces();
  }

  /** Resolves when there is room again; at once when there is. */
  whenRoom(): Promise<void> {
    if (this.hasRoom() || this.#ended) return Promise.resolve();
    return new Promise((resolve) => this.#roomWaiters.push(resolve));
  }

  /** Resolves when nothing waits and nothing is at work. */
  whenIdle(): Promise<void> {
    if (this.#ended || (this.#waiting === 0 && this.#atWork.size === 0)) return Promise.resolve();
    return new Promise((resolve) => this.#idleWaiters.push(resolve));
  }

  /** Drops what waits, and begins nothing further; what is at work is not waited for. Idempotent. */
  end(): void {
    this.#ended = true;
    this.#waiting = 0;
    for (let lane = this.#ready.shift(); lane !== undefined; lane = this.#ready.shift()) lane.waiting.clear();
    for (const lane of this.#atWork) lane.waiting.clear();
    this.#ticking?.cancel();
    this.#wake();
  }

  #hasPlace(): boolean {
    return this.#atWork.size + this.#running < this.#parts.concurrency;
  }

  #queue(lane: Lane, job: Job): void {
    this.#waiting++;
    lane.waiting.push(job);
    if (lane.busy) return;
    lane.busy = true;
    this.#ready.push(lane);
  }

  #begin(lane: Lane, handler: MessageHandler, message: Message, timeLimitMs: number): void {
    // Also while a synchronous handler runs: what it causes for its own lane has to wait for its end.
    lane.busy = true;
    let result: unknown = undefined;
    this.#running++;
    try {
      result = handler(message);
    } catch (reason) {
      this.#report('threw', message, reason);
    }
    this.#running--;
    // `(message) => list.push(message)` answers with a number, and has done its work as well.
    if (result === undefined || !isPromise(result)) this.#release(lane);
    else this.#await(lane, result, message, timeLimitMs);
  }

  #await(lane: Lane, result: PromiseLike<unknown>, message: Message, timeLimitMs: number): void {
    const generation = ++lane.generation;
    lane.current = message;
    lane.lateAt = this.#tick + 1 + Math.ceil(timeLimitMs / tickMs);
    this.#atWork.add(lane);
    if (!this.#ended) this.#ticking ??= this.#parts.clock.every(tickMs, () => this.#onTick());
    // A promise of another make might settle at once, or twice.
    Promise.resolve(result).then(
      () => {
        if (lane.generation === generation) this.#done(lane);
      },
      (reason: unknown) => {
        if (lane.generation !== generation) return;
        this.#report('threw', message, reason);
        this.#done(lane);
      },
    );
  }

  #done(lane: Lane): void {
    lane.current = undefined;
    this.#atWork.delete(lane);
    this.#release(lane);
    this.#fillPlaces();
  }

  /** The lane's message is done: what waits behind it goes to the end of the queue for places. */
  #release(lane: Lane): void {
    if (this.#ended) lane.waiting.clear();
    if (lane.waiting.length === 0) lane.busy = false;
    else this.#ready.push(lane);
  }

  #fillPlaces(): void {
    while (this.#hasPlace()) {
      const lane = this.#ready.shift();
      const job = lane?.waiting.shift();
      if (lane === undefined || job === undefined) break;
      this.#waiting--;
      this.#begin(lane, job.handler, job.message, job.timeLimitMs);
    }
    this.#wake();
  }

  /** Whoever listens to failures must not stop a lane, nor the frame whose messages are being dispatched. */
  #report(kind: HandlerFailure['kind'], message: Message, reason: unknown): void {
    try {
      this.#parts.onFailure({ kind, message, reason });
    } catch (thrown) {
      queueMicrotask(() => {
        throw thrown;
      });
    }
  }

  #onTick(): void {
    this.#tick++;
    if (this.#atWork.size === 0) {
      this.#ticking?.cancel();
      this.#ticking = undefined;
      return;
    }
    for (const lane of [...this.#atWork]) {
      if (this.#ended) return;
      if (lane.lateAt > this.#tick || lane.current === undefined) continue;
      const message = lane.current;
      lane.generation++;
      this.#report('timed-out', message, new Error('The handler took longer than it may.'));
      this.#done(lane);
    }
  }

  #wake(): void {
    // Only when half is free, so that reading and handling take turns in stretches and not message by message.
    if (this.#roomWaiters.length > 0 && (this.#waiting * 2 <= this.#parts.queuedMessages || this.#ended))
      for (const wake of this.#roomWaiters.splice(0)) wake();
    if (this.#idleWaiters.length > 0 && (this.#ended || (this.#waiting === 0 && this.#atWork.size === 0)))
      for (const wake of this.#idleWaiters.splice(0)) wake();
  }
}

function isPromise(result: unknown): result is PromiseLike<unknown> {
  return result instanceof Promise || typeof (result as PromiseLike<unknown> | null)?.then === 'function';
}
