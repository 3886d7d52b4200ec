import type { Clock, Timer } from '../clock.ts';
import { limits, type HeartbeatTiming } from '../config.ts';
import type { Endpoint } from '../endpoint/endpoint.ts';
import { positionMessages, positionsOf, rangeMessages, rangesOf, type Range } from '../endpoint/stream-range.ts';
import { TailWatch } from '../endpoint/tail-watch.ts';
import { BanyanError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { PeerId } from '../transport/transport.ts';
import type { Heartbeat, Hello } from '../wire/banyan_pb.js';
import { controlFrame, readControl } from '../wire/control-message.ts';
import { versionRefusal } from '../wire/frame.ts';
import { safeInteger } from '../wire/protobuf.ts';
import type { Uuid } from '../wire/uuid.ts';
import { uuidBytes } from '../wire/uuid.ts';
import { introductionOf, type Introduction } from './introduction.ts';
import { viewMessage, type Membership } from './membership.ts';

/** Somebody who asks to be let in and waits for a person's answer. */
export interface JoinRequest {
  requestId: string;
  introduction: Introduction;
  askedAt: number;
}

interface Child {
  introduction: Introduction;
  heardAt: number;
  roundTripMs: number | undefined;
  tail: TailWatch;
  /** It is too slow for the live stream and catches up beside it. */
  snail: boolean;
}

export interface ChildrenParts {
  endpoint: Endpoint;
  clock: Clock;
  log: Log;
  timing: HeartbeatTiming;
  /** The view while this node hosts a cluster; undefined otherwise: then everyone is refused. */
  view: () => Membership | undefined;
  /** `host:port` to ask instead, when this node is a member but does not host. */
  redirect: () => string | undefined;
  /** Whether a node may come in without a person being asked. */
  admits: (introduction: Introduction) => boolean;
  onAttached: (introduction: Introduction) => void;
  /** A child went: by goodbye, or lost. */
  onDetached: (nodeId: Uuid, why: 'left' | 'lost') => void;
  onRequestsChanged: () => void;
  /** A child has not heard what is published, and asks for a sign. */
  onProbe: () => void;
  /** A child has become too slow for the live stream, or is back in it. */
  onSnail: () => void;
}

/** A host's care for its children: hello and its answer, heartbeats both ways, goodbyes and silences. */
export class Children {
  readonly #parts: ChildrenParts;
  readonly #attached = new Map<PeerId, Child>();
  readonly #waiting = new Map<PeerId, JoinRequest>();
  #timer: Timer | undefined;
  #badFrames = 0;

  constructor(parts: ChildrenParts) {
    this.#parts = parts;
  }

  start(): void {
    this.#timer = this.#parts.clock.every(this.#parts.timing.intervalMs, () => this.#beat());
  }

  stop(): void {
    this.#timer?.cancel();
  }

  /** Control frames that were no Banyan ones, or malformed. */
  get badFrames(): number {
    return this.#badFrames;
  }

  get requests(): JoinRequest[] {
    return [...this.#waiting.values()];
  }

  get nodeIds(): Uuid[] {
    return [...this.#attached.values()].map((child) => child.introduction.nodeId);
  }

  /** Round trip to a child as it measured it. */
  roundTripMs(nodeId: Uuid): number | undefined {
    return this.#childOf(nodeId)?.roundTripMs;
  }

  /** Milliseconds since a child was last heard, or undefined when it is none. */
  silentForMs(nodeId: Uuid): number | undefined {
    const child = this.#childOf(nodeId);
    return child === undefined ? undefined : this.#parts.clock.monotonic() - child.heardAt;
  }

  /** Whether a child has left the live stream because it is too slow for it. */
  isSnail(nodeId: Uuid): boolean {
    return this.#childOf(nodeId)?.snail === true;
  }

  /** Tells all children what is missing here; whoever has it sends it again. */
  askAll(ranges: readonly Range[]): void {
    const frame = controlFrame({ case: 'missing', value: { ranges: rangeMessages(ranges) } });
    for (const peer of this.#attached.keys()) this.#send(peer, frame);
  }

  /** Takes one control frame from a peer. Never throws. */
  take(peer: PeerId, frame: Uint8Array): void {
    try {
      const body = readControl(frame);
      if (body.case === 'hello') this.#hello(peer, body.value);
      else if (body.case === 'cancelHello') this.#drop(peer);
      else if (body.case === 'heard') this.#parts.endpoint.childHeard(peer, safeInteger(body.value.bytes, 'Mark'));
      else if (body.case === 'gone' && this.#attached.has(peer)) this.#parts.endpoint.forgottenBelow(rangesOf(body.value.ranges));
      else if (body.case === 'goodbye') this.#detach(peer, 'left');
      else if (body.case === 'heartbeat') this.#heartbeat(peer, body.value);
      else if (body.case === 'probe' && this.#attached.has(peer)) this.#parts.onProbe();
      else if (body.case === 'heartbeatReply') this.#heard(peer);
      else throw new BanyanError('bad-input', `A ${body.case ?? 'nameless'} message does not belong here.`);
    } catch (thrown) {
      this.#badFrames++;
      if (thrown instanceof BanyanError && thrown.code === 'version-mismatch') this.#send(peer, versionRefusal(frame[1]!));
      this.#parts.log.debug('dropped a control frame', { reason: String(thrown) });
    }
  }

  /** A peer's connection broke. */
  peerGone(peer: PeerId): void {
    this.#drop(peer);
    this.#detach(peer, 'lost');
  }

  /** A person's answer. Throws `not-found` when the request is gone. */
  decide(requestId: string, accept: boolean): void {
    for (const [peer, request] of this.#waiting) {
      if (request.requestId !== requestId) continue;
      this.#waiting.delete(peer);
      this.#parts.onRequestsChanged();
      if (accept) this.#welcome(peer, request.introduction);
      else
        this.#refuse(
          peer,
          'refused',
          `${this.#parts.view()?.clusterName ?? 'The cluster'} did not let you in this time. Ask somebody in it, then try again.`,
        );
      return;
    }
    throw new BanyanError('not-found', 'That request is not waiting any more.');
  }

  /** Tells all children that this host goes. */
  sayGoodbye(reason: string): void {
    for (const peer of this.#attached.keys()) this.#send(peer, controlFrame({ case: 'goodbye', value: { reason } }));
    for (const peer of this.#waiting.keys()) this.#refuse(peer, 'closed', 'The host has just gone. Try again in a moment.');
    for (const peer of this.#attached.keys()) this.#parts.endpoint.childWent(peer);
    this.#attached.clear();
    this.#waiting.clear();
  }

  #hello(peer: PeerId, hello: Hello): void {
    const introduction = introductionOf(hello);
    const view = this.#parts.view();
    if (view === undefined) {
      const elsewhere = this.#parts.redirect();
      if (elsewhere !== undefined) return this.#send(peer, controlFrame({ case: 'redirect', value: { address: elsewhere } }));
      return this.#refuse(peer, 'not-joined', 'That machine is in no cluster. Ask the person there to start one.');
    }
    if (introduction.clusterId !== undefined && introduction.clusterId !== view.clusterId) {
      return this.#refuse(peer, 'refused', `That machine carries another cluster now, ${view.clusterName}.`);
    }
    if (introduction.nodeId === view.rootId) return this.#refuse(peer, 'bad-input', 'A node can not join itself.');
    if (this.#parts.admits(introduction)) return this.#welcome(peer, introduction);
    this.#wait(peer, introduction, view.clusterName);
  }

  #wait(peer: PeerId, introduction: Introduction, clusterName: string): void {
    for (const [other, request] of this.#waiting)
      if (request.introduction.nodeId === introduction.nodeId) this.#waiting.delete(other);
    if (this.#waiting.size >= limits.joinRequests)
      return this.#refuse(peer, 'queue-full', 'Many are waiting to be let in there. Try again in a minute.');
    this.#waiting.set(peer, {
      requestId: `${introduction.nodeId}-${introduction.incarnation}`,
      introduction,
      askedAt: this.#parts.clock.now(),
    });
    this.#send(peer, controlFrame({ case: 'pending', value: { clusterName } }));
    this.#parts.onRequestsChanged();
  }

  #welcome(peer: PeerId, introduction: Introduction): void {
    const ports = this.#parts.endpoint.downlinkPorts;
    if (ports === undefined) return;
    // One node hangs from one place: a second connection of it replaces the first.
    for (const [other, child] of this.#attached)
      if (child.introduction.nodeId === introduction.nodeId) {
        this.#attached.delete(other);
        this.#parts.endpoint.childWent(other);
      }
    this.#attached.set(peer, {
      introduction,
      heardAt: this.#parts.clock.monotonic(),
      roundTripMs: undefined,
      tail: new TailWatch((stream) => this.#parts.endpoint.streams.newest(stream)),
      snail: false,
    });
    this.#parts.endpoint.childCame(peer);
    this.#parts.onAttached(introduction);
    const view = this.#parts.view();
    if (view === undefined) return;
    this.#send(
      peer,
      controlFrame({
        case: 'welcome',
        value: {
          clusterId: uuidBytes(view.clusterId),
          clusterName: view.clusterName,
          term: BigInt(view.term),
          hostId: uuidBytes(view.rootId),
          publishPort: ports.publish,
          collectPort: ports.collect,
          requestPort: ports.request,
          heartbeatIntervalMs: this.#parts.timing.intervalMs,
          view: viewMessage(view),
        },
      }),
    );
  }

  #heartbeat(peer: PeerId, heartbeat: Heartbeat): void {
    const child = this.#heard(peer);
    if (child === undefined) return this.#refuse(peer, 'not-joined', 'This host does not know you (any more). Say hello again.');
    if (heartbeat.roundTripMs > 0) child.roundTripMs = heartbeat.roundTripMs;
    if (heartbeat.snail !== child.snail) {
      child.snail = heartbeat.snail;
      this.#parts.onSnail();
    }
    this.#parts.endpoint.takeDigest('children', child.tail, positionsOf(heartbeat.positions));
    this.#send(peer, controlFrame({ case: 'heartbeatReply', value: { sentAtMs: heartbeat.sentAtMs } }));
  }

  #heard(peer: PeerId): Child | undefined {
    const child = this.#attached.get(peer);
    if (child !== undefined) child.heardAt = this.#parts.clock.monotonic();
    return child;
  }

  #beat(): void {
    const now = this.#parts.clock.monotonic();
    const view = this.#parts.view();
    if (view === undefined || this.#attached.size === 0) return;
    const positions = positionMessages(this.#parts.endpoint.streams.recent());
    const frame = controlFrame({ case: 'heartbeat', value: { sentAtMs: now, term: BigInt(view.term), positions } });
    for (const [peer, child] of this.#attached) {
      if (now - child.heardAt > this.#parts.timing.lostAfterMs) this.#detach(peer, 'lost');
      else this.#send(peer, frame);
    }
  }

  #detach(peer: PeerId, why: 'left' | 'lost'): void {
    const child = this.#attached.get(peer);
    if (child === undefined) return;
    this.#attached.delete(peer);
    this.#parts.endpoint.childWent(peer);
    this.#parts.onDetached(child.introduction.nodeId, why);
  }

  #drop(peer: PeerId): void {
    if (this.#waiting.delete(peer)) this.#parts.onRequestsChanged();
  }

  #refuse(peer: PeerId, code: string, sentence: string): void {
    this.#send(peer, controlFrame({ case: 'refused', value: { code, sentence } }));
  }

  #send(peer: PeerId, frame: Uint8Array): void {
    this.#parts.endpoint.controlChild(peer, frame);
  }

  #childOf(nodeId: Uuid): Child | undefined {
    return [...this.#attached.values()].find((child) => child.introduction.nodeId === nodeId);
  }
}
