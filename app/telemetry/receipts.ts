import type { Clock, Timer } from '../clock.ts';
import { telemetryDefaults } from '../config.ts';
import type { Endpoint } from '../endpoint/endpoint.ts';
import { streamText, type Position, type StreamId } from '../endpoint/stream-range.ts';
import { ReceiptsSchema } from '../wire/banyan_pb.js';
import { decodeMessage, encodeMessage, safeInteger } from '../wire/protobuf.ts';
import { uuidBytes, uuidFromBytes, type Uuid } from '../wire/uuid.ts';

const channelName = '~receipts';
const receiptsKind = 1;

/** How far another node has confirmed one stream. */
export interface Confirmation {
  nodeId: Uuid;
  stream: StreamId;
  applied: number;
  safe: number;
  /** How long the news waited at the other node before it was sent, in milliseconds. */
  heldMs: number;
}

export interface ReceiptsParts {
  endpoint: Endpoint;
  clock: Clock;
  /** Members present; with very many nobody sends receipts. */
  memberCount: () => number;
}

/** How far a stream of another node has come here. */
interface Own {
  point: StreamId;
  applied: number;
  safe: number;
  /** Since when something of it is applied that nobody was told of. */
  since: number | undefined;
  appliedAt: number;
}

/**
 * Who has what: every node tells how far it has applied and stored the streams of others, so that an edit can be
 * shown as safe on so many machines, and its way through the tree be drawn.
 */
export class Receipts {
  readonly #parts: ReceiptsParts;
  /** What this node has of others' streams. */
  readonly #own = new Map<string, Own>();
  readonly #unsent = new Set<string>();
  /** Confirmed safe, by node and stream. */
  readonly #confirmed = new Map<Uuid, Map<string, number>>();
  readonly #listeners: ((confirmation: Confirmation) => void)[] = [];
  #timer: Timer | undefined;
  #sentAt = -Infinity;

  constructor(parts: ReceiptsParts) {
    this.#parts = parts;
    parts.endpoint.handle(channelName, (message) => {
      if (message.kind === receiptsKind) this.#take(message.origin, message.payload);
    });
  }

  onConfirmation(listener: (confirmation: Confirmation) => void): void {
    this.#listeners.push(listener);
  }

  /** This node has applied a message. Nobody is told before it is on disk, but the time until then counts as held. */
  applied(point: Position): void {
    if (this.#tooMany) return;
    const own = this.#ownOf(point);
    own.applied = Math.max(own.applied, point.sequence);
    own.appliedAt = this.#parts.clock.monotonic();
    own.since ??= own.appliedAt;
  }

  /** This node has a message on disk (and applied). */
  stored(point: Position): void {
    const own = this.#ownOf(point);
    own.applied = Math.max(own.applied, point.sequence);
    own.safe = Math.max(own.safe, point.sequence);
    if (this.#tooMany) return;
    own.since ??= this.#parts.clock.monotonic();
    this.#unsent.add(streamText(point));
    this.#schedule();
  }

  /** Tells everything this node has: when it has come into step with its parent, and again for somebody new. */
  synced(): void {
    for (const key of this.#own.keys()) this.#unsent.add(key);
    this.#send(true);
  }

  /** A node went: what it had confirmed does not count any more. */
  forget(nodeId: Uuid): void {
    this.#confirmed.delete(nodeId);
  }

  /** Nodes that are in step and have confirmed every one of these points as safe. A node's own streams are safe with it. */
  safeOn(points: readonly Position[]): Uuid[] {
    return [...this.#confirmed]
      .filter(([nodeId, streams]) =>
        points.every((point) => point.origin === nodeId || (streams.get(streamText(point)) ?? 0) >= point.sequence),
      )
      .map(([nodeId]) => nodeId);
  }

  stop(): void {
    this.#timer?.cancel();
  }

  get #tooMany(): boolean {
    return this.#parts.memberCount() > telemetryDefaults.receiptMembers;
  }

  #ownOf(point: Position): Own {
    const key = streamText(point);
    let own = this.#own.get(key);
    if (own === undefined) {
      own = { point, applied: 0, safe: 0, since: undefined, appliedAt: 0 };
      this.#own.set(key, own);
    }
    return own;
  }

  #schedule(): void {
    if (this.#timer !== undefined) return;
    const { clock, memberCount } = this.#parts;
    const { receiptIntervalMs, receiptPerMemberMs } = telemetryDefaults;
    const wait = this.#sentAt + Math.max(receiptIntervalMs, memberCount() * receiptPerMemberMs) - clock.monotonic();
    // Even the first waits for the end of the turn, so that one commit makes one receipt.
    this.#timer = clock.after(Math.max(0, wait), () => this.#send(false));
  }

  #send(synced: boolean): void {
    const { clock, endpoint } = this.#parts;
    this.#timer?.cancel();
    this.#timer = undefined;
    const now = clock.monotonic();
    this.#sentAt = now;
    const keys = [...this.#unsent];
    this.#unsent.clear();
    if (this.#tooMany || (keys.length === 0 && !synced)) return;
    let heldMs = 0;
    const receipts = keys.slice(-256).flatMap((key) => {
      const own = this.#own.get(key);
      if (own === undefined) return [];
      heldMs = Math.max(heldMs, now - (own.since ?? now));
      own.since = own.applied > own.safe ? own.appliedAt : undefined;
      const { origin, incarnation, channel } = own.point;
      return [{ origin: uuidBytes(origin), incarnation, channel, applied: BigInt(own.applied), safe: BigInt(own.safe) }];
    });
    endpoint.channel(channelName).send(receiptsKind, encodeMessage(ReceiptsSchema, { receipts, heldMs, synced }));
  }

  #take(nodeId: Uuid, payload: Uint8Array): void {
    const { receipts, heldMs } = decodeMessage(ReceiptsSchema, payload);
    const streams = this.#confirmed.get(nodeId) ?? new Map<string, number>();
    this.#confirmed.set(nodeId, streams);
    for (const receipt of receipts.slice(0, 256)) {
      const stream = { origin: uuidFromBytes(receipt.origin), incarnation: receipt.incarnation, channel: receipt.channel };
      const applied = safeInteger(receipt.applied, 'Sequence number');
      const safe = safeInteger(receipt.safe, 'Sequence number');
      const key = streamText(stream);
      streams.set(key, Math.max(streams.get(key) ?? 0, safe));
      for (const listener of this.#listeners) listener({ nodeId, stream, applied, safe, heldMs: Math.max(0, heldMs) });
    }
  }
}
