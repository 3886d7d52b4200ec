import type { Clock, Timer } from '../../clock.ts';
import { Fifo } from '../fifo.ts';
import type { Message } from './message.ts';

interface PipeParts {
  clock: Clock;
  /** Most frames between the sender's call and the receiver's listener. */
  capacity: number;
  /** How long a message takes, in milliseconds, or that it never comes. */
  delay(message: Message): number | 'lost';
  /** Runs when there is something to take. */
  arrived(): void;
  /** Runs when there is room again after the pipe was full. */
  roomed(): void;
}

/** One direction of a link: messages in order, each after its delay, none overtaking another. */
export class MemoryPipe {
  readonly #parts: PipeParts;
  readonly #moving = new Fifo<{ message: Message; at: number }>();
  readonly #waiting = new Fifo<Message>();
  readonly #onTime = (): void => this.#arrive();
  #frames = 0;
  #timer: Timer | undefined;
  #stopped = false;

  constructor(parts: PipeParts) {
    this.#parts = parts;
  }

  get full(): boolean {
    return this.#frames >= this.#parts.capacity;
  }

  get hasWaiting(): boolean {
    return this.#waiting.length > 0;
  }

  /** Takes a message unless the pipe is full; what is not a frame always fits. */
  offer(message: Message): boolean {
    if (message.kind === 'frame' && this.full) return false;
    const delay = this.#stopped ? 'lost' : this.#parts.delay(message);
    if (delay === 'lost') return true;
    if (message.kind === 'frame') this.#frames += 1;
    this.#moving.push({ message, at: this.#parts.clock.monotonic() + delay });
    this.#schedule();
    return true;
  }

  /** The next message that has arrived. */
  take(): Message | undefined {
    const message = this.#waiting.shift();
    if (message?.kind !== 'frame') return message;
    const wasFull = this.full;
    this.#frames -= 1;
    if (wasFull) this.#parts.roomed();
    return message;
  }

  /** Drops what is under way; what has arrived can still be taken, and `last` after it. */
  stop(last?: Message): void {
    this.#stopped = true;
    this.#timer?.cancel();
    this.#moving.clear();
    if (!last) return;
    this.#waiting.push(last);
    this.#parts.arrived();
  }

  #schedule(): void {
    const head = this.#moving.peek();
    if (this.#timer || !head) return;
    const delayMs = Math.max(0, head.at - this.#parts.clock.monotonic());
    this.#timer = this.#parts.clock.after(delayMs, this.#onTime);
  }

  /** Moves everything whose time has come in one go. */
  #arrive(): void {
    this.#timer = undefined;
    // The head is due by definition, even if the clock's timer came a fraction early.
    const now = Math.max(this.#parts.clock.monotonic(), this.#moving.peek()?.at ?? 0);
    for (let head = this.#moving.peek(); head && head.at <= now; head = this.#moving.peek()) {
      this.#moving.shift();
      this.#waiting.push(head.message);
    }
    this.#schedule();
    if (this.hasWaiting) this.#parts.arrived();
  }
}
