import { limits } from '../config.ts';
import { BanyanError } from '../errors.ts';
import type { Log } from '../log.ts';
import { contentOf, frameType } from '../wire/frame.ts';
import { messagesOf, sectionsOf, streamNameOf, type Section } from '../wire/pack.ts';
import { uuidFromBytes, type Uuid } from '../wire/uuid.ts';
import { deliveryClassOf } from './delivery-class.ts';
import { InboundStream } from './inbound-stream.ts';
import type { Message, MessageHandler } from './message.ts';

/** Which side of the node a frame came in by. */
export type Side = 'parent' | 'children';

/** A hole in a stream, or a tail that never came. */
export interface Gap {
  origin: Uuid;
  incarnation: number;
  channel: string;
  from: number;
  to: number;
}

/** How far a stream has come somewhere. */
export interface Position {
  origin: Uuid;
  incarnation: number;
  channel: string;
  sequence: number;
}

export interface InboundCounters {
  messages: number;
  bytes: number;
  duplicates: number;
  gaps: number;
  malformed: number;
  handlerFailures: number;
}

interface Stream {
  origin: Uuid;
  incarnation: number;
  channel: string;
  inbound: InboundStream;
  handler: MessageHandler | undefined;
  /** Monotonic time of the newest message, for the digest. */
  activeAt: number;
}

export interface ChannelListenerParts {
  /** The node's own name on the wire: echoes of it are dropped undecoded. */
  self: { origin: Uint8Array; incarnation: number };
  /** Most streams remembered; the one silent for longest is forgotten. */
  maxStreams: number;
  monotonic: () => number;
  log: Log;
  /** Passes a section on to the node's other links. */
  relay: (side: Side, section: Uint8Array, messages: number) => void;
  onGap: (gap: Gap) => void;
}

/**
 * Takes what arrives on the endpoint's inbound side and hands it to the handlers: echoes and duplicates are dropped
 * before anything is decoded, what is new is passed on to the other links first, then delivered in order.
 */
export class ChannelListener {
  readonly counters: InboundCounters = { messages: 0, bytes: 0, duplicates: 0, gaps: 0, malformed: 0, handlerFailures: 0 };
  readonly #parts: ChannelListenerParts;
  readonly #handlers = new Map<string, MessageHandler>();
  readonly #streams = new Map<string, Stream>();
  readonly #echoKey: string;
  #lastKey = '';
  #lastStream: Stream | undefined;

  constructor(parts: ChannelListenerParts) {
    this.#parts = parts;
    const key = Buffer.alloc(20);
    key.set(parts.self.origin);
    key.writeUInt32BE(parts.self.incarnation, 16);
    this.#echoKey = key.toString('latin1');
  }

