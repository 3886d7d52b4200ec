import { z } from 'zod';
import { limits } from '../config.ts';
import type { Interest } from '../endpoint/interest.ts';
import type { Store } from '../storage/store.ts';
import { isUuid, type Uuid } from '../wire/uuid.ts';
import type { DocumentLibrary } from './library.ts';

const setting = 'openedDocuments';
const openedIds = z.array(z.string().refine(isUuid)).max(limits.interestDocuments);

export interface SubscriptionsParts {
  /** Names and ids of the cluster's documents that are kept here; undefined for all of them. */
  wanted: readonly string[] | undefined;
  /** Whether what is opened here is kept from then on. */
  keepsOpened: boolean;
  library: DocumentLibrary;
  store: Store;
}

/** Told what is wanted here, and which documents are kept that were not kept before. */
type ChangeListener = (interest: Interest, begun: readonly Uuid[]) => void;

/**
 * Which documents of the cluster a node keeps: all of them, or those that it was told to, by name or id, with the
 * catalogue and with what was ever opened or made here. A name is looked up again whenever the catalogue changes. While it
 * is the root a node keeps everything, whatever it was told: there is nobody else whom the others could ask.
 */
export class Subscriptions {
  readonly #parts: SubscriptionsParts;
  /** Remembered over restarts: what somebody wrote here must reach the others. */
  readonly #opened: Set<Uuid>;
  readonly #listeners: ChangeListener[] = [];
  #kept: ReadonlySet<Uuid> = new Set();
  #isRoot = false;

  constructor(parts: SubscriptionsParts) {
    this.#parts = parts;
    const remembered = openedIds.safeParse(parts.keepsOpened ? parts.store.readSetting(setting) : []);
    this.#opened = new Set(remembered.data ?? []);
  }

  /** Whether this node was told not to keep all documents of its cluster. */
  get restricted(): boolean {
    return this.#parts.wanted !== undefined;
  }

  /** Where not all documents are kept `listener` is told which are, at once and whenever that changes. */
  onChange(listener: ChangeListener): void {
    if (!this.restricted) return;
    this.#listeners.push(listener);
    listener(this.#interest, []);
  }

  /** This node is the root of its tree, or is not any more. */
  reign(isRoot: boolean): void {
    if (isRoot === this.#isRoot) return;
    this.#isRoot = isRoot;
    this.refresh();
  }

  keeps(id: Uuid): boolean {
    return !this.restricted || this.#isRoot || this.#kept.has(id);
  }

  /** A document was opened or made here, and is kept from now on; one that is not of the cluster as soon as it is. */
  open(id: Uuid): void {
    if (!this.restricted || !this.#parts.keepsOpened || this.#opened.has(id)) return;
    this.#opened.add(id);
    this.#parts.store.writeSetting(setting, [...this.#opened].slice(-limits.interestDocuments));
    this.refresh();
  }

  /** Has to be called when the list of the cluster's documents changed. */
  refresh(): void {
    const { wanted, library } = this.#parts;
    if (wanted === undefined) return;
    const catalogue = library.clusterCatalogueId;
    const named = new Set(wanted);
    const kept = new Set(catalogue === undefined ? [] : [catalogue]);
    for (const { id, name } of library.shared())
      if (this.#isRoot || named.has(id) || named.has(name) || this.#opened.has(id)) kept.add(id);
    const begun = [...kept].filter((id) => !this.#kept.has(id));
    this.#kept = kept;
    for (const listener of this.#listeners) listener(this.#interest, begun);
  }

  get #interest(): Interest {
    return this.#isRoot ? 'everything' : this.#kept;
  }
}
