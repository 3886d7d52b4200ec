import type { Clock } from '../clock.ts';
import { streamPrefix } from '../wire/pack.ts';
import { deliveryClassOf, type DeliveryClass } from './delivery-class.ts';

/** A message on its way out, in the form that queues take. */
export interface OutboundMessage {
  prefix: Uint8Array;
  clock: number;
  sequence: number;
  kind: number;
  payload: Uint8Array;
}

/** A named stream of messages from this node. Numbers what it sends. */
export class Channel {
  readonly name: string;
  readonly deliveryClass: DeliveryClass;
  readonly #prefix: Uint8Array;
  readonly #clock: Clock;
  readonly #emit: (message: OutboundMessage) => void;
  #sequence = 0;
  #sentAt = 0;

  constructor(
    self: { origin: Uint8Array; incarnation: number },
    name: string,
    clock: Clock,
    emit: (message: OutboundMessage) => void,
  ) {
    this.name = name;
    this.deliveryClass = deliveryClassOf(name);
    this.#prefix = streamPrefix({ ...self, channel: name });
    this.#clock = clock;
    this.#emit = emit;
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
   */
  send(kind: number, payload: Uint8Array): number {
    this.#sequence++;
    this.#sentAt = this.#clock.monotonic();
    this.#emit({ prefix: this.#prefix, clock: this.#clock.now(), sequence: this.#sequence, kind, payload });
    return this.#sequence;
  }
}
