import type { Clock } from '../clock.ts';
import type { Position, Range } from './stream-range.ts';

export interface SnailTiming {
  /** Messages by which a node may always be behind its parent. */
  lagMessages: number;
  /** And beyond them, as many as it takes in during this time: only then it leaves the live stream. */
  lagMs: number;
  /** Holes per second that do the same. */
  gapsPerSecond: number;
  /** How long it stays away at least: the first time, and growing with each further time. */
  pauseMs: readonly number[];
  /** In step for so long, the next time counts as the first again. */
  forgiveMs: number;
}

export interface SnailParts {
  clock: Clock;
  timing: SnailTiming;
  /** What has not come of a stream up to a position, holes included. */
  missing: (upTo: Position) => Range[];
  /** Holes noticed so far. */
  gaps: () => number;
  /** Messages taken in so far. */
  taken: () => number;
  /** Unsubscribes from the live stream. */
  leave: () => void;
  /** Subscribes again. */
  rejoin: () => void;
  want: (range: Range) => void;
  onChange: (crawling: boolean, behind: number) => void;
}

/**
 * Watches whether this node keeps up with its parent's stream. One that does not leaves the stream by itself, so that
 * nothing more is lost on the way to it, catches up by asking at its own pace, and comes back.
 */
export class Snail {
  readonly #parts: SnailParts;
  #crawling = false;
  #leftAt = 0;
  #backAt = -Infinity;
  #times = 0;
  #before: { at: number; gaps: number; taken: number } | undefined;
  #lateBefore = false;

  constructor(parts: SnailParts) {
    this.#parts = parts;
  }

  get crawling(): boolean {
    return this.#crawling;
  }

  /** Takes the parent's positions from one heartbeat. */
  look(positions: readonly Position[]): void {
    const { missing: missingUpTo, timing } = this.#parts;
    const missing = positions.flatMap(missingUpTo);
    const behind = messagesIn(missing);
    if (this.#crawling) return this.#crawl(missing, behind);
    // Twice in a row: what is named in a heartbeat may just be on its way.
    const { gapsPerSecond, takenPerSecond } = this.#rates();
    const mayLag = Math.max(timing.lagMessages, (takenPerSecond * timing.lagMs) / 1000);
    const late = behind > mayLag || gapsPerSecond > timing.gapsPerSecond;
    if (late && this.#lateBefore) this.#leave(missing, behind);
    this.#lateBefore = late;
  }

  /** What a parent had when this node met it (again). One that is far behind does not even begin with the live stream. */
  meet(missing: readonly Range[]): void {
    const behind = messagesIn(missing);
    if (!this.#crawling && behind > this.#parts.timing.lagMessages) this.#leave(missing, behind);
  }

  /** There is another parent, or none. */
  reset(): void {
    if (this.#crawling) this.#parts.onChange(false, 0);
    this.#crawling = false;
    this.#lateBefore = false;
    this.#before = undefined;
  }

  #leave(missing: readonly Range[], behind: number): void {
    const { clock, timing } = this.#parts;
    const now = clock.monotonic();
    this.#times = now - this.#backAt > timing.forgiveMs ? 0 : this.#times + 1;
    this.#crawling = true;
    this.#leftAt = now;
    this.#parts.leave();
    this.#parts.onChange(true, behind);
    for (const range of missing) this.#parts.want(range);
  }

  #crawl(missing: readonly Range[], behind: number): void {
    const { clock, timing } = this.#parts;
    for (const range of missing) this.#parts.want(range);
    const pause = timing.pauseMs[Math.min(this.#times, timing.pauseMs.length - 1)] ?? 0;
    if (behind > timing.lagMessages / 4 || clock.monotonic() - this.#leftAt < pause) return;
    this.#crawling = false;
    this.#lateBefore = false;
    this.#backAt = clock.monotonic();
    this.#parts.rejoin();
    this.#parts.onChange(false, behind);
  }

  #rates(): { gapsPerSecond: number; takenPerSecond: number } {
    const now = this.#parts.clock.monotonic();
    const gaps = this.#parts.gaps();
    const taken = this.#parts.taken();
    const before = this.#before;
    this.#before = { at: now, gaps, taken };
    const seconds = before === undefined ? 0 : (now - before.at) / 1000;
    if (before === undefined || seconds <= 0) return { gapsPerSecond: 0, takenPerSecond: 0 };
    return { gapsPerSecond: (gaps - before.gaps) / seconds, takenPerSecond: (taken - before.taken) / seconds };
  }
}

const messagesIn = (ranges: readonly Range[]): number => ranges.reduce((sum, { from, to }) => sum + to - from + 1, 0);
