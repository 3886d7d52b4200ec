import { BanyanError } from '../errors.ts';
import type { Frame } from '../transport/transport.ts';
import { PackBuilder } from '../wire/pack-builder.ts';
import { documentOfSection } from './document-channel.ts';
import { DocumentPacks } from './document-packs.ts';

/** Where an outbound queue puts its packs: the sending half of a socket. */
export interface PackSink {
  send(frame: Frame): Promise<void>;
}

export interface OutboundQueueLimits {
  /** A pack is closed when it has grown to this. */
  packBytes: number;
  /** Closed packs and open ones together; beyond it nothing is taken. */
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
  readonly #open = new PackBuilder();
  readonly #documents = new DocumentPacks((pack) => this.#closePack(pack));
  #sorted = false;
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
    return this.#closedBytes + this.#open.bytes + (this.#sorted ? this.#documents.bytes : 0);
  }

  /** Whether what belongs to documents goes out in packs of its own, so that one can subscribe to some of them. */
  sort(sorted: boolean): void {
    if (sorted === this.#sorted) return;
    // What a stream has sent so far comes before what goes on in another pack.
    this.settle();
    this.#documents.end();
    this.#sorted = sorted;
  }

  /** Queues one message. False when the queue is full. */
  offer(prefix: Uint8Array, clock: number, sequence: number, kind: number, payload: Uint8Array): boolean {
    if (!this.#takes()) return false;
    const pack = this.#sorted ? this.#packFor(prefix) : this.#open;
    pack.add(prefix, clock, sequence, kind, payload);
    this.#added(pack);
    return true;
  }

  /** Queues a section as it was received. False when the queue is full. */
  offerSection(bytes: Uint8Array, messages: number): boolean {
    if (!this.#takes()) return false;
    const pack = this.#sorted ? this.#packFor(bytes) : this.#open;
    pack.addSection(bytes, messages);
    this.#added(pack);
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

  /** Finishes what is being gathered, so that all that was queued so far has been told to `onPacked`. */
  settle(): void {
    if (this.#open.messages > 0) this.#closePack(this.#open);
    if (this.#sorted) this.#documents.closeAll();
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
    return !this.#ended && this.waitingBytes < this.#limits.queueBytes;
  }

  #packFor(section: Uint8Array): PackBuilder {
    const document = documentOfSection(section);
    return document === undefined ? this.#open : this.#documents.of(document);
  }

  #added(pack: PackBuilder): void {
    if (pack.bytes >= this.#limits.packBytes) this.#closePack(pack);
    if (!this.#writing) this.#start();
  }

  #start(): void {
    if (this.#writing || this.#paused || this.#ended) return;
    this.#writing = true;
    // A microtask later, so that what one turn of the program sends together goes out together.
    queueMicrotask(() => void this.#write());
  }

  #closePack(pack: PackBuilder): void {
    const { messages } = pack;
    const frame = pack.take();
    this.#closedPacks.push({ frame, messages });
    this.#closedBytes += frame.byteLength;
    this.#listeners.onPacked(frame);
  }

  async #write(): Promise<void> {
    while (!this.#ended && !this.#paused) {
      if (this.#closedPacks.length === 0) this.settle();
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
