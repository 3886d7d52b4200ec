import { sentenceOf } from '../errors.ts';
import type { Log } from '../log.ts';
import { Fifo } from './fifo.ts';

/** Where messages wait to be taken. */
export interface MessageSource<Message> {
  readonly hasWaiting: boolean;
  take(): Message | undefined;
}

/** Takes messages from many sources, one from each in turn, and none while the listener's promise is pending. */
export class Intake<Message, Source extends MessageSource<Message>> {
  readonly #log: Log;
  readonly #take: (source: Source, message: Message) => void | Promise<void>;
  readonly #ready = new Fifo<Source>();
  readonly #queued = new Set<Source>();
  #busy = false;
  #closed = false;

  /** `take` is the listener; what it throws is logged, and the next message follows. */
  constructor(log: Log, take: (source: Source, message: Message) => void | Promise<void>) {
    this.#log = log;
    this.#take = take;
  }

  /** The source has something to take. */
  offer(source: Source): void {
    this.#queue(source);
    this.#run();
  }

  /** Takes nothing any more. */
  close(): void {
    this.#closed = true;
    this.#ready.clear();
    this.#queued.clear();
  }

  #queue(source: Source): void {
    if (this.#queued.has(source)) return;
    this.#queued.add(source);
    this.#ready.push(source);
  }

  #run(): void {
    // Busy also while a listener runs: what it causes to arrive waits for its return.
    while (!this.#busy && !this.#closed) {
      const source = this.#ready.shift();
      if (!source) return;
      this.#queued.delete(source);
      const message = source.take();
      if (source.hasWaiting) this.#queue(source);
      if (message !== undefined) this.#hand(source, message);
    }
  }

  #hand(source: Source, message: Message): void {
    this.#busy = true;
    try {
      const pending = this.#take(source, message);
      if (pending) {
        void this.#resumeAfter(pending);
        return;
      }
    } catch (thrown) {
      this.#report(thrown);
    }
    this.#busy = false;
  }

  async #resumeAfter(pending: Promise<void>): Promise<void> {
    try {
      await pending;
    } catch (thrown) {
      this.#report(thrown);
    }
    this.#busy = false;
    this.#run();
  }

  #report(thrown: unknown): void {
    this.#log.error('a frame listener failed', { cause: sentenceOf(thrown) });
  }
}
