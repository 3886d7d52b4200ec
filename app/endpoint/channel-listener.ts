import type { Log } from '../log.ts';
import { messagesOf, sectionsIn, sectionsOf, type Section } from '../wire/pack.ts';
import type { HandlerPool } from './handler-pool.ts';
import { covers, type Interest } from './interest.ts';
import type { Registration } from './message.ts';
import type { Position, Range, StreamId } from './stream-range.ts';
import { StreamTable, type Stream } from './stream-table.ts';

/** Which side of the node a frame came in by. */
export type Side = 'parent' | 'children';

export interface InboundCounters {
  messages: number;
  bytes: number;
  duplicates: number;
  /** Holes that were noticed. */
  gaps: number;
  /** Messages that never came: nobody had them any more. */
  lost: number;
  malformed: number;
  /** Messages of those who may not send them. */
  barred: number;
}

/** Who may not send what; `version` changes whenever an answer may. */
export interface Bars {
  readonly version: number;
  isBarred(stream: StreamId): boolean;
}

export interface ChannelListenerParts {
  /** The node's own name on the wire: echoes of it are dropped undecoded. */
  self: { origin: Uint8Array; incarnation: number };
  maxStreams: number;
  /** Bytes that may be held behind holes, all streams together; what comes beyond it is dropped and asked for later. */
  heldBytes: number;
  monotonic: () => number;
  log: Log;
  pool: HandlerPool;
  /** What is barred is neither handled nor passed on. */
  bars: Bars | undefined;
  /** Passes a section on to the node's other links. */
  relay: (side: Side, section: Uint8Array, messages: number) => void;
  /** A hole was noticed; what came after it is held until {@link ChannelListener.giveUp} or the missing messages. */
  onGap: (side: Side, gap: Range) => void;
  /** Messages that never came. */
  onLost: (range: Range) => void;
}

/**
 * Takes what arrives on the endpoint's inbound side and hands it to the handlers: echoes and duplicates are dropped
 * before anything is decoded; what is new and in order is passed on to the other links first, then delivered. What
 * comes after a hole is held, so that those below never see a hole that was mended here.
 */
export class ChannelListener {
  readonly counters: InboundCounters = { messages: 0, bytes: 0, duplicates: 0, gaps: 0, lost: 0, malformed: 0, barred: 0 };
  readonly #parts: ChannelListenerParts;
  readonly #registrations = new Map<string, Registration>();
  readonly #streams: StreamTable;
  readonly #echoKey: string;
  #heldBytes = 0;
  /** What the parent is asked to send. */
  #interest: Interest = 'everything';
  /** Whether every stream that was there before is known, so that an unknown one has to begin with 1. */
  #knowsPast = false;

