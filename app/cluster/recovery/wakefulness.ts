/**
 * Notices that this node itself was not at work: its process was stopped, the machine slept, or the event loop was held
 * up. Whoever slept has not listened, so it accuses nobody of silence before it has (the idea of Lifeguard, Dadgar et
 * al. 2018).
 */
export class Wakefulness {
  readonly #intervalMs: number;
  readonly #monotonic: () => number;
  #lastBeat: number;

  /** `intervalMs` is how often {@link beat} is due. */
  constructor(intervalMs: number, monotonic: () => number) {
    this.#intervalMs = intervalMs;
    this.#monotonic = monotonic;
    this.#lastBeat = monotonic();
  }

  /** Has to be called at every interval. True when the last one took so long that silences say nothing. */
  slept(): boolean {
    const now = this.#monotonic();
    const late = now - this.#lastBeat > 2 * this.#intervalMs;
    this.#lastBeat = now;
    return late;
  }
}
