import { handlerTimeLimitMs, streamDefaults } from '../config.ts';
import type { Frame, PeerId, Security } from '../transport/transport.ts';
import { controlFrame } from '../wire/control-message.ts';
import { uuidBytes, type Uuid } from '../wire/uuid.ts';
import type { DownlinkPorts } from './address.ts';
import { BranchInterest } from './branch-interest.ts';
import { Channel } from './channel.ts';
import { ChannelListener, type Side } from './channel-listener.ts';
import { Downlink } from './downlink.ts';
import { downlinkOptions, withSecurity, type ControlListeners, type DownlinkSecurity } from './endpoint-parts.ts';
import type { EndpointCounters, EndpointListeners, EndpointParts, UplinkSessionListeners } from './endpoint-parts.ts';
import { HandlerPool, type HandlerFailure } from './handler-pool.ts';
import { InboundSide } from './inbound-side.ts';
import { covers } from './interest.ts';
import { Mending, repairRequestKind } from './mending.ts';
import type { HandlerOptions, MessageHandler } from './message.ts';
import { MessageHistory } from './message-history.ts';
import { Moment } from './moment.ts';
import { OutboundSide } from './outbound-side.ts';
import { isLinkLocal } from './delivery-class.ts';
import { markChannel, markOf, markPayload, signChannel } from './mark.ts';
import { Pace } from './pace.ts';
import type { RequestHandler } from './request.ts';
import { Requests } from './requests.ts';
import { Snail } from './snail.ts';
import { StreamLedger } from './stream-ledger.ts';
import { rangeMessages, type Position, type Range } from './stream-range.ts';
import type { TailWatch } from './tail-watch.ts';
import { Uplink } from './uplink.ts';

/**
 * The messaging face of a node: an inbound and an outbound side, made of channels. What a channel sends goes down to
 * the children and up to the parent at once; what comes from one side is delivered here and passed on to the other.
 */
export class Endpoint {
  /** How far every stream is here. */
  readonly streams: StreamLedger;
  /** What this node and those below it want to hear of documents. */
  readonly interest: BranchInterest;
  readonly #parts: EndpointParts;
  readonly #self: { origin: Uint8Array; incarnation: number };
  readonly #channels = new Map<string, Channel>();
  readonly #moment: Moment;
  readonly #pool: HandlerPool;
  readonly #listener: ChannelListener;
  readonly #history: MessageHistory;
  readonly #pace: Pace;
  readonly #outbound: OutboundSide;
  readonly #inbound: InboundSide;
  readonly #mending: Mending;
  readonly #snail: Snail;
  readonly #requests: Requests;
  readonly #listeners: EndpointListeners[] = [];
  #parentId: Uuid | undefined;
  #control: ControlListeners | undefined;
  #downlink: Downlink | undefined;
  #uplink: Uplink | undefined;
  #handlerFailures = 0;

