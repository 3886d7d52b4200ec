import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Piscina } from 'piscina';
import { systemClock, type Clock } from '../clock.ts';
import { BanyanError } from '../errors.ts';
import type { Message, MessageHandler } from './message.ts';

export interface WorkerHandlerOptions<Result> {
  /** The module with the function, such as `new URL('./resize.ts', import.meta.url)`. */
  file: URL;
  /** Name of the function there; the default export unless given. It gets a {@link Message} and answers with anything that can be cloned. */
  name?: string;
  /** Worker threads; as many as the machine has cores unless given. */
  threads?: number;
  /** How long one message may take. The worker is stopped then, and another one started. */
  timeLimitMs?: number;
  /** Gets what the function answered, in the order of the messages of each (origin, channel). */
  onResult?: (result: Result, message: Message) => void | Promise<void>;
  clock?: Clock;
}

const defaultTimeLimitMs = 30_000;

/**
 * A message handler whose work is done in worker threads, for what needs the processor for long. Messages of one
 * (origin, channel) are worked on one after the other, those of different ones at the same time; so results keep
 * their order, and the thread with the sockets stays free.
 */
export class WorkerHandler<Result = unknown> {
  /** Hand this to `channel.handle`, with a time limit above the one here. */
  readonly handle: MessageHandler;
  readonly #options: WorkerHandlerOptions<Result>;
  readonly #clock: Clock;
  #pool: Promise<Piscina> | undefined;

  constructor(options: WorkerHandlerOptions<Result>) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock();
    this.handle = (message) => this.#handle(message);
  }

  /** Stops the workers; what they are at is given up. */
  async close(): Promise<void> {
    await (await this.#pool)?.destroy();
  }

  async #handle(message: Message): Promise<void> {
    const { name, onResult, timeLimitMs = defaultTimeLimitMs } = this.#options;
    const pool = await (this.#pool ??= this.#start());
    const late = new AbortController();
    const timer = this.#clock.after(timeLimitMs, () => late.abort());
    // A copy of the payload alone: cloning the view would clone the whole frame around it.
    const task = { ...message, payload: message.payload.slice() };
    let result: Result;
    try {
      result = (await pool.run(task, { signal: late.signal, ...(name !== undefined && { name }) })) as Result;
    } catch (cause) {
      if (!late.signal.aborted) throw cause;
      throw new BanyanError('timed-out', `A worker took longer than ${timeLimitMs} ms and was stopped.`, { cause });
    } finally {
      timer.cancel();
    }
    await onResult?.(result, message);
  }

  async #start(): Promise<Piscina> {
    // Loaded only where it is used: most endpoints have no workers.
    const { Piscina } = await import('piscina');
    const { file, threads = availableParallelism() } = this.#options;
    return new Piscina({ filename: fileURLToPath(file), minThreads: 1, maxThreads: threads });
  }
}
