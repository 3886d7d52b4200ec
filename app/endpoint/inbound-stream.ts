/** Messages `first` to `last` of a stream, as they came. */
export interface Run {
  readonly first: number;
  readonly last: number;
  readonly bytes: Uint8Array;
}

/** What to do with messages that came: drop them, deliver them, or hold them until what is missing before has come. */
export type Place = 'old' | 'next' | 'ahead';

/**
 * How far one stream (origin, incarnation, channel) has come here: drops what comes twice, notices holes, and holds
 * what came after a hole until it is filled or given up, so that everything is delivered in order.
 */
export class InboundStream {
  #next = 1;
  /** Ordered by their first number, none inside another. */
  readonly #held: Run[] = [];
  #heldBytes = 0;

  /** The highest number up to which everything has come or was given up; 0 for none. */
  get highest(): number {
    return this.#next - 1;
  }

  /** The highest number that has come, held ones included. */
  get newest(): number {
    return this.#held.at(-1)?.last ?? this.#next - 1;
  }

  get heldBytes(): number {
    return this.#heldBytes;
  }

  /** What is missing before the first run that is held, or undefined. */
  get gap(): { from: number; to: number } | undefined {
    const first = this.#held[0];
    return first === undefined ? undefined : { from: this.#next, to: first.first - 1 };
  }

  /** Where messages `first` to `last` belong. */
  place(first: number, last: number): Place {
    if (last < this.#next) return 'old';
    return first <= this.#next ? 'next' : 'ahead';
  }

  /** The number from which messages that end with `last` are new; takes them as delivered. */
  deliver(last: number): number {
    const from = this.#next;
    this.#next = Math.max(this.#next, last + 1);
    return from;
  }

  /** Keeps a run that came too early. False when it was held already. */
  hold(run: Run): boolean {
    let at = this.#held.length;
    while (at > 0 && this.#held[at - 1]!.first > run.first) at--;
    const before = this.#held[at - 1];
    if (before !== undefined && before.last >= run.last) return false;
    let covered = 0;
    while (this.#held[at + covered] !== undefined && this.#held[at + covered]!.last <= run.last) covered++;
    for (const dropped of this.#held.splice(at, covered, run)) this.#heldBytes -= dropped.bytes.byteLength;
    this.#heldBytes += run.bytes.byteLength;
    return true;
  }

  /** Takes out the next run that can be delivered now, or undefined. What has come otherwise meanwhile is dropped. */
  takeReady(): Run | undefined {
    for (let run = this.#held[0]; run !== undefined && run.first <= this.#next; run = this.#held[0]) {
      this.#held.shift();
      this.#heldBytes -= run.bytes.byteLength;
      if (run.last >= this.#next) return run;
    }
    return undefined;
  }

  /** Takes as given everything up to `sequence`: it came another way, or will not come. */
  advanceTo(sequence: number): void {
    this.#next = Math.max(this.#next, sequence + 1);
  }
}
