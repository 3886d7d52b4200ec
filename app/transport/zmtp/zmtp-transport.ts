import { dealerFrame, dealerParts, onlyFrame } from '../message-shape.ts';
import type {
  Dealer,
  FrameListener,
  Publisher,
  Puller,
  Pusher,
  Router,
  SocketOptions,
  Subscriber,
  Transport,
  TransportCounters,
} from '../transport.ts';
import type { Message } from './connection.ts';
import type { MessageListener } from './patterns/links.ts';
import { ZmtpSockets } from './zmtp-sockets.ts';
import type { ZmtpParts } from './zmtp-sockets.ts';

/** Sockets in TypeScript alone, behind the interface: messages of one frame. */
export class ZmtpTransport implements Transport {
  readonly name = 'zmtp';
  readonly #sockets: ZmtpSockets;
  readonly #malformed: () => void;

  constructor(parts: ZmtpParts) {
    const sockets = new ZmtpSockets(parts);
    this.#sockets = sockets;
    this.#malformed = () => void (sockets.counters.messagesMalformed += 1);
  }

  get counters(): Readonly<TransportCounters> {
    return this.#sockets.counters;
  }

  publisher(options: SocketOptions): Publisher {
    const { bind, recheck, send, close } = this.#sockets.pub(options);
    return { bind, recheck, send: (frame) => send([frame]), close };
  }

  subscriber(options: SocketOptions): Subscriber {
    const { onMessage, ...socket } = this.#sockets.sub(options);
    return { ...socket, onFrame: this.#frames(onMessage) };
  }

  pusher(options: SocketOptions): Pusher {
    const { send, ...socket } = this.#sockets.push(options);
    return { ...socket, send: (frame) => send([frame]) };
  }

  puller(options: SocketOptions): Puller {
    const { bind, recheck, onMessage, close } = this.#sockets.pull(options);
    return { bind, recheck, onFrame: this.#frames(onMessage), close };
  }

  dealer(options: SocketOptions): Dealer {
    const { send, onMessage, ...socket } = this.#sockets.dealer(options);
    return { ...socket, send: (frame) => send(dealerParts(frame)), onFrame: this.#frames(onMessage) };
  }

  router(options: SocketOptions): Router {
    const { bind, recheck, send, onMessage, onPeerGone, hangUp, close } = this.#sockets.router(options);
    return {
      bind,
      recheck,
      send: (peer, frame) => send(peer, [frame]),
      onFrame: (listener) =>
        onMessage((peer, message) => {
          const frame = dealerFrame(message);
          return frame ? listener(peer, frame) : this.#malformed();
        }),
      onPeerGone,
      hangUp,
      close,
    };
  }

  close(): Promise<void> {
    return this.#sockets.close();
  }

  #frames(onMessage: (listener: MessageListener) => void): (listener: FrameListener) => void {
    return (listener) =>
      onMessage((message: Message) => {
        const frame = onlyFrame(message);
        return frame ? listener(frame) : this.#malformed();
      });
  }
}
