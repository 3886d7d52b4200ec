import { streamDefaults } from '../config.ts';
import { streamText, type Position, type Range, type StreamId } from './stream-range.ts';

/** Heartbeats in a row that name a tail before it counts as missing although its link never fell quiet. */
const patience = 20;

interface Suspect {
  position: Position;
  times: number;
}

/**
 * Compares what a peer says it has sent with what has come. Data may wait behind data for long while heartbeats
 * overtake it; but a link keeps order, so a tail is missing when nothing came between two heartbeats that name it.
 */
export class TailWatch {
  readonly #newest: (stream: StreamId) => number;
  #suspects = new Map<string, Suspect>();
  #arrivalsBefore = -1;

  /** `newest` answers how far a stream has come here, messages that wait for others before them included. */
  constructor(newest: (stream: StreamId) => number) {
    this.#newest = newest;
  }

  /**
   * Takes the positions of one heartbeat and how much has come by the link so far, in any unit that grows. With
   * `movedOnly` the heartbeat leaves out what it would name again, and what was named before still holds. Answers with
   * what is missing at the ends of streams.
   */
  behind(positions: readonly Position[], arrivals: number, movedOnly = false): Range[] {
    const quiet = arrivals === this.#arrivalsBefore;
    this.#arrivalsBefore = arrivals;
    const suspected = this.#suspects;
    this.#suspects = new Map();
    const missing: Range[] = [];
    const look = (position: Position, key: string): void => {
      const newest = this.#newest(position);
      if (newest >= position.sequence) return;
      const before = suspected.get(key);
      const times = (before?.times ?? 0) + 1;
      // Whoever names ever new streams is not remembered with all of them.
      if (this.#suspects.size >= streamDefaults.toldEntries && !this.#suspects.has(key)) return;
      this.#suspects.set(key, { position, times });
      if (before === undefined || !(quiet || times % patience === 0)) return;
      const { sequence, ...stream } = before.position;
      if (sequence > newest) missing.push({ ...stream, from: newest + 1, to: sequence });
    };
    for (const position of positions) look(position, streamText(position));
    if (movedOnly) for (const [key, { position }] of suspected) if (!this.#suspects.has(key)) look(position, key);
    return missing;
  }
}
