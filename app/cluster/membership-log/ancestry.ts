import type { EntryHash, LogEntry } from './entry.ts';

/** Which entries of a log come before and after others, by the parents that they name. Worked out per entry, once. */
export class Ancestry {
  readonly #entries: readonly LogEntry[];
  readonly #byHash: ReadonlyMap<EntryHash, LogEntry>;
  readonly #after = new Map<LogEntry, ReadonlySet<EntryHash>>();
  readonly #before = new Map<LogEntry, ReadonlySet<EntryHash>>();

  /** `entries` in the order of `compareEntries`, with all parents of each. */
  constructor(entries: readonly LogEntry[], byHash: ReadonlyMap<EntryHash, LogEntry>) {
    this.#entries = entries;
    this.#byHash = byHash;
  }

  /** Whether `later` follows `first`, directly or by others. Costs a walk through the log per `first`. */
  follows(first: LogEntry, later: LogEntry): boolean {
    if (later.height <= first.height) return false;
    let after = this.#after.get(first);
    if (after === undefined) {
      after = this.#allAfter(first);
      this.#after.set(first, after);
    }
    return after.has(later.hash);
  }

  /** Whether neither follows the other. Costs a walk through the log per `entry`. */
  concurrent(entry: LogEntry, other: LogEntry): boolean {
    if (entry === other || this.follows(entry, other)) return false;
    let before = this.#before.get(entry);
    if (before === undefined) {
      before = pastOf(entry.parents, this.#byHash);
      this.#before.set(entry, before);
    }
    return !before.has(other.hash);
  }

  #allAfter(first: LogEntry): ReadonlySet<EntryHash> {
    const after = new Set<EntryHash>([first.hash]);
    for (const entry of this.#entries)
      if (entry.height > first.height && entry.parents.some((parent) => after.has(parent))) after.add(entry.hash);
    return after;
  }
}

/** The entries with these hashes and everything before them, as far as it is known. */
export function pastOf(hashes: readonly EntryHash[], known: ReadonlyMap<EntryHash, LogEntry>): Set<EntryHash> {
  const past = new Set(hashes.filter((hash) => known.has(hash)));
  // A set grows while it is walked.
  for (const hash of past) for (const parent of known.get(hash)!.parents) past.add(parent);
  return past;
}
