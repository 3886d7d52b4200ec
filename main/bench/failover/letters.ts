/** When each letter came to one node; letters come in order, several at once where they were put together on the way. */
export class Letters {
  readonly #now: () => number;
  readonly #timesMs: number[] = [];
  #wanted = Number.POSITIVE_INFINITY;
  #reached = (): void => {};

  /** `now` in milliseconds. */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** So many letters are there now. */
  reach(count: number): void {
    const atMs = this.#now();
    while (this.#timesMs.length < count) this.#timesMs.push(atMs);
    if (this.#timesMs.length >= this.#wanted) this.#reached();
  }

  /** Resolves with the times of all letters once so many are there, or with those there are after `withinMs`. */
  async await(count: number, withinMs: number): Promise<number[]> {
    if (this.#timesMs.length < count) {
      const { promise, resolve } = Promise.withResolvers<void>();
      [this.#wanted, this.#reached] = [count, resolve];
      const timer = setTimeout(resolve, withinMs);
      await promise;
      clearTimeout(timer);
    }
    return [...this.#timesMs];
  }
}

/** Writes at a steady pace; answers with the time just before each letter. */
export async function writeSteadily(
  letters: number,
  everyMs: number,
  now: () => number,
  write: (letter: number) => void,
): Promise<number[]> {
  const timesMs: number[] = [];
  const startedAt = now();
  for (let letter = 0; letter < letters; letter++) {
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, startedAt + letter * everyMs - now())));
    timesMs.push(now());
    write(letter);
  }
  return timesMs;
}
