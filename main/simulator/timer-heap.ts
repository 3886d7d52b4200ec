/** Something that is due at a time; of what is due at the same time, the lower number comes first. */
export interface Due {
  at: number;
  number: number;
  /** What to do; undefined once it was called off. */
  action: (() => void) | undefined;
}

/** What is due next, out of hundreds of thousands: a binary heap. What was called off stays until its turn, or a sweep. */
export class TimerHeap {
  #heap: Due[] = [];
  #calledOff = 0;

  /** Everything that waits, what was called off included. */
  get size(): number {
    return this.#heap.length;
  }

  /** The next one that was not called off. */
  peek(): Due | undefined {
    for (let first = this.#heap[0]; first !== undefined; first = this.#heap[0]) {
      if (first.action !== undefined) return first;
      this.#calledOff--;
      this.#removeFirst();
    }
    return undefined;
  }

  /** Takes what {@link peek} shows. */
  take(): Due | undefined {
    const first = this.peek();
    if (first !== undefined) this.#removeFirst();
    return first;
  }

  add(due: Due): void {
    this.#heap.push(due);
    this.#rise(this.#heap.length - 1);
  }

  /** Calls off something that was added and not yet taken. Idempotent. */
  callOff(due: Due): void {
    if (due.action === undefined) return;
    due.action = undefined;
    this.#calledOff++;
    // Time-outs of seconds that never come would pile up: swept when they are the most of it.
    if (this.#calledOff > 1024 && this.#calledOff * 2 > this.#heap.length) this.#sweep();
  }

  #removeFirst(): void {
    const last = this.#heap.pop()!;
    if (this.#heap.length === 0) return;
    this.#heap[0] = last;
    this.#sink(0);
  }

  #sweep(): void {
    this.#heap = this.#heap.filter(({ action }) => action !== undefined);
    this.#calledOff = 0;
    for (let at = (this.#heap.length >> 1) - 1; at >= 0; at--) this.#sink(at);
  }

  #rise(from: number): void {
    const heap = this.#heap;
    const due = heap[from]!;
    let at = from;
    while (at > 0) {
      const above = (at - 1) >> 1;
      if (!before(due, heap[above]!)) break;
      heap[at] = heap[above]!;
      at = above;
    }
    heap[at] = due;
  }

  #sink(from: number): void {
    const heap = this.#heap;
    const due = heap[from]!;
    let at = from;
    for (;;) {
      let below = 2 * at + 1;
      if (below >= heap.length) break;
      if (below + 1 < heap.length && before(heap[below + 1]!, heap[below]!)) below++;
      if (!before(heap[below]!, due)) break;
      heap[at] = heap[below]!;
      at = below;
    }
    heap[at] = due;
  }
}

function before(one: Due, other: Due): boolean {
  return one.at < other.at || (one.at === other.at && one.number < other.number);
}
