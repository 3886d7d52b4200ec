import type { Clock } from '../clock.ts';
import { streamDefaults } from '../config.ts';
import { BanyanError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Frame, PeerId, SocketOptions, Transport } from '../transport/transport.ts';
import { uuidBytes, type Uuid } from '../wire/uuid.ts';
import { parseHostPort } from './address.ts';
import { Channel, type OutboundMessage } from './channel.ts';
import { ChannelListener, type Gap, type InboundCounters, type Position, type Side } from './channel-listener.ts';
import { Downlink, type DownlinkPorts } from './downlink.ts';
import type { MessageHandler } from './message.ts';
import { OutboundQueue } from './outbound-queue.ts';
import { Requester, Responder, type RequestHandler } from './request.ts';
import { Uplink } from './uplink.ts';

export interface EndpointParts {
  nodeId: Uuid;
  incarnation: number;
  transport: Transport;
  socketOptions: SocketOptions;
  clock: Clock;
  log: Log;
}

/** Control frames between a host and its clients; what they mean is the cluster's business. */
export interface ControlListeners {
  onChildControl(peer: PeerId, frame: Frame): void;
  onChildGone(peer: PeerId): void;
  onParentControl(frame: Frame): void;
  onParentLink(up: boolean): void;
}

export interface EndpointCounters extends InboundCounters {
  /** Messages that a socket or a full queue did not take. */
  lost: number;
  sentDown: number;
  sentUp: number;
  receivedUp: number;
  receivedDown: number;
  badRequests: number;
}

/**
 * The messaging face of a node: an inbound and an outbound side, made of channels. What a channel sends goes down to
 * the children and up to the parent at once; what comes from one side is delivered here and passed on to the other.
 */
export class Endpoint {
  readonly #parts: EndpointParts;
  readonly #self: { origin: Uint8Array; incarnation: number };
  readonly #channels = new Map<string, Channel>();
  readonly #listener: ChannelListener;
  readonly #responder = new Responder();
  readonly #gapListeners: ((gap: Gap) => void)[] = [];
  #parentStreamListener: (() => void) | undefined;
  #control: ControlListeners | undefined;
  #downlink: Downlink | undefined;
  #downQueue: OutboundQueue | undefined;
  #uplink: Uplink | undefined;
  #upQueue: OutboundQueue | undefined;
  #requester: Requester | undefined;
  #lost = 0;
  #receivedUp = 0;
  #receivedDown = 0;
  #badRequests = 0;
  #sentDownBefore = 0;
  #sentUpBefore = 0;

