import type { Uuid } from '../wire/uuid.ts';

/** One message as a handler gets it. The payload is a view into the received frame: copy what must be kept for long. */
export interface Message {
  readonly origin: Uuid;
  /** Start number of the origin; grows with every start, so that sequence numbers can begin anew. */
  readonly incarnation: number;
  /** 1, 2, 3 … per origin, incarnation and channel. */
  readonly sequence: number;
  readonly channel: string;
  /** What the payload is; each channel has its own kinds, append-only. 0 to 255. */
  readonly kind: number;
  /** When the origin sent it, by its own wall clock, in milliseconds since 1970. */
  readonly clock: number;
  readonly payload: Uint8Array;
}

/**
 * Application code for one channel. Messages of one (origin, channel) are handled strictly in order: the next waits
 * until the promise of an asynchronous handler has settled. Different ones run at the same time.
 * What it throws is reported and counted, and does not stop the messages after it.
 */
export type MessageHandler = (message: Message) => void | Promise<void>;

export interface HandlerOptions {
  /** How long an asynchronous handler may take for one message before it is reported and the next one begins. */
  timeLimitMs?: number;
}

/** A handler as it was registered for a channel. */
export interface Registration {
  readonly handler: MessageHandler;
  readonly timeLimitMs: number;
}
