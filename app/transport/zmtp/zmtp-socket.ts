import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Clock } from '../../clock.ts';
import { BanyanError, sentenceOf } from '../../errors.ts';
import type { Log } from '../../log.ts';
import type { Random } from '../../random.ts';
import { parseBindAddress } from '../address.ts';
import type { Address } from '../address.ts';
import { Dialler } from '../dialler.ts';
import type { Attempt } from '../dialler.ts';
import { Intake } from '../intake.ts';
import type { LinkTimings } from '../link-timings.ts';
import { tellAll } from '../telling.ts';
import type { SocketOptions, TransportCounters } from '../transport.ts';
import { Callers } from './callers.ts';
import { Connection, farewell } from './connection.ts';
import type { ConnectionEnd, Message } from './connection.ts';
import type { InprocHub } from './inproc-hub.ts';
import { introductionOf } from './introduction.ts';
import type { Introduction } from './handshake.ts';
import { ProtocolError } from './protocol-error.ts';
import type { SocketType } from './socket-type.ts';
import { dial } from './stream-dialler.ts';
import { listen } from './stream-listener.ts';
import type { StreamListener } from './stream-listener.ts';
import { zmtpLimits } from './zmtp-limits.ts';

/** What a ZMTP socket uses. */
export interface ZmtpSocketParts {
  type: SocketType;
  options: SocketOptions;
  clock: Clock;
  random: Random;
  log: Log;
  timings: LinkTimings;
  counters: TransportCounters;
  hub: InprocHub;
  closed(socket: ZmtpSocket): void;
}

/** What a pattern wants to know of its socket. */
export interface PatternHooks {
  joined?(connection: Connection): void;
  /** The connection ended; messages of it may still wait. */
  left?(connection: Connection): void;
  /** The last message of a connection that ended was taken. */
  gone?(connection: Connection): void;
  roomed?(connection: Connection): void;
  /** A SUBSCRIBE (`adds`) or CANCEL. */
  subscription?(connection: Connection, adds: boolean, prefix: Uint8Array): void;
  /** Takes the next message; while its promise is pending, no other is taken. */
  took?(connection: Connection, message: Message): void | Promise<void>;
  closed?(): void;
}

/** What every ZMTP socket has, whatever its pattern: addresses, connections, and the messages that come in. */
export class ZmtpSocket {
  readonly parts: ZmtpSocketParts;
  /** Those that have finished their handshake, the longest-standing first. */
  readonly connections = new Set<Connection>();
  readonly #introduction: Introduction;
  readonly #opening = new Set<Connection>();
  readonly #outcomes = new Map<Connection, (link: Connection | undefined) => void>();
  readonly #listeners: StreamListener[] = [];
  readonly #intake: Intake<Message, Connection>;
  readonly #dialler: Dialler<Connection>;
  readonly #callers: Callers | undefined;
  #hooks: PatternHooks = {};
  #closed = false;