  constructor(parts: EndpointParts) {
    this.#parts = parts;
    this.#self = { origin: uuidBytes(parts.nodeId), incarnation: parts.incarnation };
    this.#listener = new ChannelListener({
      self: this.#self,
      maxStreams: streamDefaults.maxStreams,
      monotonic: () => parts.clock.monotonic(),
      log: parts.log,
      relay: (side, section, messages) => this.#relay(side, section, messages),
      onGap: (gap) => {
        for (const listener of this.#gapListeners) listener(gap);
      },
    });
  }

  get incarnation(): number {
    return this.#parts.incarnation;
  }

  get counters(): EndpointCounters {
    return {
      ...this.#listener.counters,
      lost: this.#lost,
      sentDown: this.#sentDownBefore + (this.#downQueue?.sent.messages ?? 0),
      sentUp: this.#sentUpBefore + (this.#upQueue?.sent.messages ?? 0),
      receivedUp: this.#receivedUp,
      receivedDown: this.#receivedDown,
      badRequests: this.#badRequests,
    };
  }

  /** The channel of this name; the same one at each call. */
  channel(name: string): Channel {
    let channel = this.#channels.get(name);
    if (channel === undefined) {
      channel = new Channel(this.#self, name, this.#parts.clock, (message) => this.#emit(message));
      this.#channels.set(name, channel);
    }
    return channel;
  }

  /** Handles what others send on a channel; a name that ends in `/` handles all channels that begin so. */
  handle(channel: string, handler: MessageHandler): void {
    this.#listener.handle(channel, handler);
  }

  /** Hears of holes in reliable streams. */
  onGap(listener: (gap: Gap) => void): void {
    this.#gapListeners.push(listener);
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

  /** Starts listening for children; answers with the control port. Fails with `port-in-use` or `address-invalid`. */
  async openDownlink(host: string, port: number): Promise<number> {
    const downlink = new Downlink(this.#parts.transport, this.#parts.socketOptions, {
      onCollected: (frame) => this.#take('children', frame),
      onControl: (peer, frame) => this.#control?.onChildControl(peer, frame),
      onRequest: (peer, frame) => this.#answer(peer, frame),
      onPeerGone: (peer) => this.#control?.onChildGone(peer),
    });
    try {
      await downlink.open(host, port);
    } catch (thrown) {
      await downlink.close();
      throw thrown;
    }
    this.#downlink = downlink;
    this.#downQueue = new OutboundQueue(
      { send: (frame) => downlink.publish(frame) },
      streamDefaults,
      (messages) => void (this.#lost += messages),
    );
    return downlink.controlPort;
  }

  get downlinkPorts(): DownlinkPorts | undefined {
    return this.#downlink?.ports;
  }

  controlChild(peer: PeerId, frame: Frame): void {
    this.#downlink?.control(peer, frame);
  }

  /** Opens the control connection to a parent-to-be at `host:port`; a former uplink is closed. Throws `address-invalid`. */
  async connectUplink(hostPort: string): Promise<void> {
    const address = parseHostPort(hostPort);
    await this.closeUplink();
    this.#uplink = new Uplink(this.#parts.transport, this.#parts.socketOptions, {
      onPublished: (frame) => this.#take('parent', frame),
      onControl: (frame) => this.#control?.onParentControl(frame),
      onReply: (frame) => this.#takeReply(frame),
      onLink: (up) => this.#control?.onParentLink(up),
    });
    this.#uplink.connect(address);
  }

  /** Hangs the stream from the parent, after it has let this node in. */
  attachUplink(ports: DownlinkPorts): void {
    const uplink = this.#uplink;
    if (uplink === undefined) throw new BanyanError('not-joined', 'There is no parent to attach to.');
    uplink.attach(ports);
    this.#upQueue = new OutboundQueue(
      { send: (frame) => uplink.push(frame) },
      streamDefaults,
      (messages) => void (this.#lost += messages),
    );
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

  /** Reliable streams that moved lately and how far they are here, own ones included. */
  positions(): Position[] {
    const since = this.#parts.clock.monotonic() - streamDefaults.digestWindowMs;
    const own: Position[] = [];
    for (const channel of this.#channels.values()) {
      if (channel.deliveryClass !== 'reliable' || channel.sequence === 0 || channel.sentAt < since) continue;
      own.push({
        origin: this.#parts.nodeId,
        incarnation: this.#parts.incarnation,
        channel: channel.name,
        sequence: channel.sequence,
      });
    }
    return [...own, ...this.#listener.positions(streamDefaults.digestWindowMs, streamDefaults.digestEntries)].slice(
      0,
      streamDefaults.digestEntries,
    );
  }

  /** The highest number of a stream that has come here (or gone out, for own ones). */
  highest(position: Omit<Position, 'sequence'>): number {
    const own = position.origin === this.#parts.nodeId && position.incarnation === this.#parts.incarnation;
    return own ? (this.#channels.get(position.channel)?.sequence ?? 0) : this.#listener.highest(position);
  }

  /** All streams of a channel that are known here, and how far they are. */
  known(channel: string): Position[] {
    const own = this.#channels.get(channel);
    const others = this.#listener.known(channel);
    if (own === undefined || own.sequence === 0) return others;
    return [...others, { origin: this.#parts.nodeId, incarnation: this.#parts.incarnation, channel, sequence: own.sequence }];
  }

  advanceTo(position: Position): void {
    this.#listener.advanceTo(position);
  }

  /** Lets go of the parent. Idempotent. */
  async closeUplink(): Promise<void> {
    this.#sentUpBefore += this.#upQueue?.sent.messages ?? 0;
    this.#upQueue?.end();
    this.#upQueue = undefined;
    this.#requester?.end();
    this.#requester = undefined;
    const uplink = this.#uplink;
    this.#uplink = undefined;
    await uplink?.close();
  }

  /** Lets go of parent and children. Idempotent. */
  async close(): Promise<void> {
    await this.closeUplink();
    this.#sentDownBefore += this.#downQueue?.sent.messages ?? 0;
    this.#downQueue?.end();
    this.#downQueue = undefined;
    const downlink = this.#downlink;
    this.#downlink = undefined;
    await downlink?.close();
  }

  #emit(message: OutboundMessage): void {
    const { prefix, clock, sequence, kind, payload } = message;
    if (this.#downQueue?.offer(prefix, clock, sequence, kind, payload) === false) this.#lost++;
    if (this.#upQueue?.offer(prefix, clock, sequence, kind, payload) === false) this.#lost++;
  }

  #take(side: Side, frame: Frame): void | Promise<void> {
    const before = this.#listener.counters.messages;
    this.#listener.take(side, frame);
    const taken = this.#listener.counters.messages - before;
    if (side === 'parent') {
      this.#receivedDown += taken;
      this.#parentStreamListener?.();
    } else this.#receivedUp += taken;
    // A child is read from no faster than its messages can be passed on upwards.
    if (side === 'children' && this.#upQueue !== undefined && this.#upQueue.waitingBytes >= streamDefaults.queueBytes)
      return this.#upQueue.whenRoom();
  }

  #relay(side: Side, section: Uint8Array, messages: number): void {
    // A publish goes to all children, so what came from one of them goes down as well.
    if (this.#downQueue?.offerSection(section, messages) === false) this.#lost += messages;
    if (side === 'children' && this.#upQueue?.offerSection(section, messages) === false) this.#lost += messages;
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
