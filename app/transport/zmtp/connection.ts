import type { Duplex } from 'node:stream';
import type { Clock, Timer } from '../../clock.ts';
import { Fifo } from '../fifo.ts';
import type { MessageSource } from '../intake.ts';
import type { LinkTimings } from '../link-timings.ts';
import type { Frame } from '../transport.ts';
import { encodeCommand, parseCommand } from './command.ts';
import { FrameParser } from './frame-parser.ts';
import { commandFlag, moreFlag } from './frame-header.ts';
import { Handshake } from './handshake.ts';
import type { Introduction } from './handshake.ts';
import { answerPing, encodePing } from './heartbeat-commands.ts';
import { Heartbeat } from './heartbeat.ts';
import { Outbox } from './outbox.ts';
import { ProtocolError } from './protocol-error.ts';
import { zmtpLimits } from './zmtp-limits.ts';

/** A message: one frame or several, sent and received as a whole. */
export type Message = readonly Frame[];

/** Comes after the last message of a connection. Without a frame it can't come from the wire. */
export const farewell: Message = [];

/** Why a connection ended. `refused`: before the handshake was over; `cut`: the peer broke the rules. */
export type ConnectionEnd = 'gone' | 'refused' | 'cut';

/** What a connection tells its socket. */
export interface ConnectionEvents {
  /** The handshake is over; messages may be offered from now on. */
  ready(connection: Connection): void;
  /** Messages wait to be taken; the last one of a connection that ended is the {@link farewell}. */
  arrived(connection: Connection): void;
  /** A subscription came or went (SUBSCRIBE and CANCEL). */
  subscription(connection: Connection, adds: boolean, prefix: Uint8Array): void;
  roomed(connection: Connection): void;
  ended(connection: Connection, end: ConnectionEnd, cause: unknown): void;
}

/** What a connection is made of. */
export interface ConnectionParts {
  stream: Duplex;
  introduction: Introduction;
  highWaterMark: number;
  maxFrameBytes: number;
  clock: Clock;
  timings: LinkTimings;
  events: ConnectionEvents;
}

const noIdentity = Buffer.alloc(0);

/** One peer: handshake, then messages and commands both ways, until either side ends it. */
export class Connection implements MessageSource<Message> {
  readonly #parts: ConnectionParts;
  readonly #handshake: Handshake;
  readonly #parser: FrameParser;
  readonly #inbox = new Fifo<Message>();
  readonly #handshakeTimer: Timer;
  #outbox: Outbox | undefined;
  #heartbeat: Heartbeat | undefined;
  #message: Frame[] = [];
  #messageBytes = 0;
  #ended = false;

