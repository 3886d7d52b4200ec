import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import type { Random } from '../random.ts';
import type { GroupCommit } from '../storage/group-commit.ts';
import type { Store } from '../storage/store.ts';
import type { Uuid } from '../wire/uuid.ts';
import type { Document, DocumentFragment } from './document.ts';
import { emptyDocument } from './kinds.ts';

export interface ShelfLimits {
  /** Fragments after the last snapshot that make a new one due. */
  compactAfterFragments: number;
  /** Documents kept in memory; the one unused for longest is closed. */
  openDocuments: number;
  /** Documents whose version and digest are remembered. */
  summaries: number;
}

export interface ShelfParts {
  store: Store;
  commit: GroupCommit;
  clock: Clock;
  random: Random;
  log: Log;
  limits: ShelfLimits;
}

interface Shelved {
  document: Document;
  usedAt: number;
  sinceSnapshot: number;
  /** Fragments queued for the store and not committed yet. */
  uncommitted: number;
  changedAt: number;
  changedBy: string;
}

/** Where a fragment that is to be kept comes from. */
export interface Provenance {
  /** Name of the person; empty where it is not known. */
  changedBy: string;
  /** Whether another node keeps it too, so that here it need not be on disk at once. */
  copy: boolean;
}

/** What two replicas compare; see {@link Document}. */
export interface DocumentSummary {
  readonly version: Uint8Array;
  readonly digest: Uint8Array;
}

/** The node's replicas: loaded from the store when first needed, kept with every fragment, compacted now and then. */
export class DocumentShelf {
  readonly #parts: ShelfParts;
  readonly #shelved = new Map<Uuid, Shelved>();
  /** Of documents that have not changed since, so that comparing a thousand of them opens none. */
  readonly #summaries = new Map<Uuid, DocumentSummary>();

  constructor(parts: ShelfParts) {
    this.#parts = parts;
  }

  /** The replica of a document, loaded or made empty. What can't be read of it is left out and reported. */
  document(id: Uuid, kind: string): Document {
    return this.#take(id, kind).document;
  }

  /** Version and digest of a document, remembered until it changes. */
  summary(id: Uuid, kind: string): DocumentSummary {
    const known = this.#summaries.get(id);
    if (known !== undefined) return known;
    const document = this.document(id, kind);
    const summary = { version: document.version(), digest: document.digest() };
    this.#summaries.set(id, summary);
    const [oldest] = this.#summaries.keys();
    if (this.#summaries.size > this.#parts.limits.summaries && oldest !== undefined) this.#summaries.delete(oldest);
    return summary;
  }

  /** When and by whom a document was changed last, as far as it is known here. */
  changed(id: Uuid): { at: number; by: string } | undefined {
    const shelved = this.#shelved.get(id);
    return shelved === undefined || shelved.changedAt === 0 ? undefined : { at: shelved.changedAt, by: shelved.changedBy };
  }

  /** Keeps a fragment that the replica has already taken in; `safe` is called once it is on disk. */
  keep(id: Uuid, kind: string, fragment: DocumentFragment, { changedBy, copy }: Provenance, safe: () => void): void {
    const shelved = this.#take(id, kind);
    this.#summaries.delete(id);
    const changedAt = this.#parts.clock.now();
    shelved.changedAt = changedAt;
    shelved.changedBy = changedBy;
    shelved.uncommitted++;
    const committed = (): void => {
      shelved.uncommitted--;
      shelved.sinceSnapshot++;
      if (shelved.sinceSnapshot >= this.#parts.limits.compactAfterFragments) this.#compact(shelved);
      safe();
    };
    this.#parts.commit.add({ document: id, kind, fragment, changedAt, changedBy }, committed, copy);
  }

  /** Lets go of all replicas. What waits must have been committed. */
  close(): void {
    for (const { document } of this.#shelved.values()) document.close();
    this.#shelved.clear();
  }

  #take(id: Uuid, kind: string): Shelved {
    let shelved = this.#shelved.get(id);
    if (shelved === undefined) {
      this.#makeRoom();
      shelved = this.#load(id, kind);
      this.#shelved.set(id, shelved);
    }
    shelved.usedAt = this.#parts.clock.monotonic();
    return shelved;
  }

  #load(id: Uuid, kind: string): Shelved {
    const document = emptyDocument(id, kind, this.#parts.random);
    const { snapshot, fragments } = this.#parts.store.load(id);
    for (const fragment of snapshot === undefined ? fragments : [snapshot, ...fragments]) {
      try {
        document.apply(fragment);
      } catch (thrown) {
        this.#parts.log.error('a stored fragment could not be read and is left out', { document: id, reason: String(thrown) });
      }
    }
    return { document, usedAt: 0, sinceSnapshot: fragments.length, uncommitted: 0, changedAt: 0, changedBy: '' };
  }

  /** The snapshot holds all that the rows hold; that it holds more already does no harm when that comes again. */
  #compact(shelved: Shelved): void {
    const { document } = shelved;
    try {
      this.#parts.store.saveSnapshot(document.id, document.snapshot(), this.#parts.store.newestRow(document.id));
      shelved.sinceSnapshot = 0;
    } catch (thrown) {
      this.#parts.log.warn('a snapshot could not be written; the fragments stay', {
        document: document.id,
        reason: String(thrown),
      });
    }
  }

  #makeRoom(): void {
    if (this.#shelved.size < this.#parts.limits.openDocuments) return;
    const idle = [...this.#shelved.values()]
      .filter((shelved) => shelved.uncommitted === 0)
      .toSorted((a, b) => a.usedAt - b.usedAt)[0];
    if (idle === undefined) return;
    idle.document.close();
    this.#shelved.delete(idle.document.id);
  }
}
