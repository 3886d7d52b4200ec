import type { Clock, Timer } from '../clock.ts';
import { treeDefaults, type HeartbeatTiming } from '../config.ts';
import type { Endpoint } from '../endpoint/endpoint.ts';
import { interestOf } from '../endpoint/interest.ts';
import { positionMessages, positionsOf, rangeMessages, rangesOf, type Range } from '../endpoint/stream-range.ts';
import { BanyanError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { PeerId } from '../transport/transport.ts';
import type { Attach, Control, Heartbeat, Hello } from '../wire/banyan_pb.js';
import { controlFrame, readControl } from '../wire/control-message.ts';
import { versionRefusal } from '../wire/frame.ts';
import { safeInteger } from '../wire/protobuf.ts';
import { uuidBytes, type Uuid } from '../wire/uuid.ts';
import type { Answer } from './admission/answer.ts';
import { Anteroom, type JoinRequest } from './admission/anteroom.ts';
import { ChildStreams } from './child-streams.ts';
import { HeartbeatDigest } from './heartbeat-digest.ts';
import type { HelloCheck } from './admission/hello-check.ts';
import { applicationOf, memberFrom, type Application, type Introduction } from './admission/introduction.ts';
import type { Member } from './view/member.ts';
import { entryMessage } from './membership-log/log-bytes.ts';
import { placeMessage, type Place } from './place.ts';
import { reportOf, type Report } from './report.ts';
import type { ViewDigest } from './view/view-digest.ts';
import { Wakefulness } from './recovery/wakefulness.ts';
import { welcomeOf, type Lacking } from './admission/welcome.ts';

interface Child {
  introduction: Introduction;
  /** Number of its place; undefined while it has not taken what was offered. */
  attachment: number | undefined;
  /** Monotonic time at which an offer that was not taken ends. */
  offeredUntil: number;
  heardAt: number;
  roundTripMs: number | undefined;
  streams: ChildStreams;
  /** It is too slow for the live stream and catches up beside it. */
  snail: boolean;
}

export interface ChildrenParts {
  endpoint: Endpoint;
  clock: Clock;
  log: Log;
  timing: HeartbeatTiming;
  selfId: Uuid;
  cluster: () => { id: Uuid; name: string } | undefined;
  place: () => Place;
  viewDigest: () => ViewDigest;
  check: HelloCheck;
  /** What somebody lacks who is let in. */
  lackingFor: (application: Application) => Lacking;
  logDigest: () => bigint;
  decide: (application: Application) => Answer;
  /** Something changed below: a child took its place or went; or the child `via` reported it. */
  onReport: (report: Report, via?: Uuid) => void;
  onRequestsChanged: () => void;
  /** Somebody waits until this node has a way to the root. */
  onHeld: () => void;
  /** Any other control message of a child or of anybody. May throw `bad-input`. */
  onOther: (peer: PeerId, body: Control['body'], isChild: boolean) => void;
}

/** A host's care for its children: hello and its answer, places taken, heartbeats, goodbyes and silences. */
export class Children {
  readonly #parts: ChildrenParts;
  readonly #children = new Map<PeerId, Child>();
  readonly #anteroom: Anteroom;
  readonly #wakefulness: Wakefulness;
  readonly #digest: HeartbeatDigest;
  #timer: Timer | undefined;
  #badFrames = 0;

  constructor(parts: ChildrenParts) {
    this.#parts = parts;
    this.#anteroom = new Anteroom(parts.clock, parts.onRequestsChanged);
    this.#digest = new HeartbeatDigest(parts.endpoint.streams, () => parts.clock.monotonic());
    this.#wakefulness = new Wakefulness(parts.timing.intervalMs, () => parts.clock.monotonic());
  }

  start(): void {
    this.#timer = this.#parts.clock.every(this.#parts.timing.intervalMs, () => this.#beat());
  }

  stop(): void {
    this.#timer?.cancel();
  }

  /** Control frames that were dropped, and hellos that were not believed. */
  get badFrames(): number {
    return this.#badFrames + this.#parts.check.refused;
  }

  get requests(): JoinRequest[] {
    return this.#anteroom.requests;
  }

  /** How many wait until this node has a way to the root. */
  get held(): number {
    return this.#anteroom.held;
  }

  /** Children that have taken their place. */
  get nodeIds(): Uuid[] {
    return this.#attached().map(({ introduction }) => introduction.nodeId);
  }

  /** Places that are taken or offered. */
  get taken(): number {
    return this.#children.size;
  }

  has(nodeId: Uuid): boolean {
    return this.#childOf(nodeId) !== undefined;
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

  /** Tells all children what is missing here; whoever has it sends it again. */
  askAll(ranges: readonly Range[]): void {
    this.#tellAll(controlFrame({ case: 'missing', value: { ranges: rangeMessages(ranges) } }));
  }

  /** Tells all children where this node stands. */
  tellPlace(): void {
    this.#tellAll(controlFrame({ case: 'place', value: placeMessage(this.#parts.place()) }));
  }

  /** Tells all children which view this node has, because it has not come by the stream. */
  tellView(): void {
    const { place, viewDigest } = this.#parts;
    this.#tellAll(controlFrame({ case: 'place', value: { ...placeMessage(place()), viewDigest: viewDigest() } }));
  }

  /** Tells all children that they should compare these documents. */
  tellToCompare(documents: readonly Uuid[]): void {
    this.#tellAll(controlFrame({ case: 'compare', value: { documents: documents.map(uuidBytes) } }));
  }

  /** Lets go of a child, which hangs elsewhere. */
  release(nodeId: Uuid): void {
    for (const [peer, child] of [...this.#children]) if (child.introduction.nodeId === nodeId) this.#detach(peer);
  }

  /** Lets go of a child that was removed from the cluster, and tells it why. */
  expel(nodeId: Uuid, sentence: string): void {
    for (const [peer, child] of [...this.#children]) {
      if (child.introduction.nodeId !== nodeId) continue;
      this.#refuse(peer, 'refused', sentence, nodeId);
      this.#detach(peer);
      this.#parts.endpoint.hangUpChild(peer);
    }
  }

  /** Sends a control frame to one child; false when it is none. */
  tell(nodeId: Uuid, frame: Uint8Array): boolean {
    for (const [peer, child] of this.#children)
      if (child.introduction.nodeId === nodeId) {
        this.#send(peer, frame);
        return true;
      }
    return false;
  }

  /** Decides anew about those who were waiting for a way to the root. */
  answerHeld(): void {
    for (const { peer, application } of this.#anteroom.release()) this.#answer(peer, application);
  }

  /** Takes one control frame from a peer. Never throws. */
  take(peer: PeerId, frame: Uint8Array): void {
    try {
      this.#takeBody(peer, readControl(frame));
    } catch (thrown) {
      this.#badFrames++;
      if (thrown instanceof BanyanError && thrown.code === 'version-mismatch') this.#send(peer, versionRefusal(frame[1]!));
      this.#parts.log.debug('dropped a control frame', { reason: String(thrown) });
    }
  }

  /** A peer's connection broke. */
  peerGone(peer: PeerId): void {
    this.#parts.check.forget(peer);
    this.#anteroom.forget(peer);
    this.#detach(peer);
  }

  /** A person's answer. Throws `not-found` when the request is gone. */
  answerRequest(requestId: string, answer: Answer): Introduction {
    const { peer, application } = this.#anteroom.answered(requestId);
    this.#give(peer, application, answer);
    return application.introduction;
  }

  /** Who asks in a request that waits. Throws `not-found`. */
  applicant(requestId: string): JoinRequest {
    const request = this.#anteroom.requests.find((waiting) => waiting.requestId === requestId);
    if (request === undefined) throw new BanyanError('not-found', 'That request is not waiting any more.');
    return request;
  }

  /** Tells everybody below, and everybody who waits, that this host goes. */
  sayGoodbye(reason: string): void {
    this.#tellAll(controlFrame({ case: 'goodbye', value: { reason } }));
    for (const peer of this.#anteroom.clear()) this.#refuse(peer, 'closed', 'The host has just gone. Try again in a moment.');
    for (const peer of [...this.#children.keys()]) this.#forget(peer);
  }

  #takeBody(peer: PeerId, body: Control['body']): void {
    const { endpoint, check } = this.#parts;
    const child = this.#children.get(peer);
    if (child === undefined && !check.allows()) throw new BanyanError('queue-full', 'Strangers say too much.');
    if (body.case === 'heartbeat') this.#heartbeat(peer, body.value);
    else if (body.case === 'knock') this.#send(peer, check.challenge(peer));
    else if (body.case === 'hello') this.#hello(peer, body.value);
    else if (body.case === 'attach') this.#attach(peer, body.value);
    else if (body.case === 'cancelHello') this.#anteroom.forget(peer);
    else if (body.case === 'goodbye') this.#detach(peer);
    else if (body.case === 'heard') endpoint.childHeard(peer, safeInteger(body.value.bytes, 'Mark'));
    else if (body.case === 'probe' && child !== undefined) endpoint.sign();
    else if (body.case === 'gone' && child !== undefined) endpoint.forgottenBelow(rangesOf(body.value.ranges));
    else if (body.case === 'interest' && child !== undefined) endpoint.interest.childWants(peer, interestOf(body.value));
    else if (body.case === 'report' && child?.attachment !== undefined)
      this.#parts.onReport(reportOf(body.value), child.introduction.nodeId);
    else this.#parts.onOther(peer, body, child?.attachment !== undefined);
  }

  #hello(peer: PeerId, hello: Hello): void {
    const child = this.#children.get(peer);
    if (child?.attachment === undefined) return this.#introduced(peer, hello);
    // A child that introduces itself anew has another name, colour or address.
    const { introduction, keys } = applicationOf(hello);
    if (introduction.nodeId !== child.introduction.nodeId || !this.#parts.check.isOf(introduction.nodeId, keys))
      throw new BanyanError('bad-input', 'A child can not become another one.');
    child.introduction = introduction;
    this.#parts.onReport({ attached: [this.#memberOf(child)], detached: [] });
  }

  #introduced(peer: PeerId, hello: Hello): void {
    const application = this.#parts.check.examine(peer, hello);
    if (typeof application === 'string') this.#refuse(peer, 'refused', application, applicationOf(hello).introduction.nodeId);
    else this.#answer(peer, application);
  }

  #answer(peer: PeerId, application: Application): void {
    this.#give(peer, application, this.#parts.decide(application));
  }

  #give(peer: PeerId, application: Application, answer: Answer): void {
    if (answer.kind === 'offer') this.#welcome(peer, application);
    else if (answer.kind === 'redirect') this.#send(peer, controlFrame({ case: 'redirect', value: { address: answer.address } }));
    else if (answer.kind === 'refuse') this.#refuse(peer, answer.code, answer.sentence);
    else if (answer.kind === 'ask') this.#ask(peer, application);
    else this.#hold(peer, application);
  }

  #ask(peer: PeerId, application: Application): void {
    if (this.#anteroom.request(peer, application)) this.#pending(peer, false);
    else this.#refuse(peer, 'queue-full', 'Many are waiting to be let in there. Try again in a minute.');
  }

  #hold(peer: PeerId, application: Application): void {
    const expired = (): void => this.#refuse(peer, 'not-joined', 'That machine has no way to the root itself just now.');
    if (!this.#anteroom.hold(peer, application, expired)) return expired();
    this.#pending(peer, true);
    this.#parts.onHeld();
  }

  #pending(peer: PeerId, searching: boolean): void {
    this.#send(peer, controlFrame({ case: 'pending', value: { clusterName: this.#parts.cluster()?.name ?? '', searching } }));
  }

  #welcome(peer: PeerId, application: Application): void {
    const { introduction } = application;
    const { endpoint, clock, cluster, place, viewDigest, timing, selfId } = this.#parts;
    const ports = endpoint.downlinkPorts;
    const within = cluster();
    if (ports === undefined || within === undefined) return;
    const now = clock.monotonic();
    this.#children.set(peer, {
      introduction,
      attachment: undefined,
      offeredUntil: now + treeDefaults.offerMs,
      heardAt: now,
      roundTripMs: undefined,
      streams: new ChildStreams(endpoint),
      snail: false,
    });
    endpoint.childCame(peer);
    const { log, whole } = this.#parts.lackingFor(application);
    const value = welcomeOf({
      ...{ cluster: within, place: place(), hostId: selfId, ports, heartbeatIntervalMs: timing.intervalMs },
      positions: positionMessages(endpoint.streams.recent()),
      viewDigest: viewDigest(),
      log,
    });
    for (const frame of whole) this.#send(peer, frame);
    this.#send(peer, controlFrame({ case: 'welcome', value }));
  }

  #attach(peer: PeerId, { attachment, positions }: Attach): void {
    const { endpoint } = this.#parts;
    const child = this.#children.get(peer);
    if (child === undefined) return this.#refuse(peer, 'not-joined', 'That place was not kept so long. Ask again.');
    // One node hangs from one place: a second connection of it replaces the first.
    for (const [other, known] of this.#children)
      if (other !== peer && known.introduction.nodeId === child.introduction.nodeId) this.#forget(other);
    child.attachment = attachment;
    endpoint.catchUp(
      'children',
      positionsOf(positions).filter((position) => endpoint.streams.knows(position)),
    );
    this.#parts.onReport({ attached: [this.#memberOf(child)], detached: [] });
    // What became of this node since the offer.
    this.#send(peer, controlFrame({ case: 'place', value: placeMessage(this.#parts.place()) }));
  }

  #heartbeat(peer: PeerId, heartbeat: Heartbeat): void {
    const { clock, place, viewDigest } = this.#parts;
    const child = this.#children.get(peer);
    if (child === undefined) return this.#refuse(peer, 'not-joined', 'This host does not know you (any more). Say hello again.');
    child.heardAt = clock.monotonic();
    if (heartbeat.roundTripMs > 0) child.roundTripMs = heartbeat.roundTripMs;
    if (heartbeat.snail !== child.snail) {
      child.snail = heartbeat.snail;
      if (child.attachment !== undefined) this.#parts.onReport({ attached: [this.#memberOf(child)], detached: [] });
    }
    child.streams.take(heartbeat, child.attachment !== undefined);
    const value = {
      sentAtMs: heartbeat.sentAtMs,
      term: BigInt(place().reign.term),
      positions: positionMessages(this.#digest.aheadOf(child.streams.told)),
      viewDigest: viewDigest(),
      logDigest: this.#parts.logDigest(),
    };
    this.#send(peer, controlFrame({ case: 'heartbeatReply', value }));
  }

  #beat(): void {
    const now = this.#parts.clock.monotonic();
    const slept = this.#wakefulness.slept();
    for (const [peer, child] of this.#children) {
      if (slept) child.heardAt = now;
      const expired = child.attachment === undefined && now > child.offeredUntil;
      if (expired || now - child.heardAt > this.#parts.timing.lostAfterMs) this.#detach(peer);
    }
  }

  #memberOf({ introduction, attachment, snail }: Child): Member {
    const now = this.#parts.clock.now();
    return { ...memberFrom(introduction, { parentId: this.#parts.selfId, attachment: attachment!, present: true, now }), snail };
  }

  #detach(peer: PeerId): void {
    const child = this.#forget(peer);
    if (child?.attachment === undefined) return;
    const { nodeId, incarnation } = child.introduction;
    const detachment = { nodeId, parentId: this.#parts.selfId, incarnation, attachment: child.attachment };
    this.#parts.onReport({ attached: [], detached: [detachment] });
  }

  #forget(peer: PeerId): Child | undefined {
    const child = this.#children.get(peer);
    if (child === undefined) return undefined;
    this.#children.delete(peer);
    this.#parts.endpoint.childWent(peer);
    return child;
  }

  #refuse(peer: PeerId, code: string, sentence: string, nodeId?: Uuid): void {
    const removals = nodeId === undefined ? [] : this.#parts.check.removalsOf(nodeId).map(entryMessage);
    this.#send(peer, controlFrame({ case: 'refused', value: { code, sentence, removals } }));
  }

  #tellAll(frame: Uint8Array): void {
    for (const [peer, child] of this.#children) if (child.attachment !== undefined) this.#send(peer, frame);
  }

  #send(peer: PeerId, frame: Uint8Array): void {
    this.#parts.endpoint.controlChild(peer, frame);
  }

  #attached(): Child[] {
    return [...this.#children.values()].filter(({ attachment }) => attachment !== undefined);
  }

  #childOf(nodeId: Uuid): Child | undefined {
    return this.#attached().find(({ introduction }) => introduction.nodeId === nodeId);
  }
}
