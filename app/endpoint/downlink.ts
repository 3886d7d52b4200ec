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

interface Sockets {
  publisher: Publisher;
  puller: Puller;
  control: Router;
  requests: Router;
}

/** Times that it is tried to have the same addresses again. */
const mostTries = 20;

/**
 * The sockets by which a node serves its children: PUB and PULL for the stream, one ROUTER for hello and heartbeats
 * and another for requests, so that bulk can't starve the heartbeats.
 */
export class Downlink {
  readonly #transport: Transport;
  readonly #options: { control: SocketOptions; data: SocketOptions };
  readonly #listeners: DownlinkListeners;
  #sockets: Sockets;
  readonly #controlQueue: FrameQueue<Addressed>;
  readonly #replyQueue: FrameQueue<Addressed>;
  #ports: DownlinkPorts | undefined;
  #controlAddress = '';
  #closed = false;
  #renewal: Promise<void> = Promise.resolve();

  /** Strangers may come to the control socket, so its `options` may be others. */
  constructor(transport: Transport, options: { control: SocketOptions; data: SocketOptions }, listeners: DownlinkListeners) {
    this.#transport = transport;
    this.#options = options;
    this.#listeners = listeners;
    this.#sockets = this.#newSockets();
    this.#controlQueue = new FrameQueue(({ peer, frame }) => this.#sockets.control.send(peer, frame), queueLengths.control);
    this.#replyQueue = new FrameQueue(({ peer, frame }) => this.#sockets.requests.send(peer, frame), queueLengths.requests);
  }

  /** Binds everything; `address` is the control socket's. Fails with `port-in-use` or `address-invalid`. */
  async open(address: string): Promise<void> {
    const { control, publisher, puller, requests } = this.#sockets;
    const { publish, collect, request } = this.#ports ?? { publish: 0, collect: 0, request: 0 };
    this.#controlAddress = await control.bind(address);
    const bound = {
      publish: portOf(await publisher.bind(besideControl(this.#controlAddress, 'publish', publish))),
      collect: portOf(await puller.bind(besideControl(this.#controlAddress, 'collect', collect))),
      request: portOf(await requests.bind(besideControl(this.#controlAddress, 'request', request))),
    };
    this.#ports = bound;
  }

  /**
   * Cuts those who would not be admitted any more. Where the transport can't tell them apart all sockets are closed, and
   * opened again at the same addresses: good peers come back by themselves.
   */
  recheck(): void {
    const { control, publisher, puller, requests } = this.#sockets;
    const told = [control, publisher, puller, requests].map((socket) => socket.recheck());
    // One after the other: two at once would be in each other's way at the ports.
    if (told.includes(false)) this.#renewal = this.#renewal.then(() => this.#renew());
  }

  async #renew(): Promise<void> {
    if (this.#closed) return;
    await closeAll(this.#sockets);
    for (let tries = 0; tries < mostTries && !this.#closed; tries++) {
      this.#sockets = this.#newSockets();
      try {
        return await this.open(this.#controlAddress);
      } catch {
        // The system lets go of a port when it pleases.
        await closeAll(this.#sockets);
      }
    }
  }

  #newSockets(): Sockets {
    const { control, data } = this.#options;
    const listeners = this.#listeners;
    const sockets = {
      publisher: this.#transport.publisher(data),
      puller: this.#transport.puller(data),
      control: this.#transport.router(control),
      requests: this.#transport.router(data),
    };
    sockets.puller.onFrame((frame) => listeners.onCollected(frame));
    sockets.control.onFrame((peer, frame) => listeners.onControl(peer, frame));
    sockets.control.onPeerGone((peer) => listeners.onPeerGone(peer));
    sockets.requests.onFrame((peer, frame) => listeners.onRequest(peer, frame));
    return sockets;
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
    return this.#sockets.publisher.send(frame);
  }

  control(peer: PeerId, frame: Frame): void {
    this.#controlQueue.push({ peer, frame });
  }

  /** Ends a peer's control connection once what was said to it is out, where the transport can. */
  hangUp(peer: PeerId): void {
    void this.controlDrained().then(() => this.#sockets.control.hangUp?.(peer));
  }

  reply(peer: PeerId, frame: Frame): void {
    this.#replyQueue.push({ peer, frame });
  }

  /** Resolves when the control frames sent so far are out: for a goodbye before {@link close}. */
  controlDrained(): Promise<void> {
    return this.#controlQueue.drained();
  }

  async close(): Promise<void> {
    this.#closed = true;
    await closeAll(this.#sockets);
  }
}

async function closeAll({ publisher, puller, control, requests }: Sockets): Promise<void> {
  await Promise.all([publisher.close(), puller.close(), control.close(), requests.close()]);
}
