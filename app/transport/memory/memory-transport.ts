import type { Clock } from '../../clock.ts';
import { BanyanError } from '../../errors.ts';
import type { Log } from '../../log.ts';
import type { LinkTimings } from '../link-timings.ts';
import { checkedOptions } from '../socket-options.ts';
import { noCounters } from '../transport-counters.ts';
import type { SocketOptions, Transport } from '../transport.ts';
import type { Pattern } from './link.ts';
import type { MemoryNetwork } from './memory-network.ts';
import { MemorySocket } from './memory-socket.ts';
import { dealerOn, pullerOn, pusherOn } from './pipelining.ts';
import { publisherOn, subscriberOn } from './publishing.ts';
import { routerOn } from './routing.ts';

/** What a transport in memory uses. */
export interface MemoryParts {
  network: MemoryNetwork;
  clock: Clock;
  log: Log;
  timings: LinkTimings;
  /** Name of the node, as the network's policy sees it; unique in the network. */
  node: string;
  /** Addresses of the machine this node stands for. Default: loopback. */
  hosts?: readonly string[];
}

/**
 * Sockets inside one process, for tests, the simulator and the demo: no bytes leave it, time is the
 * clock's, and the same calls in the same order give the same outcome.
 */
export class MemoryTransport implements Transport {
  readonly name = 'memory';
  readonly counters = noCounters();
  readonly #parts: MemoryParts;
  readonly #open = new Set<MemorySocket>();
  #closed = false;

  constructor(parts: MemoryParts) {
    this.#parts = parts;
  }

  publisher(options: SocketOptions) {
    return publisherOn(this.#socket('publish', options));
  }

  subscriber(options: SocketOptions) {
    return subscriberOn(this.#socket('subscribe', options));
  }

  pusher(options: SocketOptions) {
    return pusherOn(this.#socket('push', options));
  }

  puller(options: SocketOptions) {
    return pullerOn(this.#socket('pull', options));
  }

  dealer(options: SocketOptions) {
    return dealerOn(this.#socket('dealer', options));
  }

  router(options: SocketOptions) {
    return routerOn(this.#socket('router', options));
  }

  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all([...this.#open].map((socket) => socket.close()));
  }

  #socket(pattern: Pattern, options: SocketOptions): MemorySocket {
    if (this.#closed) throw new BanyanError('closed', 'The transport was closed.');
    const { network, clock, log, timings, node, hosts = ['127.0.0.1', 'localhost'] } = this.#parts;
    const socket = new MemorySocket({
      network,
      clock,
      log,
      timings,
      node,
      pattern,
      hosts,
      counters: this.counters,
      options: checkedOptions(options),
      closed: (which) => void this.#open.delete(which),
    });
    this.#open.add(socket);
    return socket;
  }
}
