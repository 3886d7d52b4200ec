import { queueLengths } from '../config.ts';
import type { Frame, PeerId, Publisher, Puller, Router, SocketOptions, Transport } from '../transport/transport.ts';
import { besideControl, portOf, type DownlinkPorts } from './address.ts';
import { FrameQueue } from './frame-queue.ts';

export interface DownlinkListeners {
  onCollected(frame: Frame): void | Promise<void>;
  onControl(peer: PeerId, frame: Frame): void;
  onRequest(peer: PeerId, frame: Frame): void | Promise<void>;
  onPeerGone(peer: PeerId): void;
}

interface Addressed {
  peer: PeerId;
  frame: Frame;
}

/**
 * The sockets by which a node serves its children: PUB and PULL for the stream, one ROUTER for hello and heartbeats
 * and another for requests, so that bulk can't starve the heartbeats.
 */
export class Downlink {
  readonly #publisher: Publisher;
  readonly #puller: Puller;
  readonly #control: Router;
  readonly #requests: Router;
  readonly #controlQueue: FrameQueue<Addressed>;
  readonly #replyQueue: FrameQueue<Addressed>;
  #ports: DownlinkPorts | undefined;
  #controlAddress = '';

  constructor(transport: Transport, options: SocketOptions, listeners: DownlinkListeners) {
    this.#publisher = transport.publisher(options);
    this.#puller = transport.puller(options);
    this.#control = transport.router(options);
    this.#requests = transport.router(options);
    this.#controlQueue = new FrameQueue(({ peer, frame }) => this.#control.send(peer, frame), queueLengths.control);
    this.#replyQueue = new FrameQueue(({ peer, frame }) => this.#requests.send(peer, frame), queueLengths.requests);
    this.#puller.onFrame((frame) => listeners.onCollected(frame));
    this.#control.onFrame((peer, frame) => listeners.onControl(peer, frame));
    this.#control.onPeerGone((peer) => listeners.onPeerGone(peer));
    this.#requests.onFrame((peer, frame) => listeners.onRequest(peer, frame));
  }

  /** Binds everything; `address` is the control socket's. Fails with `port-in-use` or `address-invalid`. */
  async open(address: string): Promise<void> {
    this.#controlAddress = await this.#control.bind(address);
    const publish = portOf(await this.#publisher.bind(besideControl(this.#controlAddress, 'publish', 0)));
    const collect = portOf(await this.#puller.bind(besideControl(this.#controlAddress, 'collect', 0)));
    const request = portOf(await this.#requests.bind(besideControl(this.#controlAddress, 'request', 0)));
    this.#ports = { publish, collect, request };
  }

  /** Known once open. */
  get ports(): DownlinkPorts {
    if (this.#ports === undefined) throw new Error('The downlink is not open yet.');
    return this.#ports;
  }

  /** Where clients connect to. */
  get address(): string {
    return this.#controlAddress;
  }

  publish(frame: Frame): Promise<void> {
    return this.#publisher.send(frame);
  }

  control(peer: PeerId, frame: Frame): void {
    this.#controlQueue.push({ peer, frame });
  }

  reply(peer: PeerId, frame: Frame): void {
    this.#replyQueue.push({ peer, frame });
  }

  /** Resolves when the control frames sent so far are out: for a goodbye before {@link close}. */
  controlDrained(): Promise<void> {
    return this.#controlQueue.drained();
  }

  async close(): Promise<void> {
    await Promise.all([this.#publisher.close(), this.#puller.close(), this.#control.close(), this.#requests.close()]);
  }
}
