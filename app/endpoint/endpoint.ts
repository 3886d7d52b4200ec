import { handlerTimeLimitMs, streamDefaults } from '../config.ts';
import { BanyanError } from '../errors.ts';
import type { Frame, PeerId, Security, SocketOptions } from '../transport/transport.ts';
import { controlFrame } from '../wire/control-message.ts';
import { uuidBytes, type Uuid } from '../wire/uuid.ts';
import type { DownlinkPorts } from './address.ts';
import { Channel } from './channel.ts';
import { ChannelListener, type Side } from './channel-listener.ts';
import { Downlink } from './downlink.ts';
import type { ControlListeners, EndpointCounters, EndpointListeners, EndpointParts } from './endpoint-parts.ts';
import { HandlerPool, type HandlerFailure } from './handler-pool.ts';
import { InboundSide } from './inbound-side.ts';
import { Mending, repairRequestKind } from './mending.ts';
import type { HandlerOptions, MessageHandler } from './message.ts';
import { MessageHistory } from './message-history.ts';
import { Moment } from './moment.ts';
import { OutboundSide } from './outbound-side.ts';
import { markChannel, markOf, markPayload } from './mark.ts';
import { Pace } from './pace.ts';
import { Requester, Responder, type RequestHandler } from './request.ts';
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
  readonly #responder = new Responder();
  readonly #listeners: EndpointListeners[] = [];
  readonly #children = new Set<PeerId>();
  #parentId: Uuid | undefined;
  #parentStreamListener: (() => void) | undefined;
  #control: ControlListeners | undefined;
  #downlink: Downlink | undefined;
  #uplink: Uplink | undefined;
  #requester: Requester | undefined;
  #badRequests = 0;
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
      log,
      pool: this.#pool,
      relay: (side, section, messages) => this.#outbound.relay(side, section, messages),
      onGap: (side, gap) => this.#mending.want(side, gap),
      onLost: (range) => this.#listeners.forEach((listener) => listener.onLost?.(range)),
    });
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
      hasParent: () => this.#requester !== undefined,
      askParent: (payload) => this.request(repairRequestKind, payload, limits.repairTimeoutMs),
      tellChildren: (ranges) => this.#control?.onMissingFromChildren(ranges),
      received: (side) => this.#inbound.arrivals(side),
      sendUp: (section, messages) => this.#outbound.sendUp(section, messages),
    });
    this.handle(markChannel, ({ origin, payload }) => {
      // Marks of hosts further up come by as well; they concern others.
      if (origin === this.#parentId)
        this.controlParent(controlFrame({ case: 'heard', value: { bytes: BigInt(markOf(payload)) } }));
    });
    this.#responder.on(repairRequestKind, (payload) => this.#mending.answer(payload));
    this.#snail = new Snail({
      clock,
      timing: limits.snail,
      newest: (stream) => this.streams.newest(stream),
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
      badRequests: this.#badRequests,
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
      channel = new Channel(this.#self, name, this.#moment, {
        emit: (prefix, clock, sequence, kind, payload) => this.#outbound.send(prefix, clock, sequence, kind, payload),
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

  /** Hears of every frame of the parent's stream, as a sign that it is heard. */
  onParentStream(listener: () => void): void {
    this.#parentStreamListener = listener;
  }

  /** Who takes control frames; set before anything is opened. */
  onControl(listeners: ControlListeners): void {
    this.#control = listeners;
  }

  /** Answers requests of a kind from children. */
  onRequest(kind: number, handler: RequestHandler): void {
    this.#responder.on(kind, handler);
  }

  /** Starts listening for children; answers with the address. Fails with `port-in-use` or `address-invalid`. */
  async openDownlink(address: string, security?: Security): Promise<string> {
    const downlink = new Downlink(await this.#parts.transport(), this.#optionsWith(security), {
      onCollected: (frame) => this.#inbound.take('children', frame),
      onControl: (peer, frame) => this.#control?.onChildControl(peer, frame),
      onRequest: (peer, frame) => this.#answer(peer, frame),
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

  /** A child hangs below from now on, and hears what is published. */
  childCame(peer: PeerId): void {
    this.#children.add(peer);
    this.#pace.came(peer);
    this.#outbound.setAudience(this.#children.size);
  }

  childWent(peer: PeerId): void {
    this.#children.delete(peer);
    this.#pace.went(peer);
    this.#outbound.setAudience(this.#children.size);
  }

  /** A child says which mark of the stream it has reached. */
  childHeard(peer: PeerId, bytes: number): void {
    this.#pace.reached(peer, bytes);
  }

  get downlinkPorts(): DownlinkPorts | undefined {
    return this.#downlink?.ports;
  }

  controlChild(peer: PeerId, frame: Frame): void {
    this.#downlink?.control(peer, frame);
  }

  /** Opens the control connection to a parent-to-be; a former uplink is closed. Throws `address-invalid`. */
  async connectUplink(address: string, security?: Security): Promise<void> {
    await this.closeUplink();
    this.#uplink = new Uplink(await this.#parts.transport(), this.#optionsWith(security), {
      onPublished: (frame) => this.#takePublished(frame),
      onControl: (frame) => this.#control?.onParentControl(frame),
      onReply: (frame) => this.#takeReply(frame),
      onLink: (up) => this.#control?.onParentLink(up),
    });
    this.#uplink.connect(address);
  }

  /** Hangs the stream from the parent, after it has let this node in. */
  attachUplink(parentId: Uuid, ports: DownlinkPorts): void {
    const uplink = this.#uplink;
    if (uplink === undefined) throw new BanyanError('not-joined', 'There is no parent to attach to.');
    this.#parentId = parentId;
    uplink.attach(ports);
    this.#outbound.openUp({ send: (frame) => uplink.push(frame) });
    this.#requester = new Requester(this.#parts.clock, (frame) => uplink.request(frame));
  }

  controlParent(frame: Frame): void {
    this.#uplink?.control(frame);
  }

  parentControlDrained(): Promise<void> {
    return this.#uplink?.controlDrained() ?? Promise.resolve();
  }

  childControlDrained(): Promise<void> {
    return this.#downlink?.controlDrained() ?? Promise.resolve();
  }

  /** Asks the parent. Rejects with `not-joined`, `timed-out`, `closed`, or what the parent said. */
  request(kind: number, payload: Uint8Array, timeoutMs: number): Promise<Uint8Array> {
    if (this.#requester === undefined) return Promise.reject(new BanyanError('not-joined', 'There is no parent to ask.'));
    return this.#requester.request(kind, payload, timeoutMs);
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

  /** Takes what a heartbeat says of a peer's streams: what is missing at their ends is asked for. */
  takeDigest(side: Side, watch: TailWatch, positions: readonly Position[]): void {
    if (this.#inbound.closed) return;
    for (const range of watch.behind(positions, this.#inbound.arrivals(side))) this.#mending.want(side, range);
    if (side === 'parent') this.#snail.look(positions.filter((position) => !this.streams.isOwn(position)));
  }

  /** Asks a side for everything that it has and this node has not. */
  catchUp(side: Side, positions: readonly Position[]): void {
    const missing = positions.flatMap(({ sequence, ...stream }): Range[] => {
      const from = this.streams.newest(stream) + 1;
      return from > sequence ? [] : [{ ...stream, from, to: sequence }];
    });
    for (const range of missing) this.#mending.want(side, range);
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

  /** Lets go of the parent. Idempotent. */
  async closeUplink(): Promise<void> {
    this.#outbound.closeUp();
    this.#requester?.end();
    this.#requester = undefined;
    this.#snail.reset();
    const uplink = this.#uplink;
    this.#uplink = undefined;
    await uplink?.close();
  }

  /** Lets go of parent and children. Idempotent. */
  async close(): Promise<void> {
    this.#mending.end();
    this.#pool.end();
    this.#inbound.resume();
    await this.closeUplink();
    this.#outbound.closeDown();
    const downlink = this.#downlink;
    this.#downlink = undefined;
    await downlink?.close();
  }

  #optionsWith(security: Security | undefined): SocketOptions {
    return security === undefined ? this.#parts.socketOptions : { ...this.#parts.socketOptions, security };
  }

  #takePublished(frame: Frame): void | Promise<void> {
    const taken = this.#inbound.take('parent', frame);
    this.#parentStreamListener?.();
    return taken;
  }

  #handlerFailed(failure: HandlerFailure): void {
    this.#handlerFailures++;
    const { channel, kind } = failure.message;
    this.#parts.log.warn('a message handler failed', { how: failure.kind, channel, kind, reason: String(failure.reason) });
    for (const listener of this.#listeners) listener.onHandlerFailure?.(failure);
  }

  #takeReply(frame: Frame): void {
    try {
      this.#requester?.takeReply(frame);
    } catch (thrown) {
      this.#badRequests++;
      this.#parts.log.debug('dropped a malformed reply', { reason: String(thrown) });
    }
  }

  async #answer(peer: PeerId, frame: Frame): Promise<void> {
    try {
      this.#downlink?.reply(peer, await this.#responder.answer(frame));
    } catch (thrown) {
      this.#badRequests++;
      this.#parts.log.debug('dropped a malformed request', { reason: String(thrown) });
    }
  }
}
