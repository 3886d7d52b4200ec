import type * as Y from 'yjs';

/** One end of the path that an edit travels, in a process of its own. */
export interface Side {
  /** The replica that edits are made in. */
  replica: Y.Doc;
  /** Called for each edit that arrives from the other end, in order. */
  onArrival(listener: () => void): void;
  /** Text as it stands at this end. */
  text(): Promise<string>;
  close(): Promise<void>;
}

/** Whose path is measured: Banyan's, the same without encryption and signatures, or y-websocket's. */
export type System = 'banyan' | 'in-the-clear' | 'y-websocket';

/** What the bench tells an end to do; everything is numbered by transaction of the session. */
export type SideCommand =
  | { do: 'open'; system: System; role: 'writer' | 'reader'; meeting: string; folder: string }
  /** One transaction every `intervalMs`. */
  | { do: 'pace'; from: number; to: number; intervalMs: number }
  /** All at once. */
  | { do: 'burst'; from: number; to: number }
  /** Answer when so many have arrived in all. */
  | { do: 'await'; arrivals: number }
  | { do: 'text' }
  | { do: 'close' };

/** Times are milliseconds of the machine's monotonic clock, which all processes share. */
export interface SideAnswer {
  meeting?: string;
  times?: number[];
  text?: string;
}
