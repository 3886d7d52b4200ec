import type { Frame } from '../transport/transport.ts';
import { PackBuilder } from '../wire/pack.ts';

/** Where an outbound queue puts its packs: the sending half of a socket. */
export interface PackSink {
  send(frame: Frame): Promise<void>;
}

export interface OutboundQueueLimits {
  /** A pack is closed when it has grown to this. */
  packBytes: number;
  /** Closed packs and the open one together; beyond it nothing is taken. */
  queueBytes: number;
}

/**
 * What waits for one socket, and the one loop that writes it. Everything that queued up during the previous send
 * goes out together, in one pack; when nothing waits a message goes at once: there is no timer.
 */
export class OutboundQueue {
  readonly #sink: PackSink;
  readonly #limits: OutboundQueueLimits;
  readonly #onLost: (messages: number, reason: unknown) => void;
  readonly #closedPacks: { frame: Frame; messages: number }[] = [];
  #closedBytes = 0;
  #open = new PackBuilder();
  #writing = false;
  #ended = false;
  #roomWaiters: (() => void)[] = [];
  #sentMessages = 0;
  #sentBytes = 0;

  /** `onLost` hears of packs that the socket did not take. */
  constructor(sink: PackSink, limits: OutboundQueueLimits, onLost: (messages: number, reason: unknown) => void) {
    this.#sink = sink;
    this.#limits = limits;
    this.#onLost = onLost;
  }

  /** Messages and bytes handed to the socket so far. */
  get sent(): { messages: number; bytes: number } {
    return { messages: this.#sentMessages, bytes: this.#sentBytes };
  }

  /** Bytes that wait. */
  get waitingBytes(): number {
    return this.#closedBytes + this.#open.bytes;
  }

  /** Queues one message. False when there is no room: wait for {@link whenRoom}. */
  offer(prefix: Uint8Array, clock: number, sequence: number, kind: number, payload: Uint8Array): boolean {
    if (!this.#hasRoom()) return false;
    this.#open.add(prefix, clock, sequence, kind, payload);
    this.#added();
    return true;
  }

  /** Queues a section as it was received. False when there is no room. */
  offerSection(bytes: Uint8Array, messages: number): boolean {
    if (!this.#hasRoom()) return false;
    this.#open.addSection(bytes, messages);
    this.#added();
    return true;
  }

  /** Resolves when something can be queued again, or the queue has ended. */
  whenRoom(): Promise<void> {
    if (this.#ended || this.#hasRoom()) return Promise.resolve();
    return new Promise((resolve) => this.#roomWaiters.push(resolve));
  }

  /** Drops what waits and takes nothing more. */
  end(): void {
    this.#ended = true;
    this.#closedPacks.length = 0;
    this.#closedBytes = 0;
    this.#wakeWaiters();
  }

  #hasRoom(): boolean {
    return !this.#ended && this.#closedBytes + this.#open.bytes < this.#limits.queueBytes;
  }

  #added(): void {
    if (this.#open.bytes >= this.#limits.packBytes) this.#closePack();
    if (this.#writing) return;
    this.#writing = true;
    // A microtask later, so that what one turn of the program sends together goes out together.
    queueMicrotask(() => void this.#write());
  }

  #closePack(): void {
    const messages = this.#open.messages;
    const frame = this.#open.take();
    this.#closedPacks.push({ frame, messages });
    this.#closedBytes += frame.byteLength;
  }

  async #write(): Promise<void> {
    while (!this.#ended) {
      if (this.#closedPacks.length === 0 && this.#open.messages > 0) this.#closePack();
      const pack = this.#closedPacks.shift();
      if (pack === undefined) break;
      this.#closedBytes -= pack.frame.byteLength;
      try {
        await this.#sink.send(pack.frame);
        this.#sentMessages += pack.messages;
        this.#sentBytes += pack.frame.byteLength;
      } catch (reason) {
        this.#onLost(pack.messages, reason);
      }
      if (this.#roomWaiters.length > 0 && this.#hasRoom()) this.#wakeWaiters();
    }
    this.#writing = false;
  }

  #wakeWaiters(): void {
    const waiters = this.#roomWaiters;
    this.#roomWaiters = [];
    for (const wake of waiters) wake();
  }
}
