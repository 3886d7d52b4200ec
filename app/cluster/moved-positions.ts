import type { StreamLedger } from '../endpoint/stream-ledger.ts';
import type { Position } from '../endpoint/stream-range.ts';

/** One heartbeat in so many names all streams that moved lately, so that one which was dropped is made up for. */
const tellAllEvery = 8;

/**
 * What a child's heartbeats name: at first and now and then all streams that moved lately, in between only those that
 * moved since the heartbeat before. Where many write, all of them in each heartbeat would be most of what goes up.
 */
export class MovedPositions {
  readonly #streams: StreamLedger;
  readonly #monotonic: () => number;
  #toldAt = -Infinity;
  #beats = 0;

  constructor(streams: StreamLedger, monotonic: () => number) {
    this.#streams = streams;
    this.#monotonic = monotonic;
  }

  /** What the next heartbeat names. */
  next(): { positions: Position[]; movedOnly: boolean } {
    const now = this.#monotonic();
    const movedOnly = this.#beats++ % tellAllEvery > 0;
    const sinceMs = now - this.#toldAt;
    this.#toldAt = now;
    return { positions: movedOnly ? this.#streams.recent(sinceMs) : this.#streams.recent(), movedOnly };
  }
}
