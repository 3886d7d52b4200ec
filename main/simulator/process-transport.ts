import {
  frameMagic,
  frameType,
  protocolVersion,
  type Clock,
  type Dealer,
  type Frame,
  type MemoryTransport,
  type Publisher,
  type Puller,
  type Pusher,
  type Router,
  type SocketOptions,
  type Subscriber,
  type Transport,
} from '../../app/index.ts';
import type { ProcessClock } from './process-clock.ts';

/** How one process stands to what it sends and is sent. May change while it runs. */
export interface ProcessTraits {
  /** What it takes to handle one pack of messages, in milliseconds: a snail. */
  handlingMs: number;
  /** Another version of the protocol that it speaks, of which everybody else knows nothing. */
  foreignVersion: number | undefined;
}

type Handler<Arguments extends unknown[]> = (...given: Arguments) => void | Promise<void>;

/**
 * The sockets of one process: while it is frozen nothing is read and nothing written, and a slow one reads slowly, so
 * that queues fill as they do on a real machine.
 */
export class ProcessTransport implements Transport {
  readonly name = 'memory';
  readonly #inner: MemoryTransport;
  readonly #clock: ProcessClock;
  readonly #time: Clock;
  readonly #traits: ProcessTraits;

  constructor(inner: MemoryTransport, clock: ProcessClock, time: Clock, traits: ProcessTraits) {
    this.#inner = inner;
    this.#clock = clock;
    this.#time = time;
    this.#traits = traits;
  }

  get counters() {
    return this.#inner.counters;
  }

  publisher(options: SocketOptions): Publisher {
    const socket = this.#inner.publisher(options);
    return { ...socket, send: (frame) => this.#send(frame, socket.send) };
  }

  subscriber(options: SocketOptions): Subscriber {
    const socket = this.#inner.subscriber(options);
    return {
      ...socket,
      onLink: (told) => socket.onLink(this.#news(told)),
      onFailed: (told) => socket.onFailed(this.#news(told)),
      onFrame: (told) => socket.onFrame((frame) => this.#read(told, this.#inbound(frame))),
    };
  }

  pusher(options: SocketOptions): Pusher {
    const socket = this.#inner.pusher(options);
    return {
      ...socket,
      send: (frame) => this.#send(frame, socket.send),
      onLink: (told) => socket.onLink(this.#news(told)),
      onFailed: (told) => socket.onFailed(this.#news(told)),
    };
  }

  puller(options: SocketOptions): Puller {
    const socket = this.#inner.puller(options);
    return { ...socket, onFrame: (told) => socket.onFrame((frame) => this.#read(told, this.#inbound(frame))) };
  }

  dealer(options: SocketOptions): Dealer {
    const socket = this.#inner.dealer(options);
    return {
      ...socket,
      send: (frame) => this.#send(frame, socket.send),
      onLink: (told) => socket.onLink(this.#news(told)),
      onFailed: (told) => socket.onFailed(this.#news(told)),
      onFrame: (told) => socket.onFrame((frame) => this.#read(told, this.#inbound(frame))),
    };
  }

  router(options: SocketOptions): Router {
    const socket = this.#inner.router(options);
    return {
      ...socket,
      send: (peer, frame) => this.#send(frame, (out) => socket.send(peer, out)),
      onFrame: (told) => socket.onFrame((peer, frame) => this.#read((read: Frame) => told(peer, read), this.#inbound(frame))),
      onPeerGone: (told) => socket.onPeerGone(this.#news(told)),
    };
  }

  close(): Promise<void> {
    return this.#inner.close();
  }

  #send(frame: Frame, send: (frame: Frame) => Promise<void>): Promise<void> {
    if (this.#clock.frozen) return this.#clock.thawed().then(() => this.#send(frame, send));
    return send(this.#translated(frame));
  }

  #read(told: Handler<[Frame]>, frame: Frame): void | Promise<void> {
    const { handlingMs } = this.#traits;
    if (this.#clock.gone) return undefined;
    if (this.#clock.frozen) return this.#clock.thawed().then(() => told(frame));
    if (handlingMs === 0 || frame[2] !== frameType.pack) return told(frame);
    return new Promise<void>((resolve) => void this.#time.after(handlingMs, resolve)).then(() => this.#readLate(told, frame));
  }

  #readLate(told: Handler<[Frame]>, frame: Frame): void | Promise<void> {
    return this.#clock.frozen ? this.#clock.thawed().then(() => told(frame)) : told(frame);
  }

  #news<News>(told: (news: News) => void): (news: News) => void {
    return (news) => {
      if (this.#clock.gone) return;
      if (this.#clock.frozen) void this.#clock.thawed().then(() => told(news));
      else told(news);
    };
  }

  #inbound(frame: Frame): Frame {
    return this.#traits.foreignVersion === undefined ? frame : this.#translated(frame);
  }

  /**
   * The process runs the code of this version. For another one the two numbers change places on everything it sends and
   * is sent: so its own kind understands it, and it and the rest of the world refuse each other.
   */
  #translated(frame: Frame): Frame {
    const { foreignVersion } = this.#traits;
    if (foreignVersion === undefined || frame[0] !== frameMagic) return frame;
    const other = frame[1] === protocolVersion ? foreignVersion : frame[1] === foreignVersion ? protocolVersion : frame[1]!;
    const copy = frame.slice();
    copy[1] = other;
    return copy;
  }
}
