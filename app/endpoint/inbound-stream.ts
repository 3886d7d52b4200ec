import type { DeliveryClass } from './delivery-class.ts';

/** What to do with messages `first` to `last` of a stream. */
export interface Acceptance {
  /** Deliver from this number on; above `last`: nothing is new. */
  from: number;
  /** Numbers that are missing before `first`, or undefined. */
  gap: { from: number; to: number } | undefined;
}

/** How far one stream (origin, incarnation, channel) has come here: drops duplicates, notices holes. */
export class InboundStream {
  readonly #class: DeliveryClass;
  #next: number;

  constructor(deliveryClass: DeliveryClass) {
    this.#class = deliveryClass;
    this.#next = 1;
  }

  /** The highest number taken so far, 0 for none. */
  get highest(): number {
    return this.#next - 1;
  }

  /** Takes note of messages `first` to `last`. */
  accept(first: number, last: number): Acceptance {
    const expected = this.#next;
    if (last < expected) return { from: last + 1, gap: undefined };
    this.#next = last + 1;
    if (first > expected && this.#class === 'reliable') return { from: first, gap: { from: expected, to: first - 1 } };
    return { from: Math.max(first, expected), gap: undefined };
  }

  /** Takes as given everything up to `sequence`, because a sync brought it. */
  advanceTo(sequence: number): void {
    this.#next = Math.max(this.#next, sequence + 1);
  }
}
