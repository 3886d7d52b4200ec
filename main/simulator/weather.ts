import type { Clock, LinkPolicy, Pattern, Random } from '../../app/index.ts';
import type { Traffic } from './traffic.ts';

export interface WeatherOptions {
  /** Shortest time that anything takes, in milliseconds. */
  delayMs: number;
  /** Up to so much longer, by chance. */
  jitterMs: number;
  /** Share of publications that are lost: what a publisher drops when a subscriber's queue is full. */
  loss: number;
}

/** A wired network with nothing wrong. */
export const fairWeather: WeatherOptions = { delayMs: 0.2, jitterMs: 0.4, loss: 0 };

/** Something that stands between nodes. */
export interface Barrier {
  /** Whether what goes this way is stopped. */
  stops(from: string, to: string): boolean;
  /** Only publications are; connections stand. */
  onlyPublications?: boolean;
  /** When it goes away, in virtual time; what is under way until then is held, as TCP would send it again. Undefined: lost. */
  until?: number;
}

export interface WeatherParts {
  time: Clock;
  random: Random;
  traffic: Traffic;
  /** Whether a node's process is there and not frozen: nobody else completes a handshake. */
  answers: (node: string) => boolean;
}

/** What the network does to those who use it: delay, loss, slow and parted nodes. All by the seed's chance. */
export class Weather implements LinkPolicy {
  readonly #parts: WeatherParts;
  readonly #barriers = new Set<Barrier>();
  readonly #slow = new Map<string, number>();
  #options: WeatherOptions = fairWeather;

  constructor(parts: WeatherParts) {
    this.#parts = parts;
  }

  /** Changes the weather for everybody. */
  set(options: Partial<WeatherOptions>): void {
    this.#options = { ...this.#options, ...options };
  }

  /** Everything to and from a node takes so much longer; 0 ends it. */
  slow(node: string, byMs: number): void {
    if (byMs > 0) this.#slow.set(node, byMs);
    else this.#slow.delete(node);
  }

  raise(barrier: Barrier): void {
    this.#barriers.add(barrier);
  }

  remove(barrier: Barrier): void {
    this.#barriers.delete(barrier);
  }

  /** Nobody is refused by the weather: who can't be reached does not answer, and that shows only after a while. */
  connects(): boolean {
    return true;
  }

  /** Whether a connection between two nodes would come about. */
  joins(one: string, other: string): boolean {
    for (const barrier of this.#barriers)
      if (barrier.onlyPublications !== true && (barrier.stops(one, other) || barrier.stops(other, one))) return false;
    return true;
  }

  deliver(from: string, to: string, bytes: Uint8Array, pattern: Pattern): number | 'lost' {
    const { time, traffic } = this.#parts;
    const takesMs = this.#takes(from, to, bytes, pattern);
    // Handshakes and subscriptions are no frames of Banyan.
    if (bytes.byteLength >= 3 && pattern !== 'subscribe') traffic.sent(time.monotonic(), from, to, bytes, takesMs);
    return takesMs;
  }

  #takes(from: string, to: string, bytes: Uint8Array, pattern: Pattern): number | 'lost' {
    const { random } = this.#parts;
    const { delayMs, jitterMs, loss } = this.#options;
    let takes = delayMs + (jitterMs > 0 ? (jitterMs * random.integer(1024)) / 1024 : 0);
    if (this.#slow.size > 0) takes += (this.#slow.get(from) ?? 0) + (this.#slow.get(to) ?? 0);
    const publication = pattern === 'publish' && bytes.byteLength > 0;
    for (const barrier of this.#barriers) {
      if ((barrier.onlyPublications === true && !publication) || !barrier.stops(from, to)) continue;
      if (barrier.until === undefined) return 'lost';
      takes += Math.max(0, barrier.until - this.#parts.time.monotonic());
    }
    // A handshake needs both directions, and somebody at the other end.
    if (bytes.byteLength === 0 && (!this.#parts.answers(to) || !this.joins(from, to))) return 'lost';
    if (publication && loss > 0 && random.integer(1_000_000) < loss * 1_000_000) return 'lost';
    return takes;
  }
}
