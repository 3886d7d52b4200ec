import { Allowance } from '../../allowance.ts';
import type { Clock } from '../../clock.ts';
import { discoveryDefaults } from '../../config.ts';
import type { Sighting } from '../discovery.ts';

interface Neighbour {
  sighting: Sighting;
  /** The address it was heard from, without the port. */
  host: string;
  firstAt: number;
  heardAt: number;
}

/**
 * Who is seen now, in bounded room and with bounded work, whatever is announced. Anybody on a network can announce
 * machines that do not exist, as many as they like and from any address, and nothing tells them from real ones. So the
 * bounds are such that real ones stay and get in: who was heard twice, some time apart, stays; who was heard once makes
 * room for the next; one address has a share of the room only; and new ones are taken in at a bounded rate, which holds
 * a classroom that comes at once.
 */
export class Neighbours {
  readonly #clock: Clock;
  /** Heard once so far, the oldest first. */
  readonly #fresh = new Map<string, Neighbour>();
  /** Heard again after a while. */
  readonly #settled = new Map<string, Neighbour>();
  readonly #perHost = new Map<string, number>();
  readonly #newcomers: Allowance;
  #dropped = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#newcomers = new Allowance(clock, discoveryDefaults.newcomers);
  }

  /** Announcements that found no room, or had to make room. */
  get dropped(): number {
    return this.#dropped;
  }

  get size(): number {
    return this.#fresh.size + this.#settled.size;
  }

  seen(): Sighting[] {
    return [...this.#settled.values(), ...this.#fresh.values()].map(({ sighting }) => sighting);
  }

  /** Takes in what is announced under a name. True when what is seen changed by it. */
  take(name: string, host: string, sighting: Sighting): boolean {
    const known = this.#known(name);
    if (known === undefined) return this.#admit(name, host, sighting);
    const changed = JSON.stringify(known.sighting, plain) !== JSON.stringify(sighting, plain);
    known.sighting = sighting;
    this.#countHost(known.host, -1);
    this.#countHost(host, 1);
    known.host = host;
    this.heard(name);
    return changed;
  }

  /** A name was heard again. */
  heard(name: string): void {
    const known = this.#known(name);
    if (known === undefined) return;
    known.heardAt = this.#clock.monotonic();
    if (known.heardAt - known.firstAt < discoveryDefaults.settledAfterMs || !this.#fresh.delete(name)) return;
    this.#settled.set(name, known);
  }

  /** A name says goodbye; only from where it was heard, so that others can't say it. True when it was seen. */
  leave(name: string, host: string): boolean {
    return this.#known(name)?.host === host && this.#forget(name);
  }

  /** Forgets who was not heard for too long. True when somebody was. */
  expire(): boolean {
    const deadline = this.#clock.monotonic() - discoveryDefaults.timeToLiveMs;
    const silent = [...this.#fresh, ...this.#settled].filter(([, { heardAt }]) => heardAt < deadline);
    for (const [name] of silent) this.#forget(name);
    return silent.length > 0;
  }

  #admit(name: string, host: string, sighting: Sighting): boolean {
    if (!this.#newcomers.take() || !this.#makeRoom(host)) {
      this.#dropped++;
      return false;
    }
    const now = this.#clock.monotonic();
    this.#fresh.set(name, { sighting, host, firstAt: now, heardAt: now });
    this.#countHost(host, 1);
    return true;
  }

  #makeRoom(host: string): boolean {
    const { maxSeen, maxPerAddress } = discoveryDefaults;
    if ((this.#perHost.get(host) ?? 0) >= maxPerAddress) return this.#evict((other) => other.host === host);
    return this.size < maxSeen || this.#evict(() => true);
  }

  /** The oldest of those who were heard once goes. False when there is none. */
  #evict(concerns: (neighbour: Neighbour) => boolean): boolean {
    for (const [name, neighbour] of this.#fresh) {
      if (!concerns(neighbour)) continue;
      this.#dropped++;
      return this.#forget(name);
    }
    return false;
  }

  #known(name: string): Neighbour | undefined {
    return this.#settled.get(name) ?? this.#fresh.get(name);
  }

  #forget(name: string): boolean {
    const known = this.#known(name);
    if (known === undefined) return false;
    this.#countHost(known.host, -1);
    return this.#fresh.delete(name) || this.#settled.delete(name);
  }

  #countHost(host: string, by: 1 | -1): void {
    const count = (this.#perHost.get(host) ?? 0) + by;
    if (count === 0) this.#perHost.delete(host);
    else this.#perHost.set(host, count);
  }
}

/** Bytes as text, so that equal keys are equal. */
const plain = (_: string, value: unknown): unknown =>
  value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value;
