/**
 * Sockets by pattern, as ZeroMQ knows them, over whatever carries them.
 * Every implementation passes test/contract/transport.ts; nothing above this file knows which one runs.
 *
 * Addresses: `tcp://HOST:PORT` (port 0 or `*` at bind: any free one), `ipc://PATH`, `inproc://NAME`.
 */

/** Bytes as they cross a link. Whoever sends or receives one never changes it afterwards. */
export type Frame = Uint8Array;

/** A client of a router, named by the transport; opaque, unique per connection. */
export type PeerId = string;

/** Keys of one node for CURVE (RFC 26), 32 bytes each. */
export interface CurveKeys {
  publicKey: Uint8Array;
  secretKey: Uint8Array;
}

/** How a socket proves itself and whom it lets in. Without it: NULL, in the clear. */
export type Security =
  | {
      role: 'server';
      keys: CurveKeys;
      /**
       * Whether the owner of this public key may connect; asked once per handshake. Whoever is
       * turned away keeps trying, and gets in once the answer has changed; a live link is cut by `recheck` only.
       */
      admits(publicKey: Uint8Array): boolean;
    }
  | { role: 'client'; keys: CurveKeys; serverKey: Uint8Array };

export interface SocketOptions {
  /** Most frames that wait in the socket, per peer where the pattern has several; from 1. */
  highWaterMark: number;
  /** A peer that sends a larger frame is cut off. At least 1,024, so that handshakes fit. */
  maxFrameBytes: number;
  /** How long a send may wait for room before it fails with `queue-full`. */
  sendTimeoutMs: number;
  security?: Security;
  /** Bounds on who connects to it when it is bound, where the transport sees addresses; absent: only the transport's own. */
  callers?: CallerLimits;
}

/** How a bound socket that strangers may connect to keeps room for all of them. */
export interface CallerLimits {
  /** Connections at once, and those of one address. The longest silent one makes room for a new one. */
  most: number;
  perAddress: number;
  /** Connections that one address may begin within a minute. */
  perAddressPerMinute: number;
  /** Whoever has sent no message by then is cut. */
  silentMs: number;
}

/** Called for each frame in order. While a returned promise is pending nothing further is read: back-pressure. */
export type FrameListener = (frame: Frame) => void | Promise<void>;

export interface Socket {
  /** Lets go of the socket and its addresses at once; frames that wait are dropped. Idempotent. */
  close(): Promise<void>;
}

export interface Binding {
  /**
   * Listens at the address; answers with it, the port filled in.
   * Fails with `port-in-use` or `address-invalid`.
   */
  bind(address: string): Promise<string>;
  /**
   * Asks again whether the owners of live links may be there ({@link Security}), and cuts those of whom `admits` says no
   * now. False when this transport can't tell which link is whose: then only closing the socket cuts them.
   */
  recheck(): boolean;
}

export interface Connecting {
  /** Connects, and connects again with growing pauses whenever the link breaks, until `disconnect` or `close`. */
  connect(address: string): void;
  disconnect(address: string): void;
  /** Told whenever the link comes up or goes down. */
  onLink(listener: (up: boolean) => void): void;
  /**
   * Told when an attempt to connect ended without a link: nobody listens there, it was refused, or the
   * handshake failed. It is tried again by itself. The address comes in its normal form (`formatAddress`);
   * it is not told of one that was disconnected meanwhile.
   */
  onFailed(listener: (address: string) => void): void;
}

export interface Sending {
  /**
   * Hands over one frame; resolves when the socket has taken it. One at a time: wait before the next.
   * Fails with `queue-full` (nobody took it in time) or `closed`.
   */
  send(frame: Frame): Promise<void>;
}

export interface Receiving {
  /** Exactly one listener, set before `bind` or `connect`. */
  onFrame(listener: FrameListener): void;
}

/** PUB: to every subscriber; to those whose queue is full, not. Never waits. */
export interface Publisher extends Socket, Binding, Sending {}

/** SUB: frames that begin with a subscribed prefix (an empty one takes all). */
export interface Subscriber extends Socket, Connecting, Receiving {
  subscribe(prefix: Uint8Array): void;
  unsubscribe(prefix: Uint8Array): void;
}

/** PUSH: to the one host it is connected to; waits for a live link and for room. */
export interface Pusher extends Socket, Connecting, Sending {}

/** PULL: from every pusher, fairly. */
export interface Puller extends Socket, Binding, Receiving {}

/** DEALER: one client's conversation with a router; a send waits for a live link and for room. */
export interface Dealer extends Socket, Connecting, Sending, Receiving {}

/** ROUTER: conversations with many dealers. */
export interface Router extends Socket, Binding {
  /** Fails with `not-found` when the peer is not connected, `queue-full` when it does not read. */
  send(peer: PeerId, frame: Frame): Promise<void>;
  onFrame(listener: (peer: PeerId, frame: Frame) => void | Promise<void>): void;
  /** Told when a peer's connection goes, as far as the transport can see it. */
  onPeerGone(listener: (peer: PeerId) => void): void;
  /** Ends a peer's connection at once, where the transport can; it may come again. */
  hangUp?(peer: PeerId): void;
}

/** What a transport turned away since it was made, as far as it can see it. Only ever grows. */
export interface TransportCounters {
  /** Handshakes that failed: wrong keys, not admitted, no ZMTP, too slow. */
  handshakesRefused: number;
  /** Live links that were cut: too large a frame, broken framing. */
  peersCut: number;
  /** Messages that came whole but not in the shape of the pattern; dropped. */
  messagesMalformed: number;
}

/** Makes sockets. Closing the transport closes every socket it made. */
export interface Transport {
  readonly name: 'zeromq' | 'zmtp' | 'memory';
  readonly counters: Readonly<TransportCounters>;
  publisher(options: SocketOptions): Publisher;
  subscriber(options: SocketOptions): Subscriber;
  pusher(options: SocketOptions): Pusher;
  puller(options: SocketOptions): Puller;
  dealer(options: SocketOptions): Dealer;
  router(options: SocketOptions): Router;
  close(): Promise<void>;
}
