import type { Clock } from '../../clock.ts';
import { BanyanError } from '../../errors.ts';
import { admitEachOther } from './admission.ts';
import { MemoryLink } from './link.ts';
import type { LinkEnd, Station } from './link.ts';

/** What the network does to those who use it; a simulator brings its own. Nodes go by name. */
export interface LinkPolicy {
  /** Whether `from` can reach `to` now; asked at each attempt to connect. */
  connects(from: string, to: string): boolean;
  /**
   * Milliseconds until the bytes are at the other side, or `lost`. Within a link nothing overtakes.
   * Also asked, with no bytes, for the handshake and for the news that a link was closed.
   */
  deliver(from: string, to: string, bytes: Uint8Array): number | 'lost';
}

/** Everybody reaches everybody at once. */
export const perfectPolicy: LinkPolicy = { connects: () => true, deliver: () => 0 };

/** First of the ports that are handed out when somebody binds to port 0. */
const firstFreePort = 49_152;

/** The place where transports in memory meet: addresses, and the links between them. */
export class MemoryNetwork {
  readonly #clock: Clock;
  readonly #policy: LinkPolicy;
  readonly #bindings = new Map<string, Station>();
  readonly #links = new Set<MemoryLink>();
  #lastPort = firstFreePort - 1;
  #lastPeer = 0;

  constructor(parts: { clock: Clock; policy?: LinkPolicy }) {
    this.#clock = parts.clock;
    this.#policy = parts.policy ?? perfectPolicy;
  }

  /** A port that was never handed out before. */
  freePort(): number {
    this.#lastPort += 1;
    return this.#lastPort;
  }

  /** Puts a station at all of these addresses, or at none. Fails with `port-in-use`. */
  bind(keys: readonly string[], station: Station): void {
    const taken = keys.find((key) => this.#bindings.has(key));
    if (taken !== undefined) {
      throw new BanyanError('port-in-use', `${taken} is in use: choose another port, or 0 for any free one.`);
    }
    for (const key of keys) this.#bindings.set(key, station);
  }

  release(keys: readonly string[]): void {
    for (const key of keys) this.#bindings.delete(key);
  }

  /**
   * Tries once to link a station with whoever is bound at the address. Later, and unless `wanted`
   * says no by then, `done` gets the client's end of the link, if there is one; then both join it.
   */
  attempt(client: Station, key: string, wanted: () => boolean, done: (end: LinkEnd | undefined) => void): void {
    const host = this.#bindings.get(key);
    const reachable = host && this.#policy.connects(client.node, host.node);
    const delay = reachable ? this.#policy.deliver(client.node, host.node, new Uint8Array(0)) : 0;
    const delayMs = delay === 'lost' ? client.timings.handshakeTimeoutMs : delay;
    this.#clock.after(delayMs, () => {
      if (!wanted()) return;
      // The host may have gone or changed while the handshake was under way.
      const present = reachable && delay !== 'lost' && this.#bindings.get(key) === host;
      const link = present && this.#handshake(client, host) ? this.#link(client, host) : undefined;
      done(link?.ends[0]);
      link?.join();
    });
  }

  /** Breaks every link between two nodes; they may connect again at once if the policy lets them. */
  cut(one: string, other: string): void {
    for (const link of this.#links) if (link.joins(one, other)) link.cut();
    this.#forgetClosed();
  }

  #handshake(client: Station, host: Station): boolean {
    if (!admitEachOther(client.security, host.security)) {
      client.counters.handshakesRefused += 1;
      host.counters.handshakesRefused += 1;
      return false;
    }
    return true;
  }

  #link(client: Station, host: Station): MemoryLink {
    this.#forgetClosed();
    const deliver = this.#policy.deliver.bind(this.#policy);
    const link = new MemoryLink(this.#clock, deliver, [client, host], [this.#newPeer(), this.#newPeer()]);
    this.#links.add(link);
    return link;
  }

  #newPeer(): string {
    this.#lastPeer += 1;
    return `peer-${this.#lastPeer}`;
  }

  #forgetClosed(): void {
    for (const link of this.#links) if (!link.open) this.#links.delete(link);
  }
}
