import type { Message } from '../endpoint/message.ts';
import { streamText, type StreamId } from '../endpoint/stream-range.ts';
import { readSeal, SealDigest } from './seal.ts';
import type { SealedBatch, Waiting } from './sealed-batch.ts';

interface Stream {
  messages: Waiting[];
  bytes: number;
}

const mostStreams = 4096;
const mostBytes = 32 * 1024 * 1024;

/** Fragments that have come and whose author has not signed for them yet; nothing of them is applied before. */
export class Unsealed {
  readonly #streams = new Map<string, Stream>();
  #bytes = 0;

  /** Bytes that wait. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Keeps a message until its seal comes. Lets go of what has waited longest where it is too much. */
  hold(message: Message): void {
    const key = streamText(message);
    const stream = this.#streams.get(key) ?? { messages: [], bytes: 0 };
    this.#streams.set(key, stream);
    const payload = message.payload.slice();
    stream.messages.push({ sequence: message.sequence, kind: message.kind, payload });
    stream.bytes += payload.byteLength;
    this.#bytes += payload.byteLength;
    while (this.#bytes > mostBytes || this.#streams.size > mostStreams) this.#drop(this.#streams.keys().next().value!);
  }

  /** Whether something of a stream waits for its seal. */
  has(stream: StreamId): boolean {
    return this.#streams.has(streamText(stream));
  }

  /**
   * A seal has come: takes out what was waiting for it. Undefined when some of what it signs is not here, so that it has
   * to be fetched another way. Throws `bad-input` on what is none.
   */
  take(message: Message): SealedBatch | undefined {
    const { origin, incarnation, channel, sequence } = message;
    const { first, previous, signature } = readSeal(message.payload);
    const last = sequence - 1;
    const key = streamText(message);
    const messages = (this.#streams.get(key)?.messages ?? []).filter((waiting) => waiting.sequence >= first);
    this.#drop(key);
    if (first > last || messages.length !== last - first + 1) return undefined;
    const digest = new SealDigest();
    for (const { kind, payload } of messages) digest.add(kind, payload);
    const link = digest.end({ origin, incarnation, channel, first, last, previous });
    return { origin, incarnation, channel, sequence, messages, previous, link, signature };
  }

  #drop(key: string): void {
    this.#bytes -= this.#streams.get(key)?.bytes ?? 0;
    this.#streams.delete(key);
  }
}
