import type { Clock } from '../clock.ts';
import type { PeerId } from '../transport/transport.ts';
import { Gate } from './gate.ts';

export interface PaceTiming {
  /** A mark is put into the stream after so many bytes. */
  markBytes: number;
  /** How far a child may be behind before senders are asked to wait for it. */
  windowBytes: number;
  /** A child that reaches no mark for so long while it is waited for is not waited for any more. */
  silentMs: number;
  /** Nor is one that everybody has waited for during so long, while another was well in step. */
  slowMs: number;
}

export interface PaceParts {
  clock: Clock;
  timing: PaceTiming;
  /** Puts a mark into the stream to the children. */
  mark: (bytes: number) => void;
}

interface Listener {
  reached: number;
  reachedAt: number;
  /** Since when it is further behind than the window; undefined while it is not. */
  lateSince: number | undefined;
  /** Not waited for: it stopped, or is slower than the others. It catches up by itself. */
  leftBehind: boolean;
}

/** How often those who are waited for are looked at. */
const lookMs = 50;

/**
 * Keeps who publishes from running away from those who listen: marks in the stream say how many bytes were published
 * before them, and children tell which mark they have reached. All who keep step set the pace; one that stops, or
 * that is slower than the others, is soon not waited for any more, so that it slows down nobody.
 */
export class Pace {
  readonly #parts: PaceParts;
  readonly #listeners = new Map<PeerId, Listener>();
  readonly #gate = new Gate();
  #published = 0;
  #marked = 0;

  constructor(parts: PaceParts) {
    this.#parts = parts;
  }

  /** Whether more may be published without waiting. */
  get hasRoom(): boolean {
    for (const listener of this.#listeners.values()) if (!listener.leftBehind && this.#isLate(listener)) return false;
    return true;
  }

  /** So many bytes were handed to the publishing socket. */
  published(bytes: number): void {
    this.#published += bytes;
    if (this.#published - this.#marked < this.#parts.timing.markBytes) return;
    this.#marked = this.#published;
    this.#parts.mark(this.#published);
  }

  /** A child listens from now on. */
  came(peer: PeerId): void {
    const reachedAt = this.#parts.clock.monotonic();
    this.#listeners.set(peer, { reached: this.#published, reachedAt, lateSince: undefined, leftBehind: false });
  }

  went(peer: PeerId): void {
    this.#listeners.delete(peer);
    if (this.hasRoom) this.#gate.open();
  }

  /** A child has reached a mark. */
  reached(peer: PeerId, bytes: number): void {
    const listener = this.#listeners.get(peer);
    if (listener === undefined || bytes <= listener.reached || bytes > this.#published) return;
    listener.reached = bytes;
    listener.reachedAt = this.#parts.clock.monotonic();
    if (!this.#isLate(listener)) listener.lateSince = undefined;
    if (this.#published - bytes < this.#parts.timing.windowBytes / 2) listener.leftBehind = false;
    if (this.hasRoom) this.#gate.open();
  }

  /** Resolves when more may be published. */
  async whenRoom(): Promise<void> {
    while (!this.hasRoom) {
      this.#judge();
      if (this.hasRoom) break;
      this.#gate.close();
      const look = this.#parts.clock.after(lookMs, () => this.#gate.open());
      await this.#gate.opened();
      look.cancel();
    }
  }

  #isLate(listener: Listener): boolean {
    return this.#published - listener.reached >= this.#parts.timing.windowBytes;
  }

  #judge(): void {
    const { clock, timing } = this.#parts;
    const now = clock.monotonic();
    const fastest = Math.max(...[...this.#listeners.values()].map(({ reached }) => reached));
    const othersInStep = this.#published - fastest < timing.windowBytes / 2;
    for (const listener of this.#listeners.values()) {
      if (!this.#isLate(listener)) continue;
      listener.lateSince ??= now;
      const stopped = now - Math.max(listener.lateSince, listener.reachedAt) > timing.silentMs;
      const slow = othersInStep && now - listener.lateSince > timing.slowMs;
      if (stopped || slow) listener.leftBehind = true;
    }
  }
}
