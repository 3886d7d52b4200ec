import { limits, streamDefaults } from '../config.ts';
import { BanyanError } from '../errors.ts';
import { streamNameOf, type Section } from '../wire/pack.ts';
import { uuidFromBytes } from '../wire/uuid.ts';
import { deliveryClassOf, isLinkLocal, type DeliveryClass } from './delivery-class.ts';
import type { Lane } from './handler-pool.ts';
import { InboundStream } from './inbound-stream.ts';
import type { Registration } from './message.ts';
import { streamText, type Position, type StreamId } from './stream-range.ts';

/** One stream of another node, as far as it has come here. */
export interface Stream extends StreamId {
  /** The bytes that each of its sections begins with. */
  readonly prefix: Buffer;
  readonly deliveryClass: DeliveryClass;
  /** Passed on by nobody. */
  readonly linkLocal: boolean;
  readonly inbound: InboundStream;
  readonly lane: Lane;
  registration: Registration | undefined;
  /** Its origin may not send it: it is neither handled nor passed on. */
  barred: boolean;
  /** Version of the rules by which `barred` was found. */
  judgedAt: number;
  /** Nothing of it has come yet. */
  fresh: boolean;
  /** Everything up to this number was sent before anybody here listened. */
  past: number;
  /** Monotonic time of the newest message, for the digest; changed by {@link StreamTable.moved} alone. */
  activeAt: number;
}

/** How long a stream counts as having moved lately, in milliseconds. */
const lately = streamDefaults.digestWindowMs;

export interface StreamTableParts {
  /** Most streams remembered; the one silent for longest is forgotten. */
  maxStreams: number;
  monotonic: () => number;
  registrationOf: (channel: string) => Registration | undefined;
  newLane: () => Lane;
  onForget: (stream: Stream) => void;
}

/** All streams that others send, by the bytes that their sections begin with. */
export class StreamTable {
  readonly #parts: StreamTableParts;
  readonly #streams = new Map<string, Stream>();
  /** The same by name: heartbeats ask for hundreds of them, and their bytes would have to be written each time. */
  readonly #byName = new Map<string, Stream>();
  /** Those that moved lately, and some that did a little before: every heartbeat asks, and most streams stand still. */
  readonly #moved = new Set<Stream>();
  /** When the last of them did. */
  #movedAt = -Infinity;
  /** By origin and channel: a restarted origin goes on in the same lane, so that order holds over its restart. */
  readonly #lanes = new Map<string, Lane>();
  #lastKey = '';
  #lastStream: Stream | undefined;

  constructor(parts: StreamTableParts) {
    this.#parts = parts;
  }

  all(): IterableIterator<Stream> {
    return this.#streams.values();
  }

  /** Something of a stream has come. */
  moved(stream: Stream): void {
    stream.activeAt = this.#movedAt = this.#parts.monotonic();
    this.#moved.add(stream);
  }

  /** Streams that moved within so many milliseconds, which is at most {@link streamDefaults.digestWindowMs}. */
  movedWithin(withinMs: number): Stream[] {
    const now = this.#parts.monotonic();
    if (this.#movedAt < now - withinMs) return [];
    const found: Stream[] = [];
    for (const stream of this.#moved)
      if (stream.activeAt < now - lately) this.#moved.delete(stream);
      else if (stream.activeAt >= now - withinMs) found.push(stream);
    return found;
  }

  /** The stream of a section, whose `key` is its first bytes. Throws `bad-input` on a name that is none. */
  of(key: string, section: Section): Stream {
    if (key === this.#lastKey) return this.#lastStream!;
    let stream = this.#streams.get(key);
    if (stream === undefined) {
      if (section.prefixEnd - section.start - 21 > limits.channelNameBytes)
        throw new BanyanError('bad-input', 'A channel name is too long.');
      const name = streamNameOf(section);
      stream = this.#remember(key, {
        origin: uuidFromBytes(name.origin),
        incarnation: name.incarnation,
        channel: name.channel,
      });
    }
    this.#lastKey = key;
    this.#lastStream = stream;
    return stream;
  }

  find(id: StreamId): Stream | undefined {
    return this.#byName.get(streamText(id));
  }

  /** Takes a stream as complete up to a number, because its content came another way. Answers with the stream. */
  advanceTo(position: Position): Stream {
    const stream = this.find(position) ?? this.#remember(keyOf(position), position);
    stream.inbound.advanceTo(position.sequence);
    stream.fresh = false;
    return stream;
  }

  #remember(key: string, { origin, incarnation, channel }: StreamId): Stream {
    if (this.#streams.size >= this.#parts.maxStreams) this.#forgetQuietest();
    const laneKey = `${origin} ${channel}`;
    const lane = this.#lanes.get(laneKey) ?? this.#parts.newLane();
    this.#lanes.set(laneKey, lane);
    const stream: Stream = {
      origin,
      incarnation,
      channel,
      prefix: bytesOf(key),
      deliveryClass: deliveryClassOf(channel),
      linkLocal: isLinkLocal(channel),
      inbound: new InboundStream(),
      lane,
      registration: this.#parts.registrationOf(channel),
      barred: false,
      judgedAt: -1,
      fresh: true,
      past: 0,
      activeAt: -Infinity,
    };
    this.#streams.set(key, stream);
    this.#byName.set(streamText(stream), stream);
    this.moved(stream);
    return stream;
  }

  #forgetQuietest(): void {
    let quietest: [string, Stream] | undefined;
    for (const entry of this.#streams) if (quietest === undefined || entry[1].activeAt < quietest[1].activeAt) quietest = entry;
    if (quietest === undefined) return;
    const [key, stream] = quietest;
    const { origin, channel } = stream;
    this.#streams.delete(key);
    this.#byName.delete(streamText(stream));
    this.#moved.delete(stream);
    this.#parts.onForget(stream);
    const others = [...this.#streams.values()].some((other) => other.origin === origin && other.channel === channel);
    if (!others) this.#lanes.delete(`${origin} ${channel}`);
    this.#lastKey = '';
  }
}

/** Bytes of their own: a slice of Node's pool would keep 8 KiB of it for as long as the stream is known. */
function bytesOf(key: string): Buffer {
  const bytes = Buffer.allocUnsafeSlow(key.length);
  bytes.write(key, 'latin1');
  return bytes;
}

/** The bytes that a section of the stream begins with, as text. */
function keyOf({ origin, incarnation, channel }: StreamId): string {
  const start = Buffer.alloc(20);
  start.write(origin.replaceAll('-', ''), 'hex');
  start.writeUInt32BE(incarnation, 16);
  const name = Buffer.from(channel, 'utf8');
  return Buffer.concat([start, Buffer.of(name.byteLength), name]).toString('latin1');
}
