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

  /** Hands over one message. With an idle lane and a synchronous handler it has run when this returns. */
  dispatch(lane: Lane, handler: MessageHandler, message: Message, timeLimitMs: number): void {
    if (lane.busy || this.#atWork.size >= this.#parts.concurrency) this.#queue(lane, { handler, message, timeLimitMs });
    else if (this.#begin(lane, handler, message, timeLimitMs) && lane.waiting.length > 0) this.#next(lane);
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

  /** Drops what waits; what is at work is not waited for. Idempotent. */
  end(): void {
    this.#ended = true;
    this.#waiting = 0;
    this.#ready.clear();
    this.#ticking?.cancel();
    this.#wake();
  }

  #queue(lane: Lane, job: Job): void {
    if (this.#ended) return;
    this.#waiting++;
    lane.waiting.push(job);
    if (lane.busy) return;
    lane.busy = true;
    this.#ready.push(lane);
  }

  /** True when the handler has done its work. The lane is busy while it has not. */
  #begin(lane: Lane, handler: MessageHandler, message: Message, timeLimitMs: number): boolean {
    // Also while a synchronous handler runs: what it causes for its own lane has to wait for its end.
    lane.busy = true;
    let result: void | Promise<void> = undefined;
    try {
      result = handler(message);
    } catch (reason) {
      this.#parts.onFailure({ kind: 'threw', message, reason });
    }
    if (result === undefined) {
      lane.busy = false;
      return true;
    }
    this.#await(lane, result, message, timeLimitMs);
    return false;
  }

  #await(lane: Lane, result: Promise<void>, message: Message, timeLimitMs: number): void {
    const generation = ++lane.generation;
    lane.current = message;
    lane.lateAt = this.#tick + 1 + Math.ceil(timeLimitMs / tickMs);
    this.#atWork.add(lane);
    this.#ticking ??= this.#parts.clock.every(tickMs, () => this.#onTick());
    result.then(
      () => {
        if (lane.generation === generation) this.#done(lane);
      },
      (reason: unknown) => {
        if (lane.generation !== generation) return;
        this.#parts.onFailure({ kind: 'threw', message, reason });
        this.#done(lane);
      },
    );
  }

  #done(lane: Lane): void {
    lane.current = undefined;
    this.#atWork.delete(lane);
    if (this.#ended) return;
    if (this.#ready.length === 0) this.#next(lane);
    else {
      // Others wait for a place: this lane goes to the end of the queue.
      if (lane.waiting.length > 0) this.#ready.push(lane);
      else lane.busy = false;
      this.#fillPlaces();
    }
    this.#wake();
  }

  /** Goes on with a lane until a handler needs time or nothing waits. */
  #next(lane: Lane): void {
    for (let job = this.#take(lane); job !== undefined; job = this.#take(lane)) {
      if (!this.#begin(lane, job.handler, job.message, job.timeLimitMs)) return;
      if (this.#ended) return;
    }
    lane.busy = false;
  }

  #take(lane: Lane): Job | undefined {
    const job = lane.waiting.shift();
    if (job !== undefined) this.#waiting--;
    return job;
  }

  #fillPlaces(): void {
    while (this.#atWork.size < this.#parts.concurrency) {
      const lane = this.#ready.shift();
      if (lane === undefined) return;
      const job = this.#take(lane);
      if (job === undefined) lane.busy = false;
      else if (this.#begin(lane, job.handler, job.message, job.timeLimitMs) && lane.waiting.length > 0) {
        lane.busy = true;
        this.#ready.push(lane);
      }
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
      if (lane.lateAt > this.#tick || lane.current === undefined) continue;
      const message = lane.current;
      lane.generation++;
      this.#parts.onFailure({ kind: 'timed-out', message, reason: new Error('The handler took longer than it may.') });
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
