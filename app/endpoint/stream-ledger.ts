import { streamDefaults } from '../config.ts';
import type { Uuid } from '../wire/uuid.ts';
import type { Channel } from './channel.ts';
import type { ChannelListener } from './channel-listener.ts';
import type { Position, Range, StreamId } from './stream-range.ts';

export interface StreamLedgerParts {
  nodeId: Uuid;
  incarnation: number;
  channels: ReadonlyMap<string, Channel>;
  listener: ChannelListener;
  monotonic: () => number;
}

/** How far every stream is at this endpoint: own ones as far as they were sent, others as far as they came. */
export class StreamLedger {
  readonly #parts: StreamLedgerParts;

  constructor(parts: StreamLedgerParts) {
    this.#parts = parts;
  }

  /** Reliable streams that moved lately, or within fewer milliseconds than that, own ones first: what heartbeats carry. */
  recent(withinMs: number = streamDefaults.digestWindowMs): Position[] {
    const { monotonic, listener } = this.#parts;
    const own = this.#ownSince(monotonic() - withinMs);
    return [...own, ...listener.moved(withinMs, streamDefaults.digestEntries)].slice(0, streamDefaults.digestEntries);
  }

  /** All reliable streams that are known here, at most `most`. */
  all(most: number): Position[] {
    return [...this.#ownSince(-Infinity), ...this.#parts.listener.positions(most)].slice(0, most);
  }

  /** All streams of a channel. */
  of(channel: string): Position[] {
    const own = this.#parts.channels.get(channel);
    const others = this.#parts.listener.known(channel);
    return own === undefined || own.sequence === 0 ? others : [...others, this.#positionOf(own)];
  }

  /** How far a stream is complete; 0 for an unknown one. */
  highest(stream: StreamId): number {
    return this.isOwn(stream) ? (this.#parts.channels.get(stream.channel)?.sequence ?? 0) : this.#parts.listener.highest(stream);
  }

  /** The newest message of a stream that has come, those behind a hole included. */
  newest(stream: StreamId): number {
    return this.isOwn(stream) ? this.highest(stream) : this.#parts.listener.newest(stream);
  }

  /** What has not come of a stream up to a position: its first hole, and its tail. */
  missing({ sequence, ...stream }: Position): Range[] {
    if (this.isOwn(stream)) return [];
    const hole = this.#parts.listener.gap(stream);
    const tail = { from: this.newest(stream) + 1, to: sequence };
    const ranges = hole === undefined ? [tail] : [{ from: hole.from, to: Math.min(hole.to, sequence) }, tail];
    return ranges.filter(({ from, to }) => from <= to).map((range) => ({ ...stream, ...range }));
  }

  /** Whether something of a stream has come here, or was sent here. */
  knows(stream: StreamId): boolean {
    return this.newest(stream) > 0;
  }

  /** Takes a stream as complete up to a number, because its content came another way. */
  advanceTo(position: Position): void {
    if (!this.isOwn(position)) this.#parts.listener.advanceTo(position);
  }

  /** Takes these as all that a parent had before: whatever comes later is missed when it does not come. */
  takePast(positions: readonly Position[]): void {
    this.#parts.listener.takePast(positions.filter((position) => !this.isOwn(position)));
  }

  isOwn({ origin, incarnation }: StreamId): boolean {
    return origin === this.#parts.nodeId && incarnation === this.#parts.incarnation;
  }

  #ownSince(since: number): Position[] {
    return [...this.#parts.channels.values()]
      .filter(({ deliveryClass, sequence, sentAt }) => deliveryClass === 'reliable' && sequence > 0 && sentAt >= since)
      .map((channel) => this.#positionOf(channel));
  }

  #positionOf({ name, sequence }: Channel): Position {
    return { origin: this.#parts.nodeId, incarnation: this.#parts.incarnation, channel: name, sequence };
  }
}