  constructor(parts: EndpointParts) {
    const { clock, limits, log } = parts;
    this.#parts = parts;
    this.#self = { origin: uuidBytes(parts.nodeId), incarnation: parts.incarnation };
    this.#moment = new Moment(clock);
    this.#pool = new HandlerPool({
      clock,
      concurrency: limits.handlerConcurrency,
      queuedMessages: limits.handlerQueue,
      onFailure: (failure) => this.#handlerFailed(failure),
    });
    this.#history = new MessageHistory(limits.historyBytes);
    this.#pace = new Pace({
      clock,
      timing: limits.pace,
      mark: (bytes) => void this.channel(markChannel).send(0, markPayload(bytes)),
    });
    this.#outbound = new OutboundSide(limits, this.#history, this.#pace);
    this.#listener = new ChannelListener({
      self: this.#self,
      maxStreams: streamDefaults.maxStreams,
      heldBytes: limits.heldBytes,
      monotonic: () => this.#moment.monotonic,
      ...{ log, pool: this.#pool, bars: parts.bars },
      relay: (side, section, messages) => this.#outbound.relay(side, section, messages),
      onGap: (side, gap) => this.#mending.want(side, gap),
      onLost: (range) => this.#listeners.forEach((listener) => listener.onLost?.(range)),
    });
    this.interest = new BranchInterest({
      clock,
      onAudience: (audience) => this.#outbound.setAudience(audience),
      onChange: (now) => {
        this.#listener.hear(now);
        this.#mending.forget(({ channel }) => !covers(now, channel));
      },
    });
    this.#requests = new Requests({ clock, log });
    this.#inbound = new InboundSide({ clock, listener: this.#listener, pool: this.#pool, outbound: this.#outbound });
    this.streams = new StreamLedger({
      nodeId: parts.nodeId,
      incarnation: parts.incarnation,
      channels: this.#channels,
      listener: this.#listener,
      monotonic: () => clock.monotonic(),
    });
    this.#mending = new Mending({
      clock,
      limits,
      listener: this.#listener,
      history: this.#history,
      highest: (stream) => this.streams.highest(stream),
      settleHistory: () => this.#outbound.settle(),
      hasParent: () => this.#requests.hasParent,
      askParent: (payload) => this.request(repairRequestKind, payload, limits.repairTimeoutMs),
      tellChildren: (ranges) => this.#control?.onMissingFromChildren(ranges),
      received: (side) => this.#inbound.arrivals(side),
      sendUp: (section, messages) => this.#outbound.sendUp(section, messages),
    });
    this.handle(markChannel, ({ origin, payload }) => {
      // While a node changes its parent it hears two.
      if (origin === this.#parentId)
        this.controlParent(controlFrame({ case: 'heard', value: { bytes: BigInt(markOf(payload)) } }));
    });
    this.#requests.on(repairRequestKind, (payload) => this.#mending.answer(payload));
    this.#snail = new Snail({
      clock,
      timing: limits.snail,
      missing: (upTo) => this.streams.missing(upTo),
      gaps: () => this.#listener.counters.gaps,
      taken: () => this.#listener.counters.messages,
      leave: () => this.#uplink?.stopListening(),
      rejoin: () => this.#uplink?.listen(),
      want: (range) => this.#mending.want('parent', range),
      onChange: (crawling, behind) => this.#listeners.forEach((listener) => listener.onSnail?.(crawling, behind)),
    });
  }

  get incarnation(): number {
    return this.#parts.incarnation;
  }

  get counters(): EndpointCounters {
    return {
      ...this.#listener.counters,
      ...this.#outbound.counters,
      receivedUp: this.#inbound.messages('children'),
      receivedDown: this.#inbound.messages('parent'),
      badRequests: this.#requests.malformed,
      handlerFailures: this.#handlerFailures,
      mending: this.#mending.waiting,
    };
  }

  /** Whether this node has left its parent's live stream because it is too slow for it. */
  get crawling(): boolean {
    return this.#snail.crawling;
  }

  /** The channel of this name; the same one at each call. */
  channel(name: string): Channel {
    let channel = this.#channels.get(name);
    if (channel === undefined) {
      const outbound = this.#outbound;
      channel = new Channel(this.#self, name, this.#moment, {
        emit: isLinkLocal(name)
          ? (prefix, clock, sequence, kind, payload) => outbound.sendDown(prefix, clock, sequence, kind, payload)
          : (prefix, clock, sequence, kind, payload) => outbound.send(prefix, clock, sequence, kind, payload),
        handle: (handler, options) => this.handle(name, handler, options),
        congested: () => this.congested,
        whenRoom: () => this.whenRoom(),
      });
      this.#channels.set(name, channel);
    }
    return channel;
  }

  /** Handles what others send on a channel; a name that ends in `/` handles all channels that begin so. */
  handle(channel: string, handler: MessageHandler, { timeLimitMs = handlerTimeLimitMs }: HandlerOptions = {}): void {
    this.#listener.handle(channel, { handler, timeLimitMs });
  }

  listen(listeners: EndpointListeners): void {
    this.#listeners.push(listeners);
  }

  /** Who takes control frames; set before anything is opened. */
  onControl(listeners: ControlListeners): void {
    this.#control = listeners;
  }

  /** Answers requests of a kind from children. */
  onRequest(kind: number, handler: RequestHandler): void {
    this.#requests.on(kind, handler);
  }

  /** Starts listening for children; answers with the address. Fails with `port-in-use` or `address-invalid`. */
  async openDownlink(address: string, security?: Security | DownlinkSecurity): Promise<string> {
    const options = downlinkOptions(this.#parts.socketOptions, security);
    const downlink = new Downlink(await this.#parts.transport(), options, {
      onCollected: (frame) => this.#inbound.take('children', frame),
      onControl: (peer, frame) => this.#control?.onChildControl(peer, frame),
      onRequest: (peer, frame) => this.#requests.answer(frame, (reply) => this.#downlink?.reply(peer, reply)),
      onPeerGone: (peer) => this.#control?.onChildGone(peer),
    });
    try {
      await downlink.open(address);
    } catch (thrown) {
      await downlink.close();
      throw thrown;
    }
    this.#downlink = downlink;
    this.#outbound.openDown({ send: (frame) => downlink.publish(frame) });
    return downlink.address;
  }

  recheck(): void {
    this.#downlink?.recheck();
  }

  /** A child hangs below from now on, and hears what is published. */
  childCame(peer: PeerId): void {
    this.#pace.came(peer);
    this.interest.childCame(peer);
  }

  childWent(peer: PeerId): void {
    this.#pace.went(peer);
    this.interest.childWent(peer);
  }

  /** A child says which mark of the stream it has reached. */
  childHeard(peer: PeerId, bytes: number): void {
    this.#pace.reached(peer, bytes);
  }

  get downlinkPorts(): DownlinkPorts | undefined {
    return this.#downlink?.ports;
  }

  /** Publishes a sign to the children, so that who asked for one knows that it hears the stream. */
  sign(): void {
    this.channel(signChannel).send(0, new Uint8Array());
  }

  controlChild(peer: PeerId, frame: Frame): void {
    this.#downlink?.control(peer, frame);
  }

  /**
   * Makes an uplink beside the one to the parent that there may be; it has to be told where to connect.
   * {@link adoptUplink} makes its host the parent, {@link closeUplink} lets go of it.
   */
  async openUplink(listeners: UplinkSessionListeners, security?: Security): Promise<Uplink> {
    const uplink = new Uplink(await this.#parts.transport(), withSecurity(this.#parts.socketOptions, security), {
      onPublished: (frame) => {
        const taken = this.#inbound.take('parent', frame);
        listeners.onStream();
        return taken;
      },
      onControl: listeners.onControl,
      onReply: (frame) => {
        if (uplink === this.#uplink) this.#requests.takeReply(frame);
      },
      onUnasked: (frame) => this.#requests.unasked(frame),
      onLink: listeners.onLink,
      onFailed: listeners.onFailed,
    });
    uplink.hear(this.interest.all);
    return uplink;
  }

  /**
   * Hangs this endpoint from the host of an attached uplink: what is sent goes there from now on. The former one is
   * still heard until it is closed, so that nothing is missed in between.
   */
  adoptUplink(uplink: Uplink, parentId: Uuid): void {
    this.#letGo();
    this.#parentId = parentId;
    this.#uplink = uplink;
    this.#outbound.openUp({ send: (frame) => uplink.push(frame) });
    this.#requests.open((frame) => uplink.request(frame));
    this.interest.open(uplink);
  }

  hangUpChild(peer: PeerId): void {
    this.#downlink?.hangUp(peer);
  }

  controlParent(frame: Frame): void {
    this.#uplink?.control(frame);
  }

  childControlDrained(): Promise<void> {
    return this.#downlink?.controlDrained() ?? Promise.resolve();
  }

  /** Asks the parent. Rejects with `not-joined`, `timed-out`, `closed`, or what the parent said. */
  request(kind: number, payload: Uint8Array, timeoutMs: number): Promise<Uint8Array> {
    return this.#requests.ask(kind, payload, timeoutMs);
  }

  /** Whether a link's queue is so full that senders should wait. */
  get congested(): boolean {
    return !this.#outbound.hasRoom;
  }

  /** Resolves when what waits for the links is under the mark again; a sender that awaits it never fills memory. */
  whenRoom(): Promise<void> {
    return this.#outbound.whenRoom();
  }

  /** Reads nothing from the streams until {@link resumeInbound}; those who send feel it. Idempotent. */
  pauseInbound(): void {
    this.#inbound.pause();
  }

  resumeInbound(): void {
    this.#inbound.resume();
  }

  /** Writes nothing to the streams until {@link resumeOutbound}; what is sent waits. Idempotent. */
  pauseOutbound(): void {
    this.#outbound.pause();
  }

  resumeOutbound(): void {
    this.#outbound.resume();
  }

  /**
   * Takes what a heartbeat says of a peer's streams: what is missing at their ends is asked for. With `movedOnly` what
   * earlier heartbeats said still holds.
   */
  takeDigest(side: Side, watch: TailWatch, positions: readonly Position[], movedOnly = false): void {
    if (this.#inbound.closed) return;
    const due = side === 'parent' ? this.interest.among(positions) : positions;
    for (const range of watch.behind(due, this.#inbound.arrivals(side), movedOnly)) this.#mending.want(side, range);
    if (side === 'parent') this.#snail.look(due.filter((position) => !this.streams.isOwn(position)));
  }

  /** Asks a side for everything that it has and this node has not. */
  catchUp(side: Side, positions: readonly Position[]): void {
    const due = side === 'parent' ? this.interest.among(positions) : positions;
    const missing = due.flatMap((position) => this.streams.missing(position));
    for (const range of missing) this.#mending.want(side, range);
    this.#mending.hurry(side);
    if (side === 'parent') this.#snail.meet(missing);
  }

  /** Sends the parent again what it misses, or tells it what is forgotten here; answers with that. */
  resend(ranges: readonly Range[]): Range[] {
    const gone = this.#mending.resend(ranges);
    if (gone.length > 0) this.controlParent(controlFrame({ case: 'gone', value: { ranges: rangeMessages(gone) } }));
    return gone;
  }

  /** A child says that it has forgotten what is missing here. */
  forgottenBelow(ranges: readonly Range[]): void {
    this.#mending.forgottenBelow(ranges);
  }

  /** Lets go of an uplink, and of the parent when it is the parent's. Idempotent. */
  async closeUplink(uplink: Uplink | undefined): Promise<void> {
    if (uplink !== undefined && uplink === this.#uplink) {
      this.#letGo();
      this.#uplink = undefined;
      this.#parentId = undefined;
    }
    await uplink?.close();
  }

  /** Lets go of parent and children. Idempotent. */
  async close(): Promise<void> {
    this.interest.end();
    this.#mending.end();
    this.#pool.end();
    this.#inbound.resume();
    await this.closeUplink(this.#uplink);
    this.#outbound.closeDown();
    const downlink = this.#downlink;
    this.#downlink = undefined;
    await downlink?.close();
  }

  #letGo(): void {
    this.#outbound.closeUp();
    this.#requests.close();
    this.interest.close();
    this.#snail.reset();
  }

  #handlerFailed(failure: HandlerFailure): void {
    this.#handlerFailures++;
    const { channel, kind } = failure.message;
    this.#parts.log.warn('a message handler failed', { how: failure.kind, channel, kind, reason: String(failure.reason) });
    for (const listener of this.#listeners) listener.onHandlerFailure?.(failure);
  }
}
