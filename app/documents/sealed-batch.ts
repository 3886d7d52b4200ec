import type { Position } from '../endpoint/stream-range.ts';

/** A message that waits for its seal; the payload is a copy. */
export interface Waiting {
  sequence: number;
  kind: number;
  payload: Uint8Array;
}

/** Messages of one stream and the seal behind them, which stands at `sequence`. */
export interface SealedBatch extends Position {
  messages: readonly Waiting[];
  /** What this seal says it follows, the link it signs, and the signature. */
  previous: Uint8Array;
  link: Uint8Array;
  signature: Uint8Array;
}