  /** Handles a channel; `doc/` handles every channel whose name begins so. Replaces an earlier handler. */
  handle(channel: string, handler: MessageHandler): void {
    this.#handlers.set(channel, handler);
    for (const stream of this.#streams.values()) stream.handler = this.#handlerOf(stream.channel);
  }

  /** Takes one frame. Never throws: what is malformed is counted and dropped. */
  take(side: Side, frame: Uint8Array): void {
    this.counters.bytes += frame.byteLength;
    try {
      contentOf(frameType.pack, frame);
      for (const section of sectionsOf(frame)) this.#takeSection(side, section);
    } catch (thrown) {
      this.counters.malformed++;
      this.#parts.log.debug('dropped a malformed frame', { side, reason: String(thrown) });
    }
  }

  /** Streams of reliable channels that moved within the last `withinMs`, newest first, at most `most`. */
  positions(withinMs: number, most: number): Position[] {
    const since = this.#parts.monotonic() - withinMs;
    const recent = [...this.#streams.values()].filter(
      (stream) => stream.activeAt >= since && deliveryClassOf(stream.channel) === 'reliable',
    );
    recent.sort((a, b) => b.activeAt - a.activeAt);
    return recent
      .slice(0, most)
      .map(({ origin, incarnation, channel, inbound }) => ({ origin, incarnation, channel, sequence: inbound.highest }));
  }

  /** The highest sequence number taken of a stream, 0 for none. */
  highest(position: Omit<Position, 'sequence'>): number {
    const key = streamKey(position);
    return this.#streams.get(key)?.inbound.highest ?? 0;
  }

  /** All streams of a channel. */
  known(channel: string): Position[] {
    return [...this.#streams.values()]
      .filter((stream) => stream.channel === channel)
      .map(({ origin, incarnation, inbound }) => ({ origin, incarnation, channel, sequence: inbound.highest }));
  }

  /** Takes a stream as complete up to a number, because a sync brought its content. */
  advanceTo(position: Position): void {
    const key = streamKey(position);
    (this.#streams.get(key) ?? this.#remember(key, position)).inbound.advanceTo(position.sequence);
  }

  #takeSection(side: Side, section: Section): void {
    const key = section.frame.toString('latin1', section.start, section.prefixEnd);
    if (key.startsWith(this.#echoKey)) {
      this.counters.duplicates += section.count;
      return;
    }
    const stream = key === this.#lastKey ? this.#lastStream! : this.#streamOf(key, section);
    const last = section.first + section.count - 1;
    const { from, gap } = stream.inbound.accept(section.first, last);
    if (from > last) {
      this.counters.duplicates += section.count;
      return;
    }
    stream.activeAt = this.#parts.monotonic();
    this.#parts.relay(side, section.frame.subarray(section.start, section.end), section.count);
    if (gap !== undefined) {
      this.counters.gaps++;
      const { origin, incarnation, channel } = stream;
      this.#parts.onGap({ origin, incarnation, channel, ...gap });
    }
    this.#deliver(stream, section, from);
  }

  #deliver(stream: Stream, section: Section, from: number): void {
    const { origin, incarnation, channel } = stream;
    const { clock } = section;
    try {
      messagesOf(section, from, (sequence, kind, payload) => {
        this.counters.messages++;
        if (stream.handler !== undefined)
          this.#hand(stream.handler, { origin, incarnation, sequence, channel, kind, clock, payload });
      });
    } catch (thrown) {
      // Its numbers count as taken, so what it should have held has to be fetched another way.
      this.#parts.onGap({ origin, incarnation, channel, from, to: stream.inbound.highest });
      throw thrown;
    }
  }

  #hand(handler: MessageHandler, message: Message): void {
    try {
      handler(message);
    } catch (thrown) {
      this.counters.handlerFailures++;
      this.#parts.log.warn('a message handler failed', { channel: message.channel, kind: message.kind, reason: String(thrown) });
    }
  }

  #streamOf(key: string, section: Section): Stream {
    let stream = this.#streams.get(key);
    if (stream === undefined) {
      const name = streamNameOf(section);
      if (section.prefixEnd - section.start - 21 > limits.channelNameBytes)
        throw new BanyanError('bad-input', 'A channel name is too long.');
      stream = this.#remember(key, { origin: uuidFromBytes(name.origin), incarnation: name.incarnation, channel: name.channel });
    }
    this.#lastKey = key;
    this.#lastStream = stream;
    return stream;
  }

  #remember(key: string, name: Omit<Position, 'sequence'>): Stream {
    if (this.#streams.size >= this.#parts.maxStreams) this.#forgetQuietest();
    const { origin, incarnation, channel } = name;
    const inbound = new InboundStream(deliveryClassOf(channel));
    const stream = {
      origin,
      incarnation,
      channel,
      inbound,
      handler: this.#handlerOf(channel),
      activeAt: this.#parts.monotonic(),
    };
    this.#streams.set(key, stream);
    return stream;
  }

  #forgetQuietest(): void {
    let quietest: [string, Stream] | undefined;
    for (const entry of this.#streams) if (quietest === undefined || entry[1].activeAt < quietest[1].activeAt) quietest = entry;
    if (quietest !== undefined) this.#streams.delete(quietest[0]);
    this.#lastKey = '';
  }

  #handlerOf(channel: string): MessageHandler | undefined {
    const slash = channel.indexOf('/');
    return this.#handlers.get(channel) ?? (slash < 0 ? undefined : this.#handlers.get(channel.slice(0, slash + 1)));
  }
}

/** The same key that a section of the stream begins with. */
function streamKey(name: Omit<Position, 'sequence'>): string {
  const origin = Buffer.from(name.origin.replaceAll('-', ''), 'hex');
  const incarnation = Buffer.alloc(4);
  incarnation.writeUInt32BE(name.incarnation);
  const channel = Buffer.from(name.channel, 'utf8');
  return Buffer.concat([origin, incarnation, Buffer.of(channel.byteLength), channel]).toString('latin1');
}
