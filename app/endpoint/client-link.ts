import type { Clock, Timer } from '../clock.ts';
import { limits, type HeartbeatTiming } from '../config.ts';
import { BanyanError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Security } from '../transport/transport.ts';
import type { LinkWelcome } from '../wire/banyan_pb.js';
import { controlFrame, readControl } from '../wire/control-message.ts';
import { uuidBytes, uuidFromBytes, type Uuid } from '../wire/uuid.ts';
import type { Endpoint } from './endpoint.ts';
import type { Uplink } from './uplink.ts';
import { positionMessages, positionsOf, rangesOf } from './stream-range.ts';
import { TailWatch } from './tail-watch.ts';

/** How often a client asks for a sign until it hears the host's stream. */
const probeIntervalMs = 20;

export interface ClientLinkParts {
  endpoint: Endpoint;
  id: Uuid;
  clock: Clock;
  log: Log;
  timing: HeartbeatTiming;
  address: string;
  security: Security | undefined;
  /** Messages flow both ways, or the host fell silent. */
  onLink: (up: boolean) => void;
}

type Phase = 'connecting' | 'greeting' | 'listening' | 'linked' | 'ended';

/** One endpoint's link to the host above it, where no cluster makes it: hello, heartbeats, and again when it broke. */
export class ClientLink {
  readonly #parts: ClientLinkParts;
  #phase: Phase = 'connecting';
  #tail: TailWatch;
  #heardAt = 0;
  #beatAt = 0;
  #host: Uuid | undefined;
  #uplink: Uplink | undefined;
  #beats: Timer | undefined;
  #probes: Timer | undefined;

  constructor(parts: ClientLinkParts) {
    this.#parts = parts;
    this.#tail = this.#newTail();
  }

  /** Throws `address-invalid`. */
  async start(): Promise<void> {
    const { clock, timing } = this.#parts;
    this.#beats = clock.every(timing.intervalMs, () => this.#beat());
    await this.#connect();
  }

  async stop(): Promise<void> {
    if (this.#phase === 'linked') this.#send(controlFrame({ case: 'goodbye', value: { reason: 'closed' } }));
    this.#phase = 'ended';
    this.#beats?.cancel();
    this.#probes?.cancel();
    await this.#uplink?.controlDrained();
    await this.#parts.endpoint.closeUplink(this.#uplink);
  }

  /** The control connection came up or broke. */
  link(up: boolean): void {
    if (this.#phase === 'ended') return;
    if (up && this.#phase === 'connecting') this.#hello();
    // What was connected may be another host by now; everything is made anew.
    if (!up && (this.#phase === 'listening' || this.#phase === 'linked')) this.#again();
  }

  /** Something of the host's stream has come in. */
  heardStream(): void {
    if (this.#phase !== 'listening') return;
    this.#probes?.cancel();
    this.#phase = 'linked';
    this.#parts.onLink(true);
  }

  /** Takes one control frame from the host. Never throws. */
  take(frame: Uint8Array): void {
    if (this.#phase === 'ended') return;
    const { endpoint, clock, log } = this.#parts;
    this.#heardAt = clock.monotonic();
    try {
      const body = readControl(frame);
      if (body.case === 'linkWelcome') this.#welcome(body.value);
      else if (body.case === 'heartbeat') endpoint.takeDigest('parent', this.#tail, positionsOf(body.value.positions));
      else if (body.case === 'missing') endpoint.resend(rangesOf(body.value.ranges));
      else if (body.case === 'goodbye') this.#again();
      else if (body.case !== 'heartbeatReply')
        throw new BanyanError('bad-input', `A ${body.case ?? 'nameless'} message does not belong here.`);
    } catch (thrown) {
      log.warn('a control frame of the host could not be read', { reason: String(thrown) });
    }
  }

  async #connect(): Promise<void> {
    const { endpoint, address, security } = this.#parts;
    this.#phase = 'connecting';
    await endpoint.closeUplink(this.#uplink);
    const listeners = {
      onControl: (frame: Uint8Array) => this.take(frame),
      onLink: (up: boolean) => this.link(up),
      onFailed: () => {},
      onStream: () => this.heardStream(),
    };
    this.#uplink = await endpoint.openUplink(listeners, security);
    this.#uplink.connect(address);
  }

  #hello(): void {
    this.#phase = 'greeting';
    this.#heardAt = this.#parts.clock.monotonic();
    const positions = positionMessages(this.#parts.endpoint.streams.all(limits.linkPositions));
    this.#send(controlFrame({ case: 'linkHello', value: { endpointId: uuidBytes(this.#parts.id), positions } }));
  }

  #welcome(welcome: LinkWelcome): void {
    if (this.#phase !== 'greeting' || this.#uplink === undefined) return;
    const { endpoint, clock } = this.#parts;
    const host = uuidFromBytes(welcome.endpointId);
    const positions = positionsOf(welcome.positions, limits.linkPositions);
    // What came before the first meeting is not missed; what came between two meetings is.
    if (host !== this.#host) endpoint.streams.takePast(positions);
    this.#host = host;
    this.#phase = 'listening';
    const { publishPort: publish, collectPort: collect, requestPort: request } = welcome;
    this.#uplink.attach({ publish, collect, request });
    endpoint.adoptUplink(this.#uplink, host);
    endpoint.catchUp('parent', positions);
    // Too far behind for the live stream: there is nothing to hear yet.
    if (endpoint.crawling) return this.heardStream();
    const probe = (): void => this.#send(controlFrame({ case: 'probe', value: {} }));
    this.#probes?.cancel();
    this.#probes = clock.every(probeIntervalMs, probe);
    probe();
  }

  #beat(): void {
    const { clock, endpoint, timing } = this.#parts;
    const now = clock.monotonic();
    // Who slept itself has not listened: it accuses nobody before it has.
    if (now - this.#beatAt > 2 * timing.intervalMs) this.#heardAt = now;
    this.#beatAt = now;
    if (this.#phase === 'connecting' || this.#phase === 'ended') return;
    if (now - this.#heardAt > timing.lostAfterMs) return this.#again();
    const value = {
      sentAtMs: now,
      positions: positionMessages(endpoint.streams.recent()),
      snail: endpoint.crawling,
    };
    if (this.#phase === 'linked') this.#send(controlFrame({ case: 'heartbeat', value }));
  }

  #again(): void {
    if (this.#phase === 'linked') this.#parts.onLink(false);
    this.#probes?.cancel();
    this.#tail = this.#newTail();
    this.#connect().catch((thrown: unknown) =>
      this.#parts.log.error('the host can not be reached any more', { reason: String(thrown) }),
    );
  }

  #newTail(): TailWatch {
    return new TailWatch((stream) => this.#parts.endpoint.streams.newest(stream));
  }

  #send(frame: Uint8Array): void {
    this.#uplink?.control(frame);
  }
}