  constructor(parts: ChannelListenerParts) {
    this.#parts = parts;
    this.#streams = new StreamTable({
      maxStreams: parts.maxStreams,
      monotonic: parts.monotonic,
      registrationOf: (channel) => this.#registrationOf(channel),
      newLane: () => parts.pool.newLane(),
      onForget: (stream) => void (this.#heldBytes -= stream.inbound.heldBytes),
    });
    const key = Buffer.alloc(20);
    key.set(parts.self.origin);
    key.writeUInt32BE(parts.self.incarnation, 16);
    this.#echoKey = key.toString('latin1');
  }

  /** Handles a channel; `doc/` handles every channel whose name begins so. Replaces an earlier handler. */
  handle(channel: string, registration: Registration): void {
    this.#registrations.set(channel, registration);
    for (const stream of this.#streams.all()) stream.registration = this.#registrationOf(stream.channel);
  }

  /** Takes one frame. Never throws: what is malformed is counted and dropped. */
  take(side: Side, frame: Uint8Array): void {
    this.counters.bytes += frame.byteLength;
    this.#guarded(side, () => {
      for (const section of sectionsOf(frame)) this.#takeSection(side, section);
    });
  }

  /** Takes one section that was asked for. Never throws. */
  takeRepair(side: Side, bytes: Uint8Array): void {
    this.counters.bytes += bytes.byteLength;
    this.#guarded(side, () => {
      const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      for (const section of sectionsIn(buffer, 0)) this.#takeSection(side, section);
    });
  }

  /** Streams of reliable channels that moved within so many milliseconds (lately at most), newest first, at most `most`. */
  moved(withinMs: number, most: number): Position[] {
    return newestOf(this.#streams.movedWithin(withinMs), most);
  }

  /** All streams of reliable channels, newest first, at most `most`. */
  positions(most: number): Position[] {
    return newestOf(this.#streams.all(), most);
  }

  /** The highest number up to which a stream is complete here (or given up), 0 for none. */
  highest(stream: StreamId): number {
    return this.#streams.find(stream)?.inbound.highest ?? 0;
  }

  /** The highest number of a stream that has come, those held behind a hole included. */
  newest(stream: StreamId): number {
    return this.#streams.find(stream)?.inbound.newest ?? 0;
  }

  /** What is missing of a stream before what has come of it already, or undefined. */
  gap(stream: StreamId): { from: number; to: number } | undefined {
    return this.#streams.find(stream)?.inbound.gap;
  }

  /** What of a range has not come, or undefined. */
  missing(range: Range): Range | undefined {
    const inbound = this.#streams.find(range)?.inbound;
    const from = Math.max(range.from, (inbound?.highest ?? 0) + 1);
    const to = Math.min(range.to, inbound?.gap?.to ?? range.to);
    return from > to ? undefined : { ...range, from, to };
  }

  /** All streams of a channel. */
  known(channel: string): Position[] {
    return [...this.#streams.all()].filter((stream) => stream.channel === channel).map(positionOf);
  }

  /** Takes a stream as complete up to a number, because a sync brought its content. */
  advanceTo(position: Position): void {
    const stream = this.#streams.advanceTo(position);
    this.#deliverReady('parent', stream);
  }

  /**
   * Takes these as all that was there before: streams that are unknown here begin after what is named, and those that
   * are not named begin with 1.
   */
  takePast(positions: readonly Position[]): void {
    for (const position of positions) if (this.#streams.find(position) === undefined) this.#skipTo(position);
    this.#knowsPast = true;
  }

  /**
   * The parent sends something else from now on. What was not sent meanwhile is not missing, message by message: a stream
   * that begins to be heard again is met anew, and what is held of one that is not wanted any more is let go.
   */
  hear(interest: Interest): void {
    const before = this.#interest;
    this.#interest = interest;
    for (const stream of this.#streams.all()) {
      const wanted = covers(interest, stream.channel);
      if (wanted === covers(before, stream.channel)) continue;
      const { inbound, origin, incarnation, channel } = stream;
      if (wanted) stream.fresh = inbound.gap === undefined;
      else for (let { gap } = inbound; gap; { gap } = inbound) this.skip('parent', { origin, incarnation, channel, ...gap });
    }
  }

  /** Everything of a stream up to this number was sent before anybody here listened. */
  past(stream: StreamId): number {
    return this.#streams.find(stream)?.past ?? 0;
  }

  /** The messages of a range were sent before anybody above listened: nothing is lost. */
  skip(side: Side, range: Range): void {
    const missing = this.missing(range);
    if (missing !== undefined) this.#deliverReady(side, this.#skipTo({ ...missing, sequence: missing.to }));
  }

  /** The messages of a range will not come: tells so, and delivers what was held behind them. */
  giveUp(side: Side, range: Range): void {
    const missing = this.missing(range);
    if (missing === undefined) return;
    this.counters.lost += missing.to - missing.from + 1;
    const stream = this.#streams.advanceTo({ ...missing, sequence: missing.to });
    this.#parts.onLost(missing);
    this.#deliverReady(side, stream);
  }

  #skipTo(position: Position): Stream {
    const stream = this.#streams.advanceTo(position);
    stream.past = Math.max(stream.past, position.sequence);
    return stream;
  }

  #guarded(side: Side, take: () => void): void {
    try {
      take();
    } catch (thrown) {
      this.counters.malformed++;
      this.#parts.log.debug('dropped a malformed frame', { side, reason: String(thrown) });
    }
  }

  #takeSection(side: Side, section: Section): void {
    const key = section.frame.toString('latin1', section.start, section.prefixEnd);
    if (key.startsWith(this.#echoKey)) {
      this.counters.duplicates += section.count;
      return;
    }
    const stream = this.#streams.of(key, section);
    const { first } = section;
    const last = first + section.count - 1;
    if (stream.fresh) this.#meet(stream, first);
    const place = stream.inbound.place(first, last);
    if (place === 'old') this.counters.duplicates += section.count;
    else if (place === 'next' || stream.deliveryClass !== 'reliable' || !this.#isWhole(side, stream)) {
      this.#deliver(side, stream, section);
      if (stream.inbound.heldBytes > 0) this.#deliverReady(side, stream);
    } else this.#hold(side, stream, section, last);
  }

  /** Whether all of a stream comes from this side. From above it does not where nobody here wants its document. */
  #isWhole(side: Side, { channel }: Stream): boolean {
    return side === 'children' || covers(this.#interest, channel);
  }

  /** The first that comes of a stream. What came before we listened is not ours to ask for, message by message. */
  #meet(stream: Stream, first: number): void {
    stream.fresh = false;
    const from = stream.inbound.highest + 1;
    if (first <= from || this.#knowsPast || stream.deliveryClass !== 'reliable') return;
    const { origin, incarnation, channel } = stream;
    stream.inbound.advanceTo(first - 1);
    stream.past = first - 1;
    this.counters.gaps++;
    this.#parts.onLost({ origin, incarnation, channel, from, to: first - 1 });
  }

  #hold(side: Side, stream: Stream, section: Section, last: number): void {
    // Without room it counts as not come; the next heartbeat names it, and it is asked for after what is before it.
    if (this.#heldBytes + section.end - section.start > this.#parts.heldBytes) return;
    const before = stream.inbound.heldBytes;
    const known = stream.inbound.gap;
    // A copy: what is held must not keep a whole frame.
    const bytes = Uint8Array.prototype.slice.call(section.frame, section.start, section.end);
    if (!stream.inbound.hold({ first: section.first, last, bytes })) {
      this.counters.duplicates += section.count;
      return;
    }
    this.#heldBytes += stream.inbound.heldBytes - before;
    this.#streams.moved(stream);
    const gap = stream.inbound.gap!;
    const { origin, incarnation, channel } = stream;
    if (known === undefined) this.counters.gaps++;
    if (known?.to !== gap.to) this.#parts.onGap(side, { origin, incarnation, channel, ...gap });
  }

  #deliverReady(side: Side, stream: Stream): void {
    for (;;) {
      const before = stream.inbound.heldBytes;
      const run = stream.inbound.takeReady();
      this.#heldBytes += stream.inbound.heldBytes - before;
      if (run === undefined) break;
      const buffer = Buffer.from(run.bytes.buffer, run.bytes.byteOffset, run.bytes.byteLength);
      for (const section of sectionsIn(buffer, 0)) this.#deliver(side, stream, section);
    }
    const { gap } = stream.inbound;
    const { origin, incarnation, channel } = stream;
    if (gap !== undefined) this.#parts.onGap(side, { origin, incarnation, channel, ...gap });
  }

  #deliver(side: Side, stream: Stream, section: Section): void {
    this.#streams.moved(stream);
    if (this.#isBarred(stream)) {
      // Its numbers count as taken, so that nobody asks for them.
      stream.inbound.deliver(section.first + section.count - 1);
      this.counters.barred += section.count;
      return;
    }
    if (!stream.linkLocal) this.#parts.relay(side, section.frame.subarray(section.start, section.end), section.count);
    const from = stream.inbound.deliver(section.first + section.count - 1);
    const { origin, incarnation, channel, registration, lane } = stream;
    const { clock } = section;
    try {
      messagesOf(section, from, (sequence, kind, payload) => {
        this.counters.messages++;
        if (registration !== undefined) {
          const message = { origin, incarnation, sequence, channel, kind, clock, payload };
          this.#parts.pool.dispatch(lane, registration.handler, message, registration.timeLimitMs);
        }
      });
    } catch (thrown) {
      // Its numbers count as taken, so what it should have held has to be fetched another way.
      this.#parts.onLost({ origin, incarnation, channel, from, to: stream.inbound.highest });
      throw thrown;
    }
  }

  #isBarred(stream: Stream): boolean {
    const { bars } = this.#parts;
    if (bars !== undefined && stream.judgedAt !== bars.version) {
      stream.judgedAt = bars.version;
      stream.barred = bars.isBarred(stream);
    }
    return stream.barred;
  }

  #registrationOf(channel: string): Registration | undefined {
    const slash = channel.indexOf('/');
    return this.#registrations.get(channel) ?? (slash < 0 ? undefined : this.#registrations.get(channel.slice(0, slash + 1)));
  }
}

function newestOf(streams: Iterable<Stream>, most: number): Position[] {
  const told = [...streams].filter(({ deliveryClass, inbound }) => deliveryClass === 'reliable' && inbound.highest > 0);
  return told
    .toSorted((a, b) => b.activeAt - a.activeAt)
    .slice(0, most)
    .map(positionOf);
}

function positionOf({ origin, incarnation, channel, inbound }: Stream): Position {
  return { origin, incarnation, channel, sequence: inbound.highest };
}
