/** Who has heard from whom since a moment: every pair, in both directions. */
export class Pairs {
  readonly #missing: Map<number, Set<number>>;
  #left: number;
  #completeAtMs: number | undefined;
  #completed = (): void => {};

  /** Of these all have to hear from all others. */
  constructor(members: readonly number[]) {
    const all = [...new Set(members)];
    this.#missing = new Map(all.map((to) => [to, new Set(all.filter((from) => from !== to))]));
    this.#left = all.length * (all.length - 1);
  }

  /** `to` has heard from `from`. Others than the members, and what was heard before, make no difference. */
  heard(from: number, to: number, atMs: number): void {
    if (this.#missing.get(to)?.delete(from) !== true) return;
    this.#left -= 1;
    if (this.#left > 0) return;
    this.#completeAtMs = atMs;
    this.#completed();
  }

  /** When the last pair was heard; undefined while one is missing. */
  get completeAtMs(): number | undefined {
    return this.#completeAtMs;
  }

  /** Pairs that have not been heard, one sentence each. */
  get missing(): string[] {
    return [...this.#missing].flatMap(([to, from]) =>
      from.size === 0 ? [] : [`${to} heard nothing of ${[...from].join(', ')}`],
    );
  }

  /** Resolves when all are complete, or after `withinMs`. */
  async complete(withinMs: number): Promise<void> {
    if (this.#left === 0) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#completed = resolve;
    const timer = setTimeout(resolve, withinMs);
    await promise;
    clearTimeout(timer);
  }
}
