import { queueLengths } from '../config.ts';
import type { Dealer, Frame, Pusher, SocketOptions, Subscriber, Transport } from '../transport/transport.ts';
import { besideControl, type DownlinkPorts } from './address.ts';
import { FrameQueue } from './frame-queue.ts';

export interface UplinkListeners {
  onPublished(frame: Frame): void | Promise<void>;
  onControl(frame: Frame): void;
  onReply(frame: Frame): void;
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
  readonly #controlQueue: FrameQueue<Frame>;
  readonly #requestQueue: FrameQueue<Frame>;

  constructor(transport: Transport, options: SocketOptions, listeners: UplinkListeners) {
    this.#control = transport.dealer(options);
    this.#requests = transport.dealer(options);
    this.#subscriber = transport.subscriber(options);
    this.#pusher = transport.pusher(options);
    this.#controlQueue = new FrameQueue((frame) => this.#control.send(frame), queueLengths.control);
    this.#requestQueue = new FrameQueue((frame) => this.#requests.send(frame), queueLengths.requests);
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
    this.#subscriber.subscribe(new Uint8Array());
    this.#subscriber.connect(this.#publishAddress);
  }

  /** Leaves the live stream; everything else stays. */
  stopListening(): void {
    if (this.#publishAddress === undefined) return;
    this.#subscriber.unsubscribe(new Uint8Array());
    this.#subscriber.disconnect(this.#publishAddress);
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
