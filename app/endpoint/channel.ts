import { limits } from '../config.ts';
import { BanyanError } from '../errors.ts';
import { streamPrefix } from '../wire/pack.ts';
import { deliveryClassOf, type DeliveryClass } from './delivery-class.ts';
import type { HandlerOptions, MessageHandler } from './message.ts';
import type { Moment } from './moment.ts';

/** What a channel does its work with. */
export interface ChannelParts {
  /** Queues a message for all links. Its parts one by one, because this is the most frequent call of all. */
  emit(prefix: Uint8Array, clock: number, sequence: number, kind: number, payload: Uint8Array): void;
  handle(handler: MessageHandler, options: HandlerOptions | undefined): void;
  /** Whether the links are so full that senders should wait. */
  congested(): boolean;
  whenRoom(): Promise<void>;
}

/** A named stream of messages: what this node sends on it is numbered, what others send on it can be handled. */
export class Channel {
  readonly name: string;
  readonly deliveryClass: DeliveryClass;
  readonly #prefix: Uint8Array;
  readonly #moment: Moment;
  readonly #parts: ChannelParts;
  /** Of the class `latest`: the newest per key that waits for room. */
  readonly #waiting = new Map<string, { kind: number; payload: Uint8Array }>();
  #sequence = 0;
  #sentAt = 0;

  constructor(self: { origin: Uint8Array; incarnation: number }, name: string, moment: Moment, parts: ChannelParts) {
    const bytes = Buffer.byteLength(name);
    if (bytes === 0 || bytes > limits.channelNameBytes)
      throw new BanyanError('bad-input', `The name of a channel has 1 to ${limits.channelNameBytes} bytes.`);
    this.name = name;
    this.deliveryClass = deliveryClassOf(name);
    this.#prefix = streamPrefix({ ...self, channel: name });
    this.#moment = moment;
    this.#parts = parts;
  }

  /** The number of the newest message, 0 for none. */
  get sequence(): number {
    return this.#sequence;
  }

  /** Monotonic time of the newest message. */
  get sentAt(): number {
    return this.#sentAt;
  }

  /**
   * Sends one message to everyone; answers with its sequence number.
   * The payload is copied: the caller may go on using it.
   *
   * On a channel of the class `latest` a message waits while the links are full, and is overtaken by a newer one with
   * the same `key`; the answer is 0 then.
   *
   * Throws `too-large` above {@link limits.messageBytes}, `bad-input` on a kind that is none.
   */
  send(kind: number, payload: Uint8Array, key = ''): number {
    if (payload.byteLength > limits.messageBytes)
      throw new BanyanError('too-large', `A message of ${payload.byteLength} bytes is above the limit. Send it in parts.`);
    if (kind !== (kind & 0xff)) throw new BanyanError('bad-input', `Kinds of messages go from 0 to 255; ${kind} is none.`);
    if (this.deliveryClass === 'latest' && this.#mustWait()) {
      this.#waiting.set(key, { kind, payload: payload.slice() });
      return 0;
    }
    this.#sequence++;
    this.#sentAt = this.#moment.monotonic;
    this.#parts.emit(this.#prefix, this.#moment.now, this.#sequence, kind, payload);
    return this.#sequence;
  }

  /** Handles what others send on this channel. Replaces an earlier handler. */
  handle(handler: MessageHandler, options?: HandlerOptions): void {
    this.#parts.handle(handler, options);
  }

  #mustWait(): boolean {
    if (this.#waiting.size > 0) return true;
    if (!this.#parts.congested()) return false;
    void this.#parts.whenRoom().then(() => this.#sendNewest());
    return true;
  }

  #sendNewest(): void {
    const newest = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const { kind, payload } of newest) this.send(kind, payload);
  }
}
