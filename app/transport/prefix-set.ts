/** One byte further along a prefix. */
interface Step {
  /** How often the prefix that ends here is held. */
  holds: number;
  /** That prefix, while it is held. */
  prefix: Uint8Array | undefined;
  next: Map<number, Step> | undefined;
}

/**
 * Prefixes, each counted, as subscriptions are (RFC 29): the prefix goes when it was removed as
 * often as it was added. A trie, so that matching costs the length of the prefix, not their number.
 */
export class PrefixSet {
  readonly #root: Step = { holds: 0, prefix: undefined, next: undefined };
  readonly #held = new Set<Step>();
  #steps = 0;

  /** Steps in the trie, at most the bytes of all prefixes: what a bound should watch. */
  get steps(): number {
    return this.#steps;
  }

  /** Adds one hold; true if it is the first of this prefix. */
  add(prefix: Uint8Array): boolean {
    let step = this.#root;
    for (const byte of prefix) {
      step.next ??= new Map();
      let next = step.next.get(byte);
      if (!next) {
        next = { holds: 0, prefix: undefined, next: undefined };
        step.next.set(byte, next);
        this.#steps += 1;
      }
      step = next;
    }
    step.holds += 1;
    if (step.holds > 1) return false;
    // A copy: the prefix may be a view into something much larger.
    step.prefix = new Uint8Array(prefix);
    this.#held.add(step);
    return true;
  }

  /** Takes one hold away; true if it was the last one, false if others remain or there was none. */
  remove(prefix: Uint8Array): boolean {
    const path = [this.#root];
    for (const byte of prefix) {
      const next = path.at(-1)?.next?.get(byte);
      if (!next) return false;
      path.push(next);
    }
    const last = path.at(-1);
    if (!last || last.holds === 0) return false;
    last.holds -= 1;
    if (last.holds > 0) return false;
    last.prefix = undefined;
    this.#held.delete(last);
    this.#prune(path, prefix);
    return true;
  }

  /** Whether the frame begins with one of the prefixes. */
  matches(frame: Uint8Array): boolean {
    let step: Step | undefined = this.#root;
    for (let at = 0; step; at += 1) {
      if (step.holds > 0) return true;
      const byte = frame[at];
      step = byte === undefined ? undefined : step.next?.get(byte);
    }
    return false;
  }

  /** Every prefix once, in the order of their first hold. */
  prefixes(): Uint8Array[] {
    return [...this.#held].flatMap(({ prefix }) => prefix ?? []);
  }

  #prune(path: Step[], prefix: Uint8Array): void {
    for (let depth = prefix.length; depth > 0; depth -= 1) {
      const step = path[depth];
      if (!step || step.holds > 0 || (step.next && step.next.size > 0)) return;
      path[depth - 1]?.next?.delete(prefix[depth - 1] ?? 0);
      this.#steps -= 1;
    }
  }
}
