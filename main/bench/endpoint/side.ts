import type { Arrivals } from './arrivals.ts';
import type { Part } from './part.ts';

/** Bytes of every message and request. */
export const payloadBytes = 100;

/** One end or stage of a path that messages travel, in a process of its own. */
export interface Side {
  /** Where the other sides connect to; empty for those that only connect. */
  addresses: readonly string[];
  /** What came here. */
  arrivals: Arrivals;
  /** Sends a batch and waits until there may be another one; answers with the number of messages in it. */
  sendBatch?(): Promise<number>;
  /** One round trip. */
  ask?(): Promise<void>;
}

/** What the bench tells a side to do; the side answers each command once. */
export type SideCommand =
  | { do: 'open'; part: Part }
  /** Send without end. */
  | { do: 'flood' }
  /** Stop sending; answered with how many messages left in all. */
  | { do: 'stop' }
  | { do: 'count' }
  /** Answered when so many have arrived in all. */
  | { do: 'reach'; arrivals: number }
  /** Round trips, one at a time; those of the warm-up don't count. */
  | { do: 'ask'; warmUpMs: number; runMs: number }
  /** Stop another process where it stands (SIGSTOP). It is ended when this one ends. */
  | { do: 'freeze'; pid: number };

/** What a command is answered with. */
export interface SideAnswers {
  open: { addresses: readonly string[] };
  flood: Record<string, never>;
  stop: { sent: number };
  count: Count;
  reach: { at: number };
  ask: { p50Ms: number };
  freeze: Record<string, never>;
}

/** How a command ended: with its answer, or with what went wrong, as the end of a sentence. */
export type Outcome = { answer: SideAnswers[SideCommand['do']] } | { failure: string };

/** How far a side is. */
export interface Count {
  arrived: number;
  /** Messages that did not follow the one before them. */
  misplaced: number;
  sent: number;
  /** Milliseconds of the machine's monotonic clock, which all processes share. */
  at: number;
  /** Memory that the process holds, in bytes. */
  residentBytes: number;
}

/** Milliseconds of the machine's monotonic clock, which all processes share. */
export const machineTime = (): number => Number(process.hrtime.bigint()) / 1e6;
