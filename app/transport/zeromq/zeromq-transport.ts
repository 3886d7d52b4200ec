import { Context, Dealer, Publisher, Pull, Push, Subscriber } from 'zeromq';
import type { Socket as Native, SocketOptions as NativeOptions } from 'zeromq';
import type { Clock } from '../../clock.ts';
import { BanyanError } from '../../errors.ts';
import type { Log } from '../../log.ts';
import type { Random } from '../../random.ts';
import type { LinkTimings } from '../link-timings.ts';
import { checkedOptions } from '../socket-options.ts';
import { noCounters } from '../transport-counters.ts';
import type { SocketOptions, Transport } from '../transport.ts';
import { nativeSettings, receivingSettings, sendingSettings } from './native-settings.ts';
import { nativeSocket } from './native-socket.ts';
import type { NativeSocket } from './native-socket.ts';
import { NotifyingRouter } from './notifying-router.ts';
import { routerOn } from './router.ts';
import { dealerOn, publisherOn, pullerOn, pusherOn, subscriberOn } from './sockets.ts';
import { ZapHandler } from './zap-handler.ts';

/** What a zeromq transport uses. */
export interface ZeromqParts {
  clock: Clock;
  random: Random;
  log: Log;
  timings: LinkTimings;
}

type Settings = NativeOptions<Native>;

/**
 * Sockets of libzmq (ZMTP 3.1, RFC 37), with a context of their own. Only for a process's main
 * thread: libzmq crashes in worker threads. A peer that stands still without its connection breaking
 * is not noticed. An `inproc://` link counts as up as soon as it is asked for. A host that wants another
 * mechanism (NULL, CURVE) is told as a failed attempt once and not tried again.
 */
export class ZeromqTransport implements Transport {
  readonly name = 'zeromq';
  readonly counters = noCounters();
  readonly #parts: ZeromqParts;
  readonly #context = new Context({ blocky: false });
  readonly #open = new Set<NativeSocket<Native>>();
  #zap: ZapHandler | undefined;
  #closed = false;

  constructor(parts: ZeromqParts) {
    this.#parts = parts;
  }

  publisher(options: SocketOptions) {
    const sendHighWaterMark = options.highWaterMark;
    return publisherOn(this.#socket(options, (common) => new Publisher({ ...common, sendHighWaterMark })));
  }

  subscriber(options: SocketOptions) {
    const settings = receivingSettings(options);
    return subscriberOn(this.#socket(options, (common) => new Subscriber({ ...common, ...settings })));
  }

  pusher(options: SocketOptions) {
    const settings = sendingSettings(options);
    return pusherOn(
      this.#socket(options, (common) => new Push({ ...common, ...settings })),
      options.sendTimeoutMs,
    );
  }

  puller(options: SocketOptions) {
    const settings = receivingSettings(options);
    return pullerOn(this.#socket(options, (common) => new Pull({ ...common, ...settings })));
  }

  dealer(options: SocketOptions) {
    const settings = { ...sendingSettings(options), ...receivingSettings(options) };
    return dealerOn(
      this.#socket(options, (common) => new Dealer({ ...common, ...settings })),
      options.sendTimeoutMs,
      this.#parts.random,
    );
  }

  router(options: SocketOptions) {
    const settings = {
      ...receivingSettings(options),
      sendHighWaterMark: options.highWaterMark,
      // Without `mandatory` what can't be delivered vanishes; with it and a timeout a send may hang.
      mandatory: true,
      sendTimeout: 0,
      // With handover a newcomer with a known id would receive what is meant for its owner.
      handover: false,
    };
    return routerOn(this.#socket(options, (common) => new NotifyingRouter({ ...common, ...settings })));
  }

  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all([...this.#open].map((socket) => socket.close()));
    this.#zap?.close();
  }

  #socket<N extends Native>(options: SocketOptions, make: (settings: Settings) => N): NativeSocket<N> {
    if (this.#closed) throw new BanyanError('closed', 'The transport was closed.');
    const { security } = checkedOptions(options);
    const { clock, log, timings } = this.#parts;
    const zap = security?.role === 'server' ? (this.#zap ??= new ZapHandler(this.#context, log)) : undefined;
    const domain = security?.role === 'server' ? zap?.addDomain((key) => security.admits(key)) : undefined;
    const native = make({ context: this.#context, ...nativeSettings(options, timings, domain) });
    const socket = nativeSocket({ native, clock, log, timings, counters: this.counters }, () => {
      if (domain !== undefined) zap?.removeDomain(domain);
      this.#open.delete(socket);
    });
    this.#open.add(socket);
    return socket;
  }
}
