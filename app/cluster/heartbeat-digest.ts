import type { StreamLedger } from '../endpoint/stream-ledger.ts';
import { streamText, type Position } from '../endpoint/stream-range.ts';
import type { ToldPositions } from './told-positions.ts';

/** How long what was looked through for one heartbeat serves for the next. */
const keepMs = 50;

/** A position and the name of its stream, which many lookups need. */
interface Named {
  stream: string;
  position: Position;
}

/** What a host tells its children in answers to heartbeats: how far the streams that moved lately have come here. */
export class HeartbeatDigest {
  readonly #streams: StreamLedger;
  readonly #monotonic: () => number;
  #recent: { at: number; named: readonly Named[] } | undefined;

  constructor(streams: StreamLedger, monotonic: () => number) {
    this.#streams = streams;
    this.#monotonic = monotonic;
  }

  /** Those in which a child is behind, by what it told itself: with the others it is in step. */
  aheadOf(told: ToldPositions): Position[] {
    return this.#now()
      .filter(({ stream, position }) => told.sequenceOf(stream) < position.sequence)
      .map(({ position }) => position);
  }

  /** Many children ask within a short time; the streams are looked through once for all of them. */
  #now(): readonly Named[] {
    const now = this.#monotonic();
    if (this.#recent === undefined || now - this.#recent.at > keepMs) {
      const named = this.#streams.recent().map((position) => ({ stream: streamText(position), position }));
      this.#recent = { at: now, named };
    }
    return this.#recent.named;
  }
}
