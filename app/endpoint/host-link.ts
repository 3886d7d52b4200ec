import type { Clock, Timer } from '../clock.ts';
import { limits, type HeartbeatTiming } from '../config.ts';
import { BanyanError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { PeerId } from '../transport/transport.ts';
import type { Heartbeat, LinkHello } from '../wire/banyan_pb.js';
import { controlFrame, readControl } from '../wire/control-message.ts';
import { safeInteger } from '../wire/protobuf.ts';
import { versionRefusal } from '../wire/frame.ts';
import { uuidBytes, uuidFromBytes, type Uuid } from '../wire/uuid.ts';
import type { Endpoint } from './endpoint.ts';
import { positionMessages, positionsOf, rangeMessages, rangesOf, type Range } from './stream-range.ts';
import { TailWatch } from './tail-watch.ts';

interface Client {
  id: Uuid;
  heardAt: number;
  tail: TailWatch;
}

export interface HostLinkParts {
  endpoint: Endpoint;
  id: Uuid;
  clock: Clock;
  log: Log;
  timing: HeartbeatTiming;
  onPeer: (id: Uuid, here: boolean) => void;
}

/** A host's care for the endpoints below it, where no cluster does it: hello, heartbeats both ways, silences. */
export class HostLink {
  readonly #parts: HostLinkParts;
  readonly #clients = new Map<PeerId, Client>();
  /** Endpoints that were here before. */
  readonly #met = new Set<Uuid>();
  readonly #timer: Timer;

  constructor(parts: HostLinkParts) {
    this.#parts = parts;
    this.#timer = parts.clock.every(parts.timing.intervalMs, () => this.#beat());
  }

  /** Endpoints that hang below this one now. */
  get peers(): Uuid[] {
    return [...this.#clients.values()].map(({ id }) => id);
  }

  /** Says goodbye to everybody below. */
  async stop(): Promise<void> {
    this.#timer.cancel();
    this.#tellAll(controlFrame({ case: 'goodbye', value: { reason: 'closed' } }));
    await this.#parts.endpoint.childControlDrained();
  }

  /** Takes one control frame from a client. Never throws. */
  take(peer: PeerId, frame: Uint8Array): void {
    try {
      const body = readControl(frame);
      if (body.case === 'linkHello') this.#hello(peer, body.value);
      else if (body.case === 'heartbeat') this.#heartbeat(peer, body.value);
      else if (body.case === 'heard') this.#parts.endpoint.childHeard(peer, safeInteger(body.value.bytes, 'Mark'));
      else if (body.case === 'gone') this.#parts.endpoint.forgottenBelow(rangesOf(body.value.ranges));
      else if (body.case === 'probe') this.#parts.endpoint.sign();
      else if (body.case === 'goodbye') this.gone(peer);
      else throw new BanyanError('bad-input', `A ${body.case ?? 'nameless'} message does not belong here.`);
    } catch (thrown) {
      if (thrown instanceof BanyanError && thrown.code === 'version-mismatch')
        this.#parts.endpoint.controlChild(peer, versionRefusal(frame[1]!));
      this.#parts.log.debug('dropped a control frame', { reason: String(thrown) });
    }
  }

  /** A client's connection broke. */
  gone(peer: PeerId): void {
    const client = this.#clients.get(peer);
    if (client === undefined) return;
    this.#clients.delete(peer);
    this.#parts.endpoint.childWent(peer);
    this.#parts.onPeer(client.id, false);
  }

  /** Tells everybody below what is missing here; whoever has it sends it again. */
  askAll(ranges: readonly Range[]): void {
    this.#tellAll(controlFrame({ case: 'missing', value: { ranges: rangeMessages(ranges) } }));
  }

  #hello(peer: PeerId, hello: LinkHello): void {
    const { endpoint, clock, id, timing } = this.#parts;
    const ports = endpoint.downlinkPorts;
    if (ports === undefined) return;
    const client = uuidFromBytes(hello.endpointId);
    for (const [other, known] of this.#clients) if (known.id === client && other !== peer) this.gone(other);
    const known = this.#clients.has(peer);
    this.#clients.set(peer, {
      id: client,
      heardAt: clock.monotonic(),
      tail: new TailWatch((stream) => endpoint.streams.newest(stream)),
    });
    const positions = positionsOf(hello.positions, limits.linkPositions);
    // What came before the first meeting is not missed; what came between two meetings is.
    if (this.#met.has(client)) endpoint.catchUp('children', positions);
    else endpoint.streams.takePast(positions);
    this.#remember(client);
    endpoint.childCame(peer);
    const value = {
      endpointId: uuidBytes(id),
      publishPort: ports.publish,
      collectPort: ports.collect,
      requestPort: ports.request,
      heartbeatIntervalMs: timing.intervalMs,
      positions: positionMessages(endpoint.streams.all(limits.linkPositions)),
    };
    endpoint.controlChild(peer, controlFrame({ case: 'linkWelcome', value }));
    if (!known) this.#parts.onPeer(client, true);
  }

  #remember(client: Uuid): void {
    this.#met.delete(client);
    this.#met.add(client);
    const [oldest] = this.#met;
    if (this.#met.size > limits.members && oldest !== undefined) this.#met.delete(oldest);
  }

  #heartbeat(peer: PeerId, { sentAtMs, positions }: Heartbeat): void {
    const { endpoint, clock } = this.#parts;
    const client = this.#clients.get(peer);
    // Its link is one that this host does not know (any more): it has to say hello again.
    if (client === undefined) return endpoint.controlChild(peer, controlFrame({ case: 'goodbye', value: { reason: 'unknown' } }));
    client.heardAt = clock.monotonic();
    endpoint.takeDigest('children', client.tail, positionsOf(positions));
    endpoint.controlChild(peer, controlFrame({ case: 'heartbeatReply', value: { sentAtMs } }));
  }

  #beat(): void {
    const { clock, endpoint, timing } = this.#parts;
    if (this.#clients.size === 0) return;
    const now = clock.monotonic();
    for (const [peer, client] of this.#clients) if (now - client.heardAt > timing.lostAfterMs) this.gone(peer);
    const positions = positionMessages(endpoint.streams.recent());
    this.#tellAll(controlFrame({ case: 'heartbeat', value: { sentAtMs: now, positions } }));
  }

  #tellAll(frame: Uint8Array): void {
    for (const peer of this.#clients.keys()) this.#parts.endpoint.controlChild(peer, frame);
  }
}
