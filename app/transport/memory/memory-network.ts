import type { Clock } from '../../clock.ts';
import { BanyanError } from '../../errors.ts';
import { formatAddress } from '../address.ts';
import { admitEachOther } from './admission.ts';
import { MemoryLink } from './link.ts';
import type { LinkEnd, LinkParts, Pattern, Station } from './link.ts';

/** What the network does to those who use it; a simulator brings its own. Nodes go by name. */
export interface LinkPolicy {
  /** Whether `from` can reach `to` now; asked at each attempt to connect. */
  connects(from: string, to: string): boolean;
  /**
   * Milliseconds until the bytes are at the other side, or `lost`. Within a link nothing overtakes.
   * Also asked, with no bytes, for the handshake and for the news that a link was closed.
   * `pattern` is that of the sending socket.
   */
  deliver(from: string, to: string, bytes: Uint8Array, pattern: Pattern): number | 'lost';
}

/** Everybody reaches everybody at once. */
export const perfectPolicy: LinkPolicy = { connects: () => true, deliver: () => 0 };

/** The ports that are handed out when somebody binds to port 0. */
const freePorts = { first: 49_152, last: 65_535 } as const;

/** The place where transports in memory meet: addresses, and the links between them. */
export class MemoryNetwork {
  readonly #clock: Clock;
  readonly #policy: LinkPolicy;
  readonly #bindings = new Map<string, Station>();
  /** By the names of both nodes: with thousands of nodes nobody may look through all links. */
  readonly #links = new Map<string, Set<MemoryLink>>();
  readonly #linkParts: LinkParts;
  /** Handed out last, by the addresses of the machine. */
  readonly #lastPorts = new Map<string, number>();
  readonly #publicKeys = new WeakMap<Uint8Array, Uint8Array>();
  #lastPeer = 0;

  constructor(parts: { clock: Clock; policy?: LinkPolicy }) {
    this.#clock = parts.clock;
    this.#policy = parts.policy ?? perfectPolicy;
    this.#linkParts = {
      clock: parts.clock,
      delivery: (from, to, bytes) => this.#policy.deliver(from.node, to.node, bytes, from.pattern),
      closed: (link) => this.#forget(link),
    };
  }

  /** A port that is free at all addresses of a machine, and was not handed out lately. */
  freePort(hosts: readonly string[]): number {
    const machine = hosts.join(' ');
    let port = this.#lastPorts.get(machine) ?? freePorts.last;
    do port = port === freePorts.last ? freePorts.first : port + 1;
    while (hosts.some((host) => this.#bindings.has(formatAddress({ scheme: 'tcp', host, port }))));
    this.#lastPorts.set(machine, port);
    return port;
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
    const delay = reachable ? this.#policy.deliver(client.node, host.node, new Uint8Array(0), client.pattern) : 0;
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
    for (const link of [...(this.#links.get(pairOf(one, other)) ?? [])]) link.cut();
  }

  /** Breaks every link between two nodes of which `broken` says so. */
  cutWhere(broken: (one: string, other: string) => boolean): void {
    for (const links of [...this.#links.values()]) {
      for (const link of [...links]) if (broken(...link.nodes)) link.cut();
    }
  }

  #handshake(client: Station, host: Station): boolean {
    if (!admitEachOther(client.security, host.security, this.#publicKeys)) {
      client.counters.handshakesRefused += 1;
      host.counters.handshakesRefused += 1;
      return false;
    }
    return true;
  }

  #link(client: Station, host: Station): MemoryLink {
    const link = new MemoryLink(this.#linkParts, [client, host], [this.#newPeer(), this.#newPeer()]);
    const pair = pairOf(client.node, host.node);
    const links = this.#links.get(pair);
    if (links === undefined) this.#links.set(pair, new Set([link]));
    else links.add(link);
    return link;
  }

  #newPeer(): string {
    this.#lastPeer += 1;
    return `peer-${this.#lastPeer}`;
  }

  #forget(link: MemoryLink): void {
    const pair = pairOf(...link.nodes);
    const links = this.#links.get(pair);
    links?.delete(link);
    if (links?.size === 0) this.#links.delete(pair);
  }
}

/** The same for both orders. */
function pairOf(one: string, other: string): string {
  return one < other ? `${one}\n${other}` : `${other}\n${one}`;
}
