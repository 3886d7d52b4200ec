import type { Clock, Timer } from '../clock.ts';
import { telemetryDefaults } from '../config.ts';
import type { Endpoint } from '../endpoint/endpoint.ts';
import { LinkReportSchema } from '../wire/banyan_pb.js';
import { decodeMessage, encodeMessage } from '../wire/protobuf.ts';
import type { Uuid } from '../wire/uuid.ts';

const channelName = '~telemetry';
const linkReportKind = 1;

/** What is measured on the edge between a node and its parent. */
export interface LinkReport {
  /** Messages per second that came down. */
  downPerSecond: number;
  /** Messages per second that went up. */
  upPerSecond: number;
  /** Round trip in milliseconds; undefined while unmeasured. */
  roundTripMs: number | undefined;
}

export interface LinkRatesParts {
  endpoint: Endpoint;
  clock: Clock;
  /** Whether there is an edge to a parent to measure. */
  hasParent: () => boolean;
  /** Members present: the more there are, the more seldom each one tells of its edge. */
  memberCount: () => number;
  roundTripMs: () => number | undefined;
}

/** Measures the edge to the parent every second and tells everyone; collects what others tell of theirs. */
export class LinkRates {
  readonly #parts: LinkRatesParts;
  readonly #reports = new Map<Uuid, LinkReport>();
  readonly #listeners: (() => void)[] = [];
  #own: LinkReport = { downPerSecond: 0, upPerSecond: 0, roundTripMs: undefined };
  #before = { down: 0, up: 0, at: 0 };
  #timer: Timer | undefined;
  #sentAt = -Infinity;

  constructor(parts: LinkRatesParts) {
    this.#parts = parts;
    parts.endpoint.handle(channelName, (message) => {
      if (message.kind !== linkReportKind) return;
      const { downPerSecond, upPerSecond, roundTripMs } = decodeMessage(LinkReportSchema, message.payload);
      this.#reports.set(message.origin, {
        downPerSecond: rate(downPerSecond),
        upPerSecond: rate(upPerSecond),
        roundTripMs: roundTripMs > 0 ? roundTripMs : undefined,
      });
    });
  }

  start(): void {
    this.#before = { ...this.#totals(), at: this.#parts.clock.monotonic() };
    this.#sentAt = this.#before.at;
    this.#timer = this.#parts.clock.every(telemetryDefaults.rateIntervalMs, () => this.#measure());
  }

  stop(): void {
    this.#timer?.cancel();
  }

  /** Called after every measurement. */
  onMeasured(listener: () => void): void {
    this.#listeners.push(listener);
  }

  /** The newest report about a node's edge to its parent; `own` for this node. */
  of(nodeId: Uuid | 'own'): LinkReport | undefined {
    return nodeId === 'own' ? this.#own : this.#reports.get(nodeId);
  }

  forget(nodeId: Uuid): void {
    this.#reports.delete(nodeId);
  }

  #measure(): void {
    const { clock, endpoint, hasParent, roundTripMs } = this.#parts;
    const now = clock.monotonic();
    const totals = this.#totals();
    const seconds = (now - this.#before.at) / 1000;
    this.#own = {
      downPerSecond: (totals.down - this.#before.down) / seconds,
      upPerSecond: (totals.up - this.#before.up) / seconds,
      roundTripMs: roundTripMs(),
    };
    this.#before = { ...totals, at: now };
    if (hasParent() && this.#isDue(now))
      endpoint
        .channel(channelName)
        .send(linkReportKind, encodeMessage(LinkReportSchema, { ...this.#own, roundTripMs: this.#own.roundTripMs ?? 0 }));
    for (const listener of this.#listeners) listener();
  }

  /** In a very large tree nobody tells. In others all together tell so many reports a second at the most, so that a large tree is not busy with itself. */
  #isDue(now: number): boolean {
    const { rateIntervalMs, reportsPerSecond, reportMembers } = telemetryDefaults;
    if (this.#parts.memberCount() > reportMembers) return false;
    const intervalMs = Math.max(rateIntervalMs, (this.#parts.memberCount() / reportsPerSecond) * 1000);
    if (now - this.#sentAt < intervalMs - rateIntervalMs / 2) return false;
    this.#sentAt = now;
    return true;
  }

  #totals(): { down: number; up: number } {
    const { receivedDown, sentUp } = this.#parts.endpoint.counters;
    return { down: receivedDown, up: sentUp };
  }
}

/** A rate from outside, made fit to be drawn. */
function rate(value: number): number {
  return Number.isFinite(value) ? Math.min(Math.max(0, value), 1e9) : 0;
}
