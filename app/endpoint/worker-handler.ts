import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Piscina } from 'piscina';
import { systemClock, type Clock } from '../clock.ts';
import { BanyanError } from '../errors.ts';
import { Fifo } from '../transport/fifo.ts';
import type { Message, MessageHandler } from './message.ts';

export interface WorkerHandlerOptions<Result> {
  /** The module with the function, such as `new URL('./resize.ts', import.meta.url)`. */
  file: URL;
  /** Name of the function there; the default export unless given. It gets a {@link Message} and answers with anything that can be cloned. */
  name?: string;
  /** Worker threads; as many as the machine has cores unless given. */
  threads?: number;
  /**
   * How long a worker may take for one message, 30 s unless given, without the wait for a free one. The worker is
   * stopped then, and another one started. `Infinity`: as long as it likes.
   */
  timeLimitMs?: number;
  /** Gets what the function answered, in the order of the messages of each (origin, channel). */
  onResult?: (result: Result, message: Message) => void | Promise<void>;
  clock?: Clock;
}

const defaultTimeLimitMs = 30_000;
/** A worker that has nothing to do stays for so long: starting one takes longer than most messages. */
const idleTimeoutMs = 10_000;
/** Timers can't wait longer. */
const maxDelayMs = 2 ** 31 - 1;

/**
 * A message handler whose work is done in worker threads, for what needs the processor for long. Messages of one
 * (origin, channel) are worked on one after the other, those of different ones at the same time; so results keep
 * their order, and the thread with the sockets stays free.
 */
export class WorkerHandler<Result = unknown> {
  /**
   * Hand this to `channel.handle`, with `timeLimitMs: Infinity`: the limit here stops what hangs, and the channel's
   * would count the wait for a free worker as well. Rejects with `timed-out`, with `closed` after {@link close}, or
   * with what the function threw.
   */
  readonly handle: MessageHandler;
  readonly #options: WorkerHandlerOptions<Result>;
  readonly #clock: Clock;
  readonly #threads: number;
  /** Messages that wait for a free worker. Handed on only when there is one, so that no time limit runs meanwhile. */
  readonly #line = new Fifo<() => void>();
  #free: number;
  #pool: Promise<Piscina> | undefined;
  #closed = false;

  constructor(options: WorkerHandlerOptions<Result>) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock();
    this.#threads = options.threads ?? availableParallelism();
    this.#free = this.#threads;
    this.handle = (message) => this.#handle(message);
  }

  /** Stops the workers; what they are at, and what waits for them, is given up. Idempotent. */
  async close(): Promise<void> {
    this.#closed = true;
    for (let wake = this.#line.shift(); wake !== undefined; wake = this.#line.shift()) wake();
    await (await this.#pool)?.destroy();
  }

  async #handle(message: Message): Promise<void> {
    if (this.#free > 0) this.#free--;
    else await new Promise<void>((resolve) => this.#line.push(resolve));
    let result: Result;
    try {
      result = await this.#run(message);
    } finally {
      // The place goes on to the next in line, or becomes free.
      const next = this.#line.shift();
      if (next === undefined) this.#free++;
      else next();
    }
    await this.#options.onResult?.(result, message);
  }

  async #run(message: Message): Promise<Result> {
    const { name, timeLimitMs = defaultTimeLimitMs } = this.#options;
    this.#mustBeOpen();
    const pool = await (this.#pool ??= this.#start());
    this.#mustBeOpen();
    const late = new AbortController();
    const timer = timeLimitMs > maxDelayMs ? undefined : this.#clock.after(timeLimitMs, () => late.abort());
    // A copy of the payload alone: cloning the view would clone the whole frame around it.
    const task = { ...message, payload: Uint8Array.prototype.slice.call(message.payload) };
    try {
      return (await pool.run(task, { signal: late.signal, ...(name !== undefined && { name }) })) as Result;
    } catch (cause) {
      if (!late.signal.aborted) throw cause;
      throw new BanyanError('timed-out', `A worker took longer than ${timeLimitMs} ms and was stopped.`, { cause });
    } finally {
      timer?.cancel();
    }
  }

  async #start(): Promise<Piscina> {
    // Loaded only where it is used: most endpoints have no workers.
    const { Piscina } = await import('piscina');
    const filename = fileURLToPath(this.#options.file);
    return new Piscina({ filename, minThreads: 1, maxThreads: this.#threads, idleTimeout: idleTimeoutMs });
  }

  #mustBeOpen(): void {
    if (this.#closed) throw new BanyanError('closed', 'These workers were stopped. Make a new handler.');
  }
}
