import type { Clock, Timer } from '../clock.ts';
import { streamText, type Range } from './stream-range.ts';

/** What came of asking: sections to take in, and what the other side will never have. */
export interface RepairAnswer {
  sections: readonly Uint8Array[];
  gone: readonly Range[];
  /** What was sent before the other side listened. */
  past: readonly Range[];
}

export interface RepairTiming {
  /** Pauses before a range that brought nothing is asked for again; the last one for ever. */
  retryMs: readonly number[];
  /** Ranges asked for at once. */
  batch: number;
  /** Ranges that may wait; beyond it the newest is given up at once. */
  mostWanted: number;
  /** Times in a row without anything after which what nobody answers for may be given up. */
  hopelessAfter: number;
}

export interface RepairParts {
  clock: Clock;
  timing: RepairTiming;
  /** Asks whoever may have it. A rejection counts as an answer that brought nothing. */
  ask(ranges: readonly Range[]): Promise<RepairAnswer>;
  /** Whether it is time to give up, after so many times in a row that brought nothing. */
  hopeless(attempts: number): boolean;
  /** Takes in one section that was asked for. */
  take(section: Uint8Array): void;
  /** What of a range is still missing here, or undefined. */
  missing(range: Range): Range | undefined;
  /** This will not come any more. */
  giveUp(range: Range): void;
  /** This never was to come. */
  skip(range: Range): void;
}

interface Wanted {
  range: Range;
  attempts: number;
  /** Monotonic time. */
  notBefore: number;
}

/**
 * Asks for what is missing: one request at a time, at most one stretch per stream in flight, with growing pauses
 * where nothing comes, so that a thousand holes make no storm.
 */
export class Repair {
  readonly #parts: RepairParts;
  readonly #wanted = new Map<string, Wanted>();
  #asking = false;
  /** Somebody new came while the last question was open. */
  #hurried = false;
  #ended = false;
  #timer: Timer | undefined;

  constructor(parts: RepairParts) {
    this.#parts = parts;
  }

  /** Stretches that are being asked for. */
  get waiting(): number {
    return this.#wanted.size;
  }

  /** Wants a range; one that is wanted already is widened. */
  want(range: Range): void {
    if (this.#ended) return;
    const key = streamText(range);
    const wanted = this.#wanted.get(key);
    if (wanted !== undefined) {
      wanted.range = { ...range, from: Math.min(wanted.range.from, range.from), to: Math.max(wanted.range.to, range.to) };
      return;
    }
    if (this.#wanted.size >= this.#parts.timing.mostWanted) return this.#parts.giveUp(range);
    this.#wanted.set(key, { range, attempts: 0, notBefore: 0 });
    // A microtask later, so that the holes of one frame are asked for together.
    queueMicrotask(() => void this.#run());
  }

  /** Wants nothing more of these. */
  forget(isMeant: (range: Range) => boolean): void {
    for (const [key, { range }] of this.#wanted) if (isMeant(range)) this.#wanted.delete(key);
  }

  /** There is somebody new to ask: nothing waits for its pause any more. */
  hurry(): void {
    this.#hurried = true;
    for (const wanted of this.#wanted.values()) {
      wanted.attempts = 0;
      wanted.notBefore = 0;
    }
    queueMicrotask(() => void this.#run());
  }

  /** Wants nothing more, and tells nobody. */
  end(): void {
    this.#ended = true;
    this.#wanted.clear();
    this.#timer?.cancel();
  }

  async #run(): Promise<void> {
    if (this.#asking || this.#ended) return;
    this.#timer?.cancel();
    this.#asking = true;
    for (let due = this.#due(); due.length > 0; due = this.#due()) await this.#askFor(due);
    this.#asking = false;
    this.#schedule();
  }

  #due(): Wanted[] {
    const now = this.#parts.clock.monotonic();
    return [...this.#wanted.values()].filter(({ notBefore }) => notBefore <= now).slice(0, this.#parts.timing.batch);
  }

  async #askFor(due: readonly Wanted[]): Promise<void> {
    const asked = due.map(({ range }) => range);
    let answer: RepairAnswer = { sections: [], gone: [], past: [] };
    this.#hurried = false;
    try {
      answer = await this.#parts.ask(asked);
    } catch {
      // Nobody answered: the same as an answer without anything.
    }
    if (this.#ended) return;
    for (const range of answer.past) this.#parts.skip(range);
    for (const section of answer.sections) this.#parts.take(section);
    due.forEach((wanted, index) => this.#settle(wanted, asked[index]!, answer.gone));
  }

  #settle(wanted: Wanted, asked: Range, gone: readonly Range[]): void {
    const key = streamText(asked);
    if (this.#wanted.get(key) !== wanted) return;
    const rest = this.#parts.missing(wanted.range);
    if (rest === undefined) return void this.#wanted.delete(key);
    const lost = gone.find((range) => streamText(range) === key && range.from <= rest.from);
    if (lost !== undefined) {
      this.#parts.giveUp({ ...rest, to: Math.min(rest.to, lost.to) });
      if (lost.to >= rest.to) this.#wanted.delete(key);
      else wanted.range = { ...rest, from: lost.to + 1 };
      return;
    }
    const progressed = rest.from > asked.from;
    wanted.range = rest;
    if (progressed) {
      wanted.attempts = 0;
      return;
    }
    const { timing, clock } = this.#parts;
    const pause = timing.retryMs[Math.min(wanted.attempts++, timing.retryMs.length - 1)] ?? 0;
    // What was asked of one who went is asked of the next at once.
    wanted.notBefore = this.#hurried ? 0 : clock.monotonic() + pause;
    if (!this.#parts.hopeless(wanted.attempts)) return;
    this.#wanted.delete(key);
    this.#parts.giveUp(rest);
  }

  #schedule(): void {
    if (this.#wanted.size === 0 || this.#ended) return;
    const next = Math.min(...[...this.#wanted.values()].map(({ notBefore }) => notBefore));
    this.#timer = this.#parts.clock.after(Math.max(0, next - this.#parts.clock.monotonic()), () => void this.#run());
  }
}
