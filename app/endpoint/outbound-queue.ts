import { BanyanError } from '../errors.ts';
import type { Frame } from '../transport/transport.ts';
import { PackBuilder } from '../wire/pack-builder.ts';

/** Where an outbound queue puts its packs: the sending half of a socket. */
export interface PackSink {
  send(frame: Frame): Promise<void>;
}

export interface OutboundQueueLimits {
  /** A pack is closed when it has grown to this. */
  packBytes: number;
  /** Closed packs and the open one together; beyond it nothing is taken. */
  queueBytes: number;
  /** Above it senders should wait for {@link OutboundQueue.whenRoom}. */
  roomBytes: number;
}

export interface OutboundQueueListeners {
  /** Packs that the socket did not take. */
  onLost(messages: number, reason: unknown): void;
  /** A pack is finished and will be sent in its turn; nobody changes it from now on. */
  onPacked(pack: Frame): void;
}

interface ClosedPack {
  frame: Frame;
  messages: number;
}

/**
 * What waits for one socket, and the one loop that writes it. Everything that queued up during the previous send
 * goes out together, in one pack; when nothing waits a message goes at once: there is no timer.
 */
export class OutboundQueue {
  readonly #sink: PackSink;
  readonly #limits: OutboundQueueLimits;
  readonly #listeners: OutboundQueueListeners;
  readonly #closedPacks: ClosedPack[] = [];
  #closedBytes = 0;
  #open = new PackBuilder();
  #writing = false;
  #ended = false;
  #paused = false;
  #roomWaiters: (() => void)[] = [];
  #sentMessages = 0;
  #sentBytes = 0;

  constructor(sink: PackSink, limits: OutboundQueueLimits, listeners: OutboundQueueListeners) {
    this.#sink = sink;
    this.#limits = limits;
    this.#listeners = listeners;
  }

  /** Messages and bytes handed to the socket so far. */
  get sent(): { messages: number; bytes: number } {
    return { messages: this.#sentMessages, bytes: this.#sentBytes };
  }

  /** Bytes that wait. */
  get waitingBytes(): number {
    return this.#closedBytes + this.#open.bytes;
  }

  /** Queues one message. False when the queue is full. */
  offer(prefix: Uint8Array, clock: number, sequence: number, kind: number, payload: Uint8Array): boolean {
    if (!this.#takes()) return false;
    this.#open.add(prefix, clock, sequence, kind, payload);
    this.#added();
    return true;
  }

  /** Queues a section as it was received. False when the queue is full. */
  offerSection(bytes: Uint8Array, messages: number): boolean {
    if (!this.#takes()) return false;
    this.#open.addSection(bytes, messages);
    this.#added();
    return true;
  }

  /** Whether more may be queued without waiting. */
  get hasRoom(): boolean {
    return this.waitingBytes < this.#limits.roomBytes;
  }

  /** Resolves when more may be queued, or the queue has ended. */
  whenRoom(): Promise<void> {
    if (this.#ended || this.hasRoom) return Promise.resolve();
    return new Promise((resolve) => this.#roomWaiters.push(resolve));
  }

  /** Finishes the pack that is being gathered, so that all that was queued so far has been told to `onPacked`. */
  settle(): void {
    if (this.#open.messages > 0) this.#closePack();
  }

  /** Writes nothing until {@link resume}; what is queued waits. Idempotent. */
  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    this.#paused = false;
    this.#start();
  }

  /** Drops what waits and takes nothing more. */
  end(): void {
    this.#ended = true;
    this.#closedPacks.length = 0;
    this.#closedBytes = 0;
    this.#wakeWaiters();
  }

  #takes(): boolean {
    return !this.#ended && this.#closedBytes + this.#open.bytes < this.#limits.queueBytes;
  }

  #added(): void {
    if (this.#open.bytes >= this.#limits.packBytes) this.#closePack();
    if (!this.#writing) this.#start();
  }

  #start(): void {
    if (this.#writing || this.#paused || this.#ended) return;
    this.#writing = true;
    // A microtask later, so that what one turn of the program sends together goes out together.
    queueMicrotask(() => void this.#write());
  }

  #closePack(): void {
    const messages = this.#open.messages;
    const frame = this.#open.take();
    this.#closedPacks.push({ frame, messages });
    this.#closedBytes += frame.byteLength;
    this.#listeners.onPacked(frame);
  }

  async #write(): Promise<void> {
    while (!this.#ended && !this.#paused) {
      if (this.#closedPacks.length === 0 && this.#open.messages > 0) this.#closePack();
      const pack = this.#closedPacks.shift();
      if (pack === undefined) break;
      this.#closedBytes -= pack.frame.byteLength;
      await this.#send(pack);
      if (this.#roomWaiters.length > 0 && this.hasRoom) this.#wakeWaiters();
    }
    this.#writing = false;
  }

  /** Hands one pack to the socket, however long that takes: a peer that does not read is felt by who sends. */
  async #send({ frame, messages }: ClosedPack): Promise<void> {
    while (!this.#ended) {
      try {
        await this.#sink.send(frame);
        this.#sentMessages += messages;
        this.#sentBytes += frame.byteLength;
        return;
      } catch (reason) {
        if (reason instanceof BanyanError && reason.code === 'queue-full') continue;
        return this.#listeners.onLost(messages, reason);
      }
    }
  }

  #wakeWaiters(): void {
    const waiters = this.#roomWaiters;
    this.#roomWaiters = [];
    for (const wake of waiters) wake();
  }
}