  constructor(parts: ZmtpSocketParts) {
    const { type, options, clock, random, log, timings } = parts;
    this.parts = parts;
    this.#introduction = introductionOf(type, options.security, random);
    this.#callers = options.callers && new Callers(options.callers, clock);
    this.#intake = new Intake<Message, Connection>(log, (from, message) =>
      message === farewell ? this.#hooks.gone?.(from) : this.#hooks.took?.(from, message),
    );
    this.#dialler = new Dialler<Connection>({
      clock,
      timings,
      attempt: (address, outcome) => this.#attempt(address, outcome),
      hangUp: (connection) => connection.close(),
      spread: (pauseMs) => pauseMs / 2 + random.integer(Math.ceil(pauseMs / 2) + 1),
      tell: (listeners, news) => tellAll(log, listeners, news),
    });
  }

  /** Gives the socket its pattern; once, before it is used. */
  behave(hooks: PatternHooks): void {
    this.#hooks = hooks;
  }

  /** Fails with `closed` if the socket was closed. */
  mustBeOpen(): void {
    if (this.#closed) throw new BanyanError('closed', 'The socket was closed.');
  }

  /** Listens; answers with the address, the port filled in. Fails with `port-in-use` or `address-invalid`. */
  async bind(wanted: string): Promise<string> {
    const address = parseBindAddress(wanted);
    this.mustBeOpen();
    const listener = await listen(address, this.parts.hub, (stream) => this.#accept(stream));
    this.#listeners.push(listener);
    if (this.#closed) await listener.close();
    this.mustBeOpen();
    return listener.address;
  }

  /** Connects, and connects again whenever the link breaks. Fails with `address-invalid`. */
  connect(address: string): void {
    this.mustBeOpen();
    this.#dialler.connect(address);
  }

  disconnect(address: string): void {
    this.#dialler.disconnect(address);
  }

  /** Cuts those who would not be admitted any more. */
  recheck(): true {
    const { security } = this.parts.options;
    if (security?.role === 'server')
      for (const connection of this.connections)
        if (connection.peerKey !== undefined && !security.admits(connection.peerKey)) connection.cut('Not admitted any more.');
    return true;
  }

  onLink(listener: (up: boolean) => void): void {
    this.#dialler.onLink(listener);
  }

  onFailed(listener: (address: string) => void): void {
    this.#dialler.onFailed(listener);
  }

  close = async (): Promise<void> => {
    if (this.#closed) return;
    this.#closed = true;
    this.#intake.close();
    this.#dialler.close();
    this.#hooks.closed?.();
    for (const connection of [...this.#opening, ...this.connections]) connection.close();
    this.parts.closed(this);
    await Promise.all(this.#listeners.map((listener) => listener.close()));
  };

  #accept(stream: Duplex): void {
    const count = this.#opening.size + this.connections.size;
    const address = remoteAddressOf(stream);
    const admitted = this.#callers?.admit(address) ?? true;
    if (this.#closed || !admitted || count >= zmtpLimits.connectionsPerSocket) {
      this.parts.counters.handshakesRefused += 1;
      stream.destroy();
      return;
    }
    const connection = this.#open(stream);
    this.#callers?.add(connection, address);
  }

  #attempt(address: Address, outcome: (link: Connection | undefined) => void): Attempt {
    let connection: Connection | undefined;
    let cancelled = false;
    // A turn later, so that no outcome comes before whoever asked has hold of the attempt.
    const begin = async (): Promise<void> => {
      await Promise.resolve();
      if (cancelled) return;
      const stream = dial(address, this.parts.hub);
      if (!stream) return outcome(undefined);
      connection = this.#open(stream);
      this.#outcomes.set(connection, outcome);
    };
    begin().catch((thrown: unknown) => {
      this.parts.log.error('an attempt to connect failed', { cause: sentenceOf(thrown) });
      if (!cancelled) outcome(undefined);
    });
    return {
      cancel: () => {
        cancelled = true;
        if (!connection) return;
        this.#outcomes.delete(connection);
        connection.close();
      },
    };
  }

  #open(stream: Duplex): Connection {
    const { options, clock, timings } = this.parts;
    const connection = new Connection({
      stream,
      introduction: this.#introduction,
      highWaterMark: options.highWaterMark,
      maxFrameBytes: options.maxFrameBytes,
      clock,
      timings,
      events: {
        ready: (which) => this.#ready(which),
        arrived: (which) => {
          this.#callers?.spoke(which);
          this.#intake.offer(which);
        },
        roomed: (which) => this.#hooks.roomed?.(which),
        subscription: (which, adds, prefix) => this.#hooks.subscription?.(which, adds, prefix),
        ended: (which, end, cause) => this.#ended(which, end, cause),
      },
    });
    this.#opening.add(connection);
    return connection;
  }

  #ready(connection: Connection): void {
    this.#opening.delete(connection);
    this.connections.add(connection);
    this.#hooks.joined?.(connection);
    const outcome = this.#outcomes.get(connection);
    this.#outcomes.delete(connection);
    outcome?.(connection);
  }

  #ended(connection: Connection, end: ConnectionEnd, cause: unknown): void {
    this.#count(end, cause);
    this.#callers?.remove(connection);
    this.#opening.delete(connection);
    const wasReady = this.connections.delete(connection);
    if (this.#closed) return;
    if (wasReady) {
      this.#hooks.left?.(connection);
      this.#dialler.lost(connection);
    }
    const outcome = this.#outcomes.get(connection);
    this.#outcomes.delete(connection);
    outcome?.(undefined);
  }

  #count(end: ConnectionEnd, cause: unknown): void {
    const { counters, log, type } = this.parts;
    if (end === 'refused') counters.handshakesRefused += 1;
    if (end === 'cut') counters.peersCut += 1;
    if (end === 'gone') return;
    const level = cause instanceof ProtocolError ? 'debug' : 'error';
    log[level]('a connection was closed', { type, end, cause: sentenceOf(cause) });
  }
}

/** The address at the other end; empty where there are none. */
function remoteAddressOf(stream: Duplex): string {
  return stream instanceof Socket ? (stream.remoteAddress ?? '') : '';
}
