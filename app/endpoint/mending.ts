import type { Clock } from '../clock.ts';
import type { StreamLimits } from '../config.ts';
import { RepairReplySchema, RepairRequestSchema } from '../wire/banyan_pb.js';
import { sectionsIn, streamPrefix } from '../wire/pack.ts';
import { decodeMessage, encodeMessage } from '../wire/protobuf.ts';
import { uuidBytes } from '../wire/uuid.ts';
import type { ChannelListener, Side } from './channel-listener.ts';
import type { MessageHistory } from './message-history.ts';
import { Repair, type RepairAnswer } from './repair.ts';
import { rangeMessages, rangesOf, type Range, type StreamId } from './stream-range.ts';

/** Number of the request by which a child asks for messages that it missed. */
export const repairRequestKind = 2;

export interface MendingParts {
  clock: Clock;
  limits: StreamLimits;
  listener: ChannelListener;
  history: MessageHistory;
  /** How far a stream has come here, own ones included. */
  highest: (stream: StreamId) => number;
  /** Puts what waits to be sent into the history. */
  settleHistory: () => void;
  hasParent: () => boolean;
  /** Sends a request to the parent; rejects when there is none. */
  askParent: (payload: Uint8Array) => Promise<Uint8Array>;
  /** Frames that have come from a side so far. */
  received: (side: Side) => number;
  /** Tells all children what is missing; whoever has it sends it again, on the stream. */
  tellChildren: (ranges: readonly Range[]) => void;
  /** Queues a section for the parent. False when there is no room. */
  sendUp: (section: Uint8Array, messages: number) => boolean;
}

/** Times as many questions after which what is missing is given up although something always comes. */
const stubborn = 10;

/** Keeps streams whole: asks above and below for what is missing here, and serves those who miss something. */
export class Mending {
  readonly #parts: MendingParts;
  readonly #repairs: Record<Side, Repair>;
  #receivedAtLastAsk = -1;
  /** Nothing came from below between the last two times that something was asked for there. */
  #quietBelow = false;

  constructor(parts: MendingParts) {
    this.#parts = parts;
    this.#repairs = {
      // A parent that has forgotten says so; as long as it does not, it may still get it.
      parent: this.#repair(
        'parent',
        (ranges) => this.#askParent(ranges),
        () => !parts.hasParent(),
      ),
      // Links keep order: while anything comes, what is missing may be on its way behind it.
      children: this.#repair(
        'children',
        (ranges) => this.#askChildren(ranges),
        () => this.#quietBelow,
      ),
    };
  }

  /** Something is missing that came, or should have come, from this side. */
  want(side: Side, range: Range): void {
    this.#repairs[side].want(range);
  }

  /** Nobody here wants these from above any more. */
  forget(isMeant: (range: Range) => boolean): void {
    this.#repairs.parent.forget(isMeant);
  }

  /** There is somebody new to ask on this side. */
  hurry(side: Side): void {
    this.#repairs[side].hurry();
  }

  /** Stretches that are being asked for. */
  get waiting(): number {
    return this.#repairs.parent.waiting + this.#repairs.children.waiting;
  }

  /** Whoever below had this has forgotten it. */
  forgottenBelow(ranges: readonly Range[]): void {
    for (const range of ranges) this.#parts.listener.giveUp('children', range);
  }

  end(): void {
    this.#repairs.parent.end();
    this.#repairs.children.end();
  }

  /** The reply to a child's request. Throws `bad-input` on what is none. */
  answer(payload: Uint8Array): Uint8Array {
    const { limits } = this.#parts;
    const sections: Uint8Array[] = [];
    const gone: Range[] = [];
    const past: Range[] = [];
    let room: number = limits.repairBytes;
    for (const range of rangesOf(decodeMessage(RepairRequestSchema, payload).ranges)) {
      if (room <= 0) break;
      const pastTo = Math.min(range.to, this.#parts.listener.past(range));
      if (pastTo >= range.from) past.push({ ...range, to: pastTo });
      if (pastTo >= range.to) continue;
      const found = this.#remembered({ ...range, from: Math.max(range.from, pastTo + 1) }, room);
      const size = found.sections.reduce((sum, section) => sum + section.byteLength, 0);
      // The first may be as large as a frame can be; whatever else is large waits for the next request.
      if (size > room && sections.length > 0) break;
      sections.push(...found.sections);
      room -= size;
      if (found.gone !== undefined) gone.push(found.gone);
    }
    return encodeMessage(RepairReplySchema, { sections, gone: rangeMessages(gone), past: rangeMessages(past) });
  }

  /** Sends to the parent again what it misses. Answers with what is not remembered any more. */
  resend(ranges: readonly Range[]): Range[] {
    const { limits, sendUp } = this.#parts;
    const gone: Range[] = [];
    for (const range of ranges) {
      const found = this.#remembered(range, limits.repairBytes);
      if (found.gone !== undefined) gone.push(found.gone);
      for (const bytes of found.sections) {
        const [section] = sectionsIn(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), 0);
        if (section !== undefined && !sendUp(bytes, section.count)) return gone;
      }
    }
    return gone;
  }

  #remembered(range: Range, maxBytes: number): { sections: Uint8Array[]; gone: Range | undefined } {
    const { history, highest, settleHistory } = this.#parts;
    settleHistory();
    const prefix = streamPrefix({ ...range, origin: uuidBytes(range.origin) });
    const sections = history.find(Buffer.from(prefix), range.from, range.to, maxBytes);
    const had = Math.min(range.to, highest(range));
    const first = sections[0] === undefined ? had + 1 : firstOf(sections[0]);
    const gone = first > range.from && had >= range.from ? { ...range, to: Math.min(had, first - 1) } : undefined;
    return { sections, gone };
  }

  #repair(side: Side, ask: (ranges: readonly Range[]) => Promise<RepairAnswer>, nobodyToCome: () => boolean): Repair {
    const { clock, limits, listener } = this.#parts;
    return new Repair({
      clock,
      timing: limits.repair,
      ask,
      hopeless: (attempts) =>
        attempts >= limits.repair.hopelessAfter && (nobodyToCome() || attempts >= stubborn * limits.repair.hopelessAfter),
      take: (section) => listener.takeRepair(side, section),
      missing: (range) => listener.missing(range),
      giveUp: (range) => listener.giveUp(side, range),
      skip: (range) => listener.skip(side, range),
    });
  }

  async #askParent(ranges: readonly Range[]): Promise<RepairAnswer> {
    const payload = encodeMessage(RepairRequestSchema, { ranges: rangeMessages(ranges) });
    const { sections, gone, past } = decodeMessage(RepairReplySchema, await this.#parts.askParent(payload));
    return { sections, gone: rangesOf(gone), past: rangesOf(past) };
  }

  /** What the children send comes by the stream, so the answer itself is empty. */
  async #askChildren(ranges: readonly Range[]): Promise<RepairAnswer> {
    const received = this.#parts.received('children');
    this.#quietBelow = received === this.#receivedAtLastAsk;
    this.#receivedAtLastAsk = received;
    this.#parts.tellChildren(ranges);
    return { sections: [], gone: [], past: [] };
  }
}

function firstOf(bytes: Uint8Array): number {
  const [section] = sectionsIn(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), 0);
  return section?.first ?? Number.MAX_SAFE_INTEGER;
}
