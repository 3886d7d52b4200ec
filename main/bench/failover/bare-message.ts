/** What the bench tells a process of the bare prototype. */
export type BareCommand =
  /** Bind, and say where. */
  | { do: 'open'; number: number; heartbeats?: { intervalMs: number; timeoutMs: number } }
  /** Connect to a host, and write to it every so many milliseconds; go on with the successor when the connection breaks. */
  | { do: 'follow'; host: BareHost; successor: BareHost | undefined; everyMs: number };

/** Where a host takes messages, and where it publishes them. */
export interface BareHost {
  pull: string;
  publish: string;
}

/** What a process tells the bench; times are milliseconds of the machine's monotonic clock. */
export type BareNews = { opened: BareHost } | { from: number; writtenAtMs: number; atMs: number };
