import type { Clock } from '../clock.ts';
import { telemetryDefaults } from '../config.ts';
import type { Uuid } from '../wire/uuid.ts';
import type { Confirmation } from './receipts.ts';

/** One of this node's own edits on its way. */
export interface Trace {
  document: Uuid;
  channel: string;
  sequence: number;
  startedAt: number;
  startedMonotonic: number;
  /** By node: when it had the edit, in milliseconds after the start, and whether it is safe there. */
  arrivals: Map<Uuid, { afterMs: number; safe: boolean }>;
}

/**
 * Follows own edits through the tree, one per document at a time. Clocks of different machines don't agree, so an
 * arrival is reckoned here: when the confirmation came, less what it waited there and half of the way back.
 */
export class Traces {
  readonly #clock: Clock;
  readonly #ownStream: { origin: Uuid; incarnation: number };
  readonly #traces = new Map<string, Trace>();
  readonly #listeners: ((trace: Trace) => void)[] = [];

  constructor(clock: Clock, ownStream: { origin: Uuid; incarnation: number }) {
    this.#clock = clock;
    this.#ownStream = ownStream;
  }

  onTrace(listener: (trace: Trace) => void): void {
    this.#listeners.push(listener);
  }

  /** An own edit went out. It is followed unless one of the same document was just a moment ago. */
  sent(document: Uuid, channel: string, sequence: number): void {
    const now = this.#clock.monotonic();
    const running = this.#traces.get(channel);
    if (running !== undefined && now - running.startedMonotonic < telemetryDefaults.traceIntervalMs) return;
    const trace: Trace = {
      document,
      channel,
      sequence,
      startedAt: this.#clock.now(),
      startedMonotonic: now,
      arrivals: new Map(),
    };
    this.#traces.set(channel, trace);
    this.#tell(trace);
  }

  /** Another node confirmed something; `roundTripMs` is that of the way to it. */
  confirmed({ nodeId, stream, applied, safe, heldMs }: Confirmation, roundTripMs: number): void {
    if (stream.origin !== this.#ownStream.origin || stream.incarnation !== this.#ownStream.incarnation) return;
    const trace = this.#traces.get(stream.channel);
    if (trace === undefined || applied < trace.sequence || trace.arrivals.get(nodeId)?.safe === true) return;
    const elapsed = this.#clock.monotonic() - trace.startedMonotonic;
    const afterMs = trace.arrivals.get(nodeId)?.afterMs ?? Math.max(roundTripMs / 2, elapsed - heldMs - roundTripMs / 2);
    trace.arrivals.set(nodeId, { afterMs, safe: safe >= trace.sequence });
    this.#tell(trace);
  }

  #tell(trace: Trace): void {
    for (const listener of this.#listeners) listener(trace);
  }
}
