/** One byte further along a prefix. */
interface Step {
  /** How often the prefix that ends here is held. */
  holds: number;
  next: Map<number, Step> | undefined;
}

/**
 * Prefixes, each counted, as subscriptions are (RFC 29): the prefix goes when it was removed as
 * often as it was added. A trie, so that matching costs the length of the prefix, not their number.
 */
export class PrefixSet {
  readonly #root: Step = { holds: 0, next: undefined };
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
        next = { holds: 0, next: undefined };
        step.next.set(byte, next);
        this.#steps += 1;
      }
      step = next;
    }
    step.holds += 1;
    return step.holds === 1;
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

  /** Every prefix once, in no particular order. */
  *prefixes(): Generator<Uint8Array> {
    yield* prefixesFrom(this.#root, []);
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

function* prefixesFrom(step: Step, path: number[]): Generator<Uint8Array> {
  if (step.holds > 0) yield Uint8Array.from(path);
  for (const [byte, next] of step.next ?? []) yield* prefixesFrom(next, [...path, byte]);
}
