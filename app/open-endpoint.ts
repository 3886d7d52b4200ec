import { systemClock, type Clock } from './clock.ts';
import { heartbeatsFor, socketDefaults, streamLimits, type HeartbeatTiming, type StreamLimits } from './config.ts';
import { ClientLink } from './endpoint/client-link.ts';
import type { Channel } from './endpoint/channel.ts';
import { Endpoint } from './endpoint/endpoint.ts';
import type { EndpointCounters } from './endpoint/endpoint-parts.ts';
import type { HandlerFailure } from './endpoint/handler-pool.ts';
import { HostLink } from './endpoint/host-link.ts';
import type { RequestHandler } from './endpoint/request.ts';
import type { Range } from './endpoint/stream-range.ts';
import { BanyanError } from './errors.ts';
import { startNumber } from './identity/start-number.ts';
import { silentLog, type Log } from './log.ts';
import { systemRandom, type Random } from './random.ts';
import { defaultLinkTimings } from './transport/link-timings.ts';
import type { Security, SocketOptions, Transport } from './transport/transport.ts';
import { ZmtpTransport } from './transport/zmtp/zmtp-transport.ts';
import { randomUuid, type Uuid } from './wire/uuid.ts';

/** First number of requests that applications may use; those below are Banyan's own. */
const firstRequestKind = 16;
const requestTimeoutMs = 5000;

export interface OpenEndpointOptions {
  /** Who this is to the others; random unless given. */
  id?: Uuid;
  /** Number of this start; grows by itself with the wall clock unless given. */
  incarnation?: number;
  /** What carries the messages: ZMTP in TypeScript (the default), libzmq, or one of your own. */
  transport?: 'zmtp' | 'zeromq' | Transport;
  socket?: Partial<SocketOptions>;
  limits?: Partial<StreamLimits>;
  heartbeats?: HeartbeatTiming;
  clock?: Clock;
  random?: Random;
  log?: Log;
}

/** What one can listen to. */
export interface EndpointEvents {
  /** Messages flow between this endpoint and its host, or no longer do; it comes back by itself. */
  link: { up: boolean };
  /** An endpoint came to hang below this one, or went. */
  peer: { id: Uuid; here: boolean };
  /** Messages that never came: nobody remembers them any more. */
  lost: Range;
  /** This endpoint is too slow for the live stream and has left it to catch up, or is back in it. */
  snail: { crawling: boolean; behind: number };
  /** A handler threw, or took longer than it may. */
  'handler-failed': HandlerFailure;
}

/**
 * An endpoint by itself, for programs that want messages and nothing else of Banyan. A host listens, clients connect,
 * and one that does both passes messages on. What anybody sends on a channel reaches everybody else, in order,
 * with what was lost on the way asked for again.
 */
export class OpenEndpoint {
  readonly id: Uuid;
  readonly #options: OpenEndpointOptions;
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #log: Log;
  readonly #timing: HeartbeatTiming;
  readonly #listeners = new Map<keyof EndpointEvents, Set<(event: never) => void>>();
  readonly #core: Endpoint;
  #transport: Promise<Transport> | undefined;
  #host: HostLink | undefined;
  #client: ClientLink | undefined;
  #linked: PromiseWithResolvers<void> | undefined;
  #closed = false;

