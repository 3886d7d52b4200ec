/** The longest time in which nothing came, of any stream. */
export class Gaps {
  readonly #last = new Map<string, number>();
  #longestMs = 0;
  #open: boolean;

  /** From `startMs` on every one of these streams is expected to go on. */
  constructor(streams: readonly string[], startMs: number) {
    for (const stream of streams) this.#last.set(stream, startMs);
    this.#open = true;
  }

  /** Something of a stream came. Streams that are not expected make no difference. */
  arrived(stream: string, atMs: number): void {
    const last = this.#last.get(stream);
    if (last === undefined || !this.#open) return;
    this.#longestMs = Math.max(this.#longestMs, atMs - last);
    this.#last.set(stream, atMs);
  }

  /** Ends the watch; a stream that has not come since counts as silent until now. */
  end(atMs: number): number {
    for (const stream of this.#last.keys()) this.arrived(stream, atMs);
    this.#open = false;
    return this.#longestMs;
  }
}
