import type { Clock, Timer } from '../clock.ts';
import { sentenceOf } from '../errors.ts';
import type { FragmentEntry, Store } from './store.ts';

export interface GroupCommitTiming {
  /** How long the first entry of a group waits for company. */
  gatherMs: number;
  /** Pause before a group that the disk did not take is tried again. */
  retryMs: number;
}

/**
 * Gathers what comes within a few milliseconds into one transaction: with FULL sync one commit costs the same for
 * one entry as for hundreds. What the disk does not take is kept in memory and tried again.
 */
export class GroupCommit {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #timing: GroupCommitTiming;
  readonly #onTrouble: (sentence: string | undefined) => void;
  #entries: FragmentEntry[] = [];
  #whenSafe: (() => void)[] = [];
  #timer: Timer | undefined;
  #troubled = false;

  /** `onTrouble` hears a sentence when the disk refuses, and undefined when it takes again. */
  constructor(store: Store, clock: Clock, timing: GroupCommitTiming, onTrouble: (sentence: string | undefined) => void) {
    this.#store = store;
    this.#clock = clock;
    this.#timing = timing;
    this.#onTrouble = onTrouble;
  }

  /** Entries that are not safe yet. */
  get waiting(): number {
    return this.#entries.length;
  }

  /** Queues an entry; `safe` is called once it is on disk. */
  add(entry: FragmentEntry, safe: () => void): void {
    this.#entries.push(entry);
    this.#whenSafe.push(safe);
    this.#timer ??= this.#clock.after(this.#timing.gatherMs, () => this.flush());
  }

  /** Commits what waits now. False when the disk refused; it will be tried again. */
  flush(): boolean {
    this.#timer?.cancel();
    this.#timer = undefined;
    if (this.#entries.length === 0) return true;
    try {
      this.#store.append(this.#entries);
    } catch (thrown) {
      this.#troubled = true;
      this.#onTrouble(sentenceOf(thrown));
      this.#timer = this.#clock.after(this.#timing.retryMs, () => this.flush());
      return false;
    }
    if (this.#troubled) {
      this.#troubled = false;
      this.#onTrouble(undefined);
    }
    const safe = this.#whenSafe;
    this.#entries = [];
    this.#whenSafe = [];
    for (const call of safe) call();
    return true;
  }
}
