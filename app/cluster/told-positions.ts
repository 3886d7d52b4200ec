import { streamDefaults } from '../config.ts';
import { streamText, type Position } from '../endpoint/stream-range.ts';

/** How far the streams have come at a child, by what its heartbeats told; those above the bound when it next tells all. */
export class ToldPositions {
  readonly #told = new Map<string, number>();

  /** Takes what one heartbeat names; with `movedOnly` what was told of others still holds. */
  take(positions: readonly Position[], movedOnly: boolean): void {
    if (!movedOnly) this.#told.clear();
    for (const position of positions) {
      const key = streamText(position);
      if (this.#told.size < streamDefaults.toldEntries || this.#told.has(key)) this.#told.set(key, position.sequence);
    }
  }

  /** How far a stream has come there, by its {@link streamText}; 0 for one that was not named. */
  sequenceOf(stream: string): number {
    return this.#told.get(stream) ?? 0;
  }
}
