import type { Clock, Timer } from '../clock.ts';
import { sentenceOf } from '../errors.ts';
import type { FragmentEntry, Store } from './store.ts';

export interface GroupCommitTiming {
  /** How long the first entry of a group waits for company. */
  gatherMs: number;
  /** The same for entries that are safe elsewhere already. */
  gatherCopiesMs: number;
  /** Pause before what the disk did not take is tried again. */
  retryMs: number;
}

/**
 * Gathers what comes within a few milliseconds into one transaction, and what is committed during one sync of the
 * disk into the next: both cost the same for one entry as for hundreds. What the disk does not take is kept in memory
 * and tried again.
 */
export class GroupCommit {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #timing: GroupCommitTiming;
  readonly #onTrouble: (sentence: string | undefined) => void;
  #gathered: FragmentEntry[] = [];
  #whenGatheredSafe: (() => void)[] = [];
  /** Of entries in the store that no sync has covered yet. */
  #whenCommittedSafe: (() => void)[] = [];
  #syncing: Promise<void> | undefined;
  #timer: Timer | undefined;
  #dueAt = Infinity;
  #troubled = false;
  #ended = false;

  /** `onTrouble` hears a sentence when the disk refuses, and undefined when it takes again. */
  constructor(store: Store, clock: Clock, timing: GroupCommitTiming, onTrouble: (sentence: string | undefined) => void) {
    this.#store = store;
    this.#clock = clock;
    this.#timing = timing;
    this.#onTrouble = onTrouble;
  }

  /**
   * Queues an entry; `safe` is called once it is on disk, and never after {@link end}. A `copy` of what somebody else
   * keeps may wait longer: nobody waits for it to be safe. Entries are committed in the order in which they came.
   */
  add(entry: FragmentEntry, safe: () => void, copy = false): void {
    if (this.#ended) return;
    this.#gathered.push(entry);
    this.#whenGatheredSafe.push(safe);
    this.#commitWithin(copy ? this.#timing.gatherCopiesMs : this.#timing.gatherMs);
  }

  /** Commits what waits now. Resolves when it is safe, or when the disk refused; then it will be tried again. */
  async flush(): Promise<void> {
    this.#cancelTimer();
    if (this.#ended) return;
    if (this.#commit()) await (this.#syncing ??= this.#syncAll());
  }

  /** Takes nothing more, so that the store may be closed; what the disk has not taken is given up. */
  end(): void {
    this.#ended = true;
    this.#cancelTimer();
  }

  #commitWithin(ms: number): void {
    const dueAt = this.#clock.monotonic() + ms;
    // While the disk refuses, only the next try is waited for.
    if (this.#timer !== undefined && (this.#troubled || dueAt >= this.#dueAt)) return;
    this.#timer?.cancel();
    this.#dueAt = dueAt;
    this.#timer = this.#clock.after(ms, () => void this.flush());
  }

  #cancelTimer(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  #commit(): boolean {
    if (this.#gathered.length === 0) return true;
    try {
      this.#store.append(this.#gathered);
    } catch (thrown) {
      this.#refused(thrown);
      return false;
    }
    this.#whenCommittedSafe = this.#whenCommittedSafe.concat(this.#whenGatheredSafe);
    this.#gathered = [];
    this.#whenGatheredSafe = [];
    return true;
  }

  async #syncAll(): Promise<void> {
    while (this.#whenCommittedSafe.length > 0) {
      const safe = this.#whenCommittedSafe;
      this.#whenCommittedSafe = [];
      try {
        await this.#store.sync();
      } catch (thrown) {
        this.#whenCommittedSafe = [...safe, ...this.#whenCommittedSafe];
        this.#refused(thrown);
        break;
      }
      if (this.#troubled) {
        this.#troubled = false;
        this.#onTrouble(undefined);
      }
      for (const call of safe) call();
    }
    this.#syncing = undefined;
  }

  #refused(thrown: unknown): void {
    if (this.#ended) return;
    this.#troubled = true;
    this.#onTrouble(sentenceOf(thrown));
    if (this.#timer === undefined) this.#commitWithin(this.#timing.retryMs);
  }
}
