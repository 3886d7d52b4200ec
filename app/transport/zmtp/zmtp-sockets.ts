import type { Clock } from '../../clock.ts';
import { BanyanError } from '../../errors.ts';
import type { Log } from '../../log.ts';
import type { Random } from '../../random.ts';
import type { LinkTimings } from '../link-timings.ts';
import { checkedOptions } from '../socket-options.ts';
import { noCounters } from '../transport-counters.ts';
import type { SocketOptions } from '../transport.ts';
import { InprocHub } from './inproc-hub.ts';
import { dealerSocket } from './patterns/dealer.ts';
import { pullSocket, pushSocket } from './patterns/pipeline.ts';
import { extendedPublishSocket, publishSocket } from './patterns/publish.ts';
import { replySocket } from './patterns/reply.ts';
import { requestSocket } from './patterns/request.ts';
import { routerSocket } from './patterns/router.ts';
import { extendedSubscribeSocket, subscribeSocket } from './patterns/subscribe.ts';
import type { SocketType } from './socket-type.ts';
import { ZmtpSocket } from './zmtp-socket.ts';

/** What ZMTP sockets use. */
export interface ZmtpParts {
  clock: Clock;
  random: Random;
  log: Log;
  timings: LinkTimings;
}

/**
 * All ZMTP sockets, with messages of any number of frames: ZMTP 3.1 (RFC 37) over TCP and Unix
 * domain sockets, in TypeScript alone. Talks to libzmq, also of the 3.0 kind (RFC 23).
 */
export class ZmtpSockets {
  readonly counters = noCounters();
  readonly #parts: ZmtpParts;
  readonly #hub = new InprocHub();
  readonly #open = new Set<ZmtpSocket>();
  #closed = false;

  constructor(parts: ZmtpParts) {
    this.#parts = parts;
  }

  pub(options: SocketOptions) {
    return publishSocket(this.#socket('PUB', options));
  }

  xpub(options: SocketOptions) {
    return extendedPublishSocket(this.#socket('XPUB', options));
  }

  sub(options: SocketOptions) {
    return subscribeSocket(this.#socket('SUB', options));
  }

  xsub(options: SocketOptions) {
    return extendedSubscribeSocket(this.#socket('XSUB', options));
  }

  push(options: SocketOptions) {
    return pushSocket(this.#socket('PUSH', options));
  }

  pull(options: SocketOptions) {
    return pullSocket(this.#socket('PULL', options));
  }

  dealer(options: SocketOptions) {
    return dealerSocket(this.#socket('DEALER', options));
  }

  router(options: SocketOptions) {
    return routerSocket(this.#socket('ROUTER', options));
  }

  req(options: SocketOptions) {
    return requestSocket(this.#socket('REQ', options));
  }

  rep(options: SocketOptions) {
    return replySocket(this.#socket('REP', options));
  }

  /** Closes every socket. Idempotent. */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all([...this.#open].map((socket) => socket.close()));
  }

  #socket(type: SocketType, options: SocketOptions): ZmtpSocket {
    if (this.#closed) throw new BanyanError('closed', 'The transport was closed.');
    const socket = new ZmtpSocket({
      ...this.#parts,
      type,
      options: checkedOptions(options),
      counters: this.counters,
      hub: this.#hub,
      closed: (which) => void this.#open.delete(which),
    });
    this.#open.add(socket);
    return socket;
  }
}
