import type { StreamLedger } from '../endpoint/stream-ledger.ts';
import { streamText, type Position } from '../endpoint/stream-range.ts';

/** How long what was looked through for one heartbeat serves for the next. */
const keepMs = 50;

/** What a host tells its children in answers to heartbeats: how far the streams that moved lately have come here. */
export class HeartbeatDigest {
  readonly #streams: StreamLedger;
  readonly #monotonic: () => number;
  #recent: { at: number; positions: readonly Position[] } | undefined;

  constructor(streams: StreamLedger, monotonic: () => number) {
    this.#streams = streams;
    this.#monotonic = monotonic;
  }

  /** Those in which a child is behind, by what it told itself: with the others it is in step. */
  aheadOf(told: readonly Position[]): Position[] {
    const theirs = new Map(told.map((position) => [streamText(position), position.sequence]));
    return this.#now().filter((position) => (theirs.get(streamText(position)) ?? 0) < position.sequence);
  }

  /** Many children ask within a short time; the streams are looked through once for all of them. */
  #now(): readonly Position[] {
    const now = this.#monotonic();
    if (this.#recent === undefined || now - this.#recent.at > keepMs)
      this.#recent = { at: now, positions: this.#streams.recent() };
    return this.#recent.positions;
  }
}