  constructor(options: OpenEndpointOptions = {}) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock();
    this.#random = options.random ?? systemRandom();
    this.#log = options.log ?? silentLog;
    this.#timing = options.heartbeats ?? heartbeatsFor('lan');
    this.id = options.id ?? randomUuid(this.#random);
    this.#core = new Endpoint({
      nodeId: this.id,
      incarnation: options.incarnation ?? startNumber(this.#clock.now()),
      transport: () => (this.#transport ??= this.#openTransport()),
      socketOptions: { ...socketDefaults, ...options.socket },
      limits: { ...streamLimits, ...options.limits },
      clock: this.#clock,
      log: this.#log,
    });
    this.#core.onControl({
      onChildControl: (peer, frame) => this.#host?.take(peer, frame),
      onChildGone: (peer) => this.#host?.gone(peer),
      onMissingFromChildren: (ranges) => this.#host?.askAll(ranges),
    });
    this.#core.listen({
      onLost: (range) => this.#tell('lost', range),
      onSnail: (crawling, behind) => this.#tell('snail', { crawling, behind }),
      onHandlerFailure: (failure) => this.#tell('handler-failed', failure),
    });
  }

  /** Figures since the start. */
  get counters(): EndpointCounters {
    return this.#core.counters;
  }

  /** Endpoints that hang below this one now. */
  get peers(): Uuid[] {
    return this.#host?.peers ?? [];
  }

  /**
   * Listens for clients at `tcp://HOST:PORT` (port 0: any), `ipc://PATH` or `inproc://NAME`; answers with the address
   * to connect to. Fails with `port-in-use` or `address-invalid`.
   */
  async listen(address: string, security?: Security): Promise<string> {
    this.#mustBeOpen();
    if (this.#host !== undefined) throw new BanyanError('bad-input', 'This endpoint listens already.');
    const bound = await this.#core.openDownlink(address, security);
    this.#host = new HostLink({
      endpoint: this.#core,
      id: this.id,
      clock: this.#clock,
      log: this.#log,
      timing: this.#timing,
      onPeer: (id, here) => this.#tell('peer', { id, here }),
    });
    return bound;
  }

  /**
   * Hangs this endpoint below the host that listens at `address`. Resolves when messages flow both ways, for as long
   * as that takes; a link that breaks later comes back by itself. Fails with `address-invalid`, or `closed`.
   */
  async connect(address: string, security?: Security): Promise<void> {
    this.#mustBeOpen();
    if (this.#client !== undefined) throw new BanyanError('bad-input', 'This endpoint is connected already.');
    this.#linked = Promise.withResolvers();
    this.#client = new ClientLink({
      endpoint: this.#core,
      id: this.id,
      clock: this.#clock,
      log: this.#log,
      timing: this.#timing,
      address,
      security,
      onLink: (up) => {
        if (up) this.#linked?.resolve();
        this.#tell('link', { up });
      },
    });
    try {
      await this.#client.start();
    } catch (thrown) {
      const failed = this.#client;
      this.#client = undefined;
      this.#linked = undefined;
      await failed.stop();
      throw thrown;
    }
    await this.#linked.promise;
  }

  /** Stops hearing the streams: nothing is read, and those who send wait or lose patience. Idempotent. */
  closeInbound(): void {
    this.#core.pauseInbound();
  }

  /** Hears the streams again; what was missed meanwhile is asked for. Both sides are open from the start. Idempotent. */
  openInbound(): void {
    this.#core.resumeInbound();
  }

  /** Sends nothing; what channels are given waits, up to the bound. Idempotent. */
  closeOutbound(): void {
    this.#core.pauseOutbound();
  }

  /** Sends again, what waited first. Idempotent. */
  openOutbound(): void {
    this.#core.resumeOutbound();
  }

  /** The channel of this name, the same one at each call: `name` reliable, `~name` latest, `!name` ephemeral. */
  channel(name: string): Channel {
    return this.#core.channel(name);
  }

  /** Resolves when little enough waits to be sent. A loop that sends and awaits this never fills memory. */
  whenRoom(): Promise<void> {
    return this.#core.whenRoom();
  }

  /**
   * Asks the host; `kind` from 16 to 255 says what. Rejects with `timed-out`, `closed`, `not-joined` while there is no
   * host, or with the sentence of what the host's answer threw.
   */
  async request(kind: number, payload: Uint8Array, timeoutMs = requestTimeoutMs): Promise<Uint8Array> {
    return this.#core.request(applicationKind(kind), payload, timeoutMs);
  }

  /** Answers what those below ask. */
  answer(kind: number, handler: RequestHandler): void {
    this.#core.onRequest(applicationKind(kind), handler);
  }

  /** Listens to one kind of event; returns how to stop. */
  on<Name extends keyof EndpointEvents>(name: Name, listener: (event: EndpointEvents[Name]) => void): () => void {
    const listeners = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, listeners);
    listeners.add(listener as (event: never) => void);
    return () => listeners.delete(listener as (event: never) => void);
  }

  /** Says goodbye and lets go of everything; what waits to be sent is dropped. Idempotent. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#host?.stop();
    await this.#client?.stop();
    this.#linked?.reject(new BanyanError('closed', 'The endpoint was closed before it was linked.'));
    await this.#core.close();
    // One that was handed in may carry others as well.
    if (typeof this.#options.transport !== 'object') await (await this.#transport)?.close();
  }

  #openTransport(): Promise<Transport> {
    const wanted = this.#options.transport ?? 'zmtp';
    if (typeof wanted === 'object') return Promise.resolve(wanted);
    return openTransport(wanted, { clock: this.#clock, random: this.#random, log: this.#log });
  }

  #tell<Name extends keyof EndpointEvents>(name: Name, event: EndpointEvents[Name]): void {
    for (const listener of this.#listeners.get(name) ?? []) {
      try {
        listener(event as never);
      } catch (thrown) {
        // Whoever listens must not stop the messages.
        this.#log.error('a listener failed', { event: name, reason: String(thrown) });
      }
    }
  }

  #mustBeOpen(): void {
    if (this.#closed) throw new BanyanError('closed', 'This endpoint is closed. Make a new one.');
  }
}

/**
 * What carries messages, for several endpoints of one process: those that share one reach each other by `inproc://`.
 * Whoever opened it closes it.
 */
export async function openTransport(
  kind: 'zmtp' | 'zeromq',
  { clock = systemClock(), random = systemRandom(), log = silentLog }: { clock?: Clock; random?: Random; log?: Log } = {},
): Promise<Transport> {
  const parts = { clock, random, log, timings: defaultLinkTimings };
  if (kind === 'zmtp') return new ZmtpTransport(parts);
  // Loaded only when asked for: where no native module loads nobody else is kept from starting.
  const { ZeromqTransport } = await import('./transport/zeromq/zeromq-transport.ts');
  return new ZeromqTransport(parts);
}

function applicationKind(kind: number): number {
  if (Number.isInteger(kind) && kind >= firstRequestKind && kind <= 255) return kind;
  throw new BanyanError('bad-input', `Kinds of requests go from ${firstRequestKind} to 255; ${kind} is none.`);
}
