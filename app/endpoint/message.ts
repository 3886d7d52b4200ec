import type { Uuid } from '../wire/uuid.ts';

/** One message as a handler gets it. The payload is a view into the received frame: copy what must outlive the call. */
export interface Message {
  readonly origin: Uuid;
  /** Start number of the origin; grows with every start, so that sequence numbers can begin anew. */
  readonly incarnation: number;
  /** 1, 2, 3 … per origin, incarnation and channel. */
  readonly sequence: number;
  readonly channel: string;
  /** What the payload is; each channel has its own kinds, append-only. */
  readonly kind: number;
  /** When the origin sent it, by its own wall clock, in milliseconds since 1970. */
  readonly clock: number;
  readonly payload: Uint8Array;
}

/**
 * Application code for one channel. Called in order per (origin, channel).
 * What it throws is reported and counted, and does not stop the messages after it.
 */
export type MessageHandler = (message: Message) => void;