  constructor(parts: ConnectionParts) {
    const { stream, clock, timings, introduction } = parts;
    this.#parts = parts;
    this.#handshake = new Handshake(introduction, (bytes) => stream.write(bytes));
    this.#parser = new FrameParser(zmtpLimits.handshakeCommandBytes, (flags, body) => this.#frame(flags, body));
    this.#handshakeTimer = clock.after(timings.handshakeTimeoutMs, () => {
      this.#end('refused', new ProtocolError('The handshake took too long.'));
    });
    stream.on('data', (chunk: Buffer) => this.#receive(chunk));
    stream.on('error', (cause) => this.#end('gone', cause));
    stream.on('end', () => this.#end('gone', undefined));
    stream.on('close', () => this.#end('gone', undefined));
  }

  /** How the peer wants to be called; empty if it does not mind. */
  get identity(): Buffer {
    return this.#handshake.peer?.identity ?? noIdentity;
  }

  /** The key that the peer has proven to own, where links are encrypted. */
  get peerKey(): Uint8Array | undefined {
    return this.#handshake.mechanism.peerKey;
  }

  /** Whether the peer is of ZMTP 3.1, which takes subscriptions as commands and knows PING. */
  get speaksCommands(): boolean {
    return (this.#handshake.greeting?.minorVersion ?? 0) >= 1;
  }

  get full(): boolean {
    return this.#outbox?.full ?? true;
  }

  get hasWaiting(): boolean {
    return this.#inbox.length > 0;
  }

  /** Hands over a message; false when the peer has too many waiting, or the handshake is not over. */
  offer(message: Message): boolean {
    return this.#outbox?.offer(message) ?? false;
  }

  /** Tells the publisher at the other side what we want, or want no more. */
  subscribe(adds: boolean, prefix: Uint8Array): void {
    if (this.speaksCommands) this.#outbox?.command(encodeCommand(adds ? 'SUBSCRIBE' : 'CANCEL', prefix));
    else this.#outbox?.oldCommand(Buffer.concat([Buffer.from([adds ? 1 : 0]), prefix]));
  }

  take(): Message | undefined {
    const message = this.#inbox.shift();
    const { stream, highWaterMark } = this.#parts;
    if (stream.isPaused() && this.#inbox.length * 2 <= highWaterMark) {
      this.#heartbeat?.setDeaf(false);
      stream.resume();
    }
    return message;
  }

  /** Ends the connection at once; what waits to be sent is dropped, what has arrived can be taken. */
  close(): void {
    this.#end('gone', undefined);
  }

  /** Ends the connection because the peer breaks the rules of the pattern. */
  cut(reason: string): void {
    this.#end('cut', new ProtocolError(reason));
  }

  #receive(chunk: Buffer): void {
    if (this.#ended) return;
    this.#heartbeat?.heard();
    try {
      const taken = this.#handshake.greeting ? 0 : this.#handshake.greet(chunk);
      if (taken < chunk.length) this.#parser.push(taken === 0 ? chunk : chunk.subarray(taken));
    } catch (thrown) {
      this.#end(this.#outbox ? 'cut' : 'refused', thrown);
    }
    this.#holdBack();
  }

  /** Reads no further while too much waits; the peer then feels it, as TCP passes it on. */
  #holdBack(): void {
    const { stream, highWaterMark } = this.#parts;
    if (this.#inbox.length < highWaterMark || stream.isPaused()) return;
    this.#heartbeat?.setDeaf(true);
    stream.pause();
  }

  #frame(flags: number, body: Buffer): void {
    if (!this.#outbox) return this.#handshakeFrame(flags, body);
    const { cipher } = this.#handshake.mechanism;
    if (!cipher) return this.#clearFrame(flags, body);
    const clear = cipher.open(body);
    return this.#clearFrame(clear.flags, clear.body);
  }

  #handshakeFrame(flags: number, body: Buffer): void {
    const { stream, highWaterMark, maxFrameBytes, clock, timings, events } = this.#parts;
    this.#handshake.receive(flags, body);
    if (!this.#handshake.peer) return;
    this.#handshakeTimer.cancel();
    const { cipher } = this.#handshake.mechanism;
    this.#parser.limit = maxFrameBytes + (cipher?.overheadBytes ?? 0);
    const roomed = (): void => events.roomed(this);
    const outbox = new Outbox({ stream, capacity: highWaterMark, cipher, roomed });
    this.#outbox = outbox;
    const dead = (): void => this.#end('gone', new ProtocolError('The peer has fallen silent.'));
    this.#heartbeat = new Heartbeat({ clock, intervalMs: timings.heartbeatIntervalMs, dead });
    if (this.#handshake.peer.heartbeats && this.speaksCommands) {
      const ping = encodePing(timings.heartbeatTimeoutMs);
      this.#heartbeat.ask(() => outbox.command(ping), timings.heartbeatTimeoutMs);
    }
    events.ready(this);
  }

  #clearFrame(flags: number, body: Buffer): void {
    if ((flags & commandFlag) !== 0) return this.#command(body);
    if (flags === 0 && this.#message.length === 0) return this.#deliver([body]);
    this.#message.push(body);
    this.#messageBytes += body.length;
    if (this.#message.length > zmtpLimits.partsPerMessage || this.#messageBytes > this.#parts.maxFrameBytes) {
      throw new ProtocolError('A message of too many parts.');
    }
    if ((flags & moreFlag) !== 0) return undefined;
    const message = this.#message;
    this.#message = [];
    this.#messageBytes = 0;
    return this.#deliver(message);
  }

  #deliver(message: Message): void {
    this.#inbox.push(message);
    this.#parts.events.arrived(this);
  }

  #command(body: Buffer): void {
    const { name, data } = parseCommand(body);
    if (name === 'PING') {
      const { timeToLiveMs, pong } = answerPing(data);
      this.#heartbeat?.giveUpAfter(timeToLiveMs);
      this.#outbox?.pong(pong);
    } else if (name === 'SUBSCRIBE' || name === 'CANCEL') {
      this.#parts.events.subscription(this, name === 'SUBSCRIBE', data);
    } else if (name === 'ERROR') {
      throw new ProtocolError('The peer reports an error.');
    }
    // PONG has done its work by being heard; commands of later versions are passed over.
  }

  #end(end: ConnectionEnd, cause: unknown): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#handshakeTimer.cancel();
    this.#heartbeat?.stop();
    this.#parser.stop();
    this.#outbox?.close();
    this.#parts.stream.destroy();
    this.#parts.events.ended(this, end, cause);
    if (this.#outbox) this.#deliver(farewell);
  }
}
