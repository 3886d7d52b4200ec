/** Counts what arrives at a side. It stands in the path that is measured, so it does next to nothing. */
export class Arrivals {
  readonly #now: () => number;
  #count = 0;
  #misplaced = 0;
  #target = Number.POSITIVE_INFINITY;
  #reached = (_at: number): void => {};

  /** `now` in milliseconds. */
  constructor(now: () => number) {
    this.#now = now;
  }

  get count(): number {
    return this.#count;
  }

  /** Numbered messages that did not follow the one before them: lost, repeated or out of order. */
  get misplaced(): number {
    return this.#misplaced;
  }

  /** One message came. */
  arrive(): void {
    this.#count += 1;
    if (this.#count === this.#target) this.#reached(this.#now());
  }

  /** A taker for messages of one stream, which are numbered from 1. */
  numbered(): (sequence: number) => void {
    let next = 1;
    return (sequence) => {
      if (sequence !== next) this.#misplaced += 1;
      next = sequence + 1;
      this.arrive();
    };
  }

  /** Resolves when `target` messages have arrived in all, with the time when the last of them did. One call at a time. */
  reach(target: number): Promise<number> {
    if (this.#count >= target) return Promise.resolve(this.#now());
    this.#target = target;
    return new Promise((resolve) => void (this.#reached = resolve));
  }
}
