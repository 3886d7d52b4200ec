import { queueLengths } from '../config.ts';
import type { Dealer, Frame, Pusher, SocketOptions, Subscriber, Transport } from '../transport/transport.ts';
import { besideControl, type DownlinkPorts } from './address.ts';
import { FrameQueue } from './frame-queue.ts';
import { subscriptionsOf, type Interest } from './interest.ts';

export interface UplinkListeners {
  onPublished(frame: Frame): void | Promise<void>;
  onControl(frame: Frame): void;
  onReply(frame: Frame): void;
  /** A request that could not be sent. */
  onUnasked(frame: Frame): void;
  /** The control connection came up or broke. */
  onLink(up: boolean): void;
  /** The control connection could not be made this time. */
  onFailed(): void;
}

/**
 * The sockets by which a node hangs from its parent, the mirror of {@link Downlink}. The control connection comes
 * first; the others follow once the parent has let the node in and said where they are.
 */
export class Uplink {
  readonly #control: Dealer;
  readonly #requests: Dealer;
  readonly #subscriber: Subscriber;
  readonly #pusher: Pusher;
  #address = '';
  #publishAddress: string | undefined;
  #listening = false;
  /** What the frames begin with that are subscribed to, by their bytes as text: the empty one is all of them. */
  #prefixes = byText(subscriptionsOf('everything'));
  readonly #controlQueue: FrameQueue<Frame>;
  readonly #requestQueue: FrameQueue<Frame>;

  constructor(transport: Transport, options: SocketOptions, listeners: UplinkListeners) {
    this.#control = transport.dealer(options);
    this.#requests = transport.dealer(options);
    this.#subscriber = transport.subscriber(options);
    this.#pusher = transport.pusher(options);
    this.#controlQueue = new FrameQueue((frame) => this.#control.send(frame), queueLengths.control);
    this.#requestQueue = new FrameQueue(
      (frame) => this.#requests.send(frame),
      queueLengths.requests,
      (frame) => listeners.onUnasked(frame),
    );
    this.#control.onFrame((frame) => listeners.onControl(frame));
    this.#control.onLink((up) => listeners.onLink(up));
    this.#control.onFailed(() => listeners.onFailed());
    this.#requests.onFrame((frame) => listeners.onReply(frame));
    this.#subscriber.onFrame((frame) => listeners.onPublished(frame));
  }

  /** Opens the control connection to the host at `address`. Throws `address-invalid`. */
  connect(address: string): void {
    this.#address = address;
    this.#control.connect(address);
  }

  /** Opens the stream and the request connection, on the host that the control connection goes to and no other. */
  attach(ports: DownlinkPorts): void {
    this.#publishAddress = besideControl(this.#address, 'publish', ports.publish);
    this.listen();
    this.#pusher.connect(besideControl(this.#address, 'collect', ports.collect));
    this.#requests.connect(besideControl(this.#address, 'request', ports.request));
  }

  /** Subscribes to the live stream (again). */
  listen(): void {
    if (this.#publishAddress === undefined) return;
    this.#listening = true;
    for (const prefix of this.#prefixes.values()) this.#subscriber.subscribe(prefix);
    this.#subscriber.connect(this.#publishAddress);
  }

  /** Leaves the live stream; everything else stays. */
  stopListening(): void {
    if (this.#publishAddress === undefined) return;
    this.#listening = false;
    for (const prefix of this.#prefixes.values()) this.#subscriber.unsubscribe(prefix);
    this.#subscriber.disconnect(this.#publishAddress);
  }

  /** Which documents come by the live stream: all of them as long as it was not called. */
  hear(interest: Interest): void {
    const before = this.#prefixes;
    this.#prefixes = byText(subscriptionsOf(interest));
    if (!this.#listening) return;
    const added = [...this.#prefixes].filter(([text]) => !before.has(text));
    const gone = [...before].filter(([text]) => !this.#prefixes.has(text));
    const all = gone.some(([text]) => text === '');
    // Who lets everything come until now must not miss anything while it chooses; else the old makes room for the new.
    if (!all) for (const [, prefix] of gone) this.#subscriber.unsubscribe(prefix);
    for (const [, prefix] of added) this.#subscriber.subscribe(prefix);
    if (all) for (const [, prefix] of gone) this.#subscriber.unsubscribe(prefix);
  }

  push(frame: Frame): Promise<void> {
    return this.#pusher.send(frame);
  }

  /** Sends one control frame after those before it. */
  control(frame: Frame): void {
    this.#controlQueue.push(frame);
  }

  request(frame: Frame): void {
    this.#requestQueue.push(frame);
  }

  /** Resolves when the control frames sent so far are out: for a goodbye before {@link close}. */
  controlDrained(): Promise<void> {
    return this.#controlQueue.drained();
  }

  async close(): Promise<void> {
    await Promise.all([this.#control.close(), this.#requests.close(), this.#subscriber.close(), this.#pusher.close()]);
  }
}

const byText = (prefixes: readonly Uint8Array[]): ReadonlyMap<string, Uint8Array> =>
  new Map(prefixes.map((prefix) => [Buffer.from(prefix).toString('latin1'), prefix]));
