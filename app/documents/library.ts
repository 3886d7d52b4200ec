import type { Clock } from '../clock.ts';
import { BanyanError } from '../errors.ts';
import type { Random } from '../random.ts';
import { randomUuid, type Uuid } from '../wire/uuid.ts';
import type { Catalogue, CatalogueEntry, DocumentKind } from './catalogue.ts';
import type { DocumentFragment } from './document.ts';
import type { DocumentExchange } from './exchange.ts';
import type { DocumentShelf } from './shelf.ts';

export type Home = 'cluster' | 'here';

/** A document as this node lists it. */
export interface ListedDocument extends CatalogueEntry {
  home: Home;
}

export interface LibraryParts {
  shelf: DocumentShelf;
  exchange: () => DocumentExchange;
  clock: Clock;
  random: Random;
  nodeId: Uuid;
  person: () => string;
  /** The documents of the cluster are others, or are called otherwise. */
  onShared: () => void;
}

/**
 * The documents of this node: those of its cluster, whose catalogue everyone in it shares, and those that are only
 * here. The catalogue of a cluster has the cluster's id, the one of a node the node's.
 */
export class DocumentLibrary {
  readonly #parts: LibraryParts;
  /** What the catalogues say, parsed; dropped when one changes. */
  readonly #parsed = new Map<Home, CatalogueEntry[]>();
  readonly #sharedIds = new Set<Uuid>();
  #clusterId: Uuid | undefined;

  constructor(parts: LibraryParts) {
    this.#parts = parts;
  }

  /** The catalogue shared with the cluster, or undefined while alone. */
  get clusterCatalogueId(): Uuid | undefined {
    return this.#clusterId;
  }

  /** Joins the list of a cluster to the own one. */
  useCluster(clusterId: Uuid): void {
    this.#clusterId = clusterId;
    this.refresh(clusterId);
  }

  /** Has to be called when a document changed; when it is a catalogue, the list is read anew. True then. */
  refresh(document: Uuid): boolean {
    if (document !== this.#clusterId && document !== this.#parts.nodeId) return false;
    this.#parsed.clear();
    this.#sharedIds.clear();
    if (this.#clusterId !== undefined) for (const { id } of this.#entries('cluster')) this.#sharedIds.add(id);
    this.#parts.onShared();
    return true;
  }

  /** Leaves the cluster's list; its documents are listed here from now on, so that nobody loses what they wrote. */
  async leaveCluster(): Promise<void> {
    const entries = this.#entries('cluster');
    this.#clusterId = undefined;
    this.refresh(this.#parts.nodeId);
    const known = new Set(this.#entries('here').map((entry) => entry.id));
    for (const entry of entries) if (!known.has(entry.id)) await this.#change('here', (catalogue) => catalogue.add(entry));
  }

  /** Whether fragments of this document (or catalogue) travel through the cluster. */
  isShared(id: Uuid): boolean {
    return this.#clusterId !== undefined && (id === this.#clusterId || this.#sharedIds.has(id));
  }

  /** All documents, hidden ones left out. */
  list(): ListedDocument[] {
    return this.#all().filter((entry) => entry.deletedAt === undefined);
  }

  /** The documents of the cluster, hidden ones included: what a sync compares. */
  shared(): readonly CatalogueEntry[] {
    return this.#clusterId === undefined ? [] : this.#entries('cluster');
  }

  /** By id. Throws `not-found`. Hidden documents are found too. */
  get(id: Uuid): ListedDocument {
    const entry = this.#all().find((listed) => listed.id === id);
    if (entry === undefined) throw new BanyanError('not-found', 'There is no such document here (any more).');
    return entry;
  }

  /** By id or name. Throws `not-found` with the names there are, `bad-input` when several have the name. */
  find(nameOrId: string): ListedDocument {
    const list = this.list();
    const byId = list.find((entry) => entry.id === nameOrId);
    if (byId !== undefined) return byId;
    const named = list.filter((entry) => entry.name === nameOrId);
    if (named.length > 1)
      throw new BanyanError(
        'bad-input',
        `${named.length} documents are called "${nameOrId}". Name one by its id: ${named.map((entry) => entry.id).join(', ')}.`,
      );
    if (named.length === 0)
      throw new BanyanError('not-found', `There is no document called "${nameOrId}" here. "banyan docs" lists what there is.`);
    return named[0]!;
  }

  /** Makes a document. Throws `name-taken`, or `bad-input` for kinds that can't be made yet. */
  async create(name: string, kind: DocumentKind, home: Home | undefined): Promise<ListedDocument> {
    if (kind !== 'text') throw new BanyanError('bad-input', `Documents of the kind "${kind}" can't be made yet; "text" can.`);
    if (this.list().some((entry) => entry.name === name))
      throw new BanyanError('name-taken', `There is a document called "${name}" already. Choose another name.`);
    const where = this.#clusterId === undefined ? 'here' : (home ?? 'cluster');
    const entry: CatalogueEntry = {
      id: randomUuid(this.#parts.random),
      name,
      kind,
      createdAt: this.#parts.clock.now(),
      createdBy: this.#parts.person(),
      deletedAt: undefined,
    };
    await this.#change(where, (catalogue) => catalogue.add(entry));
    return { ...entry, home: where };
  }

  async rename(id: Uuid, name: string): Promise<void> {
    const { home } = this.get(id);
    await this.#change(home, (catalogue) => catalogue.rename(id, name));
  }

  async setDeleted(id: Uuid, deleted: boolean): Promise<void> {
    const { home } = this.get(id);
    const deletedAt = deleted ? this.#parts.clock.now() : undefined;
    await this.#change(home, (catalogue) => catalogue.setDeleted(id, deletedAt));
  }

  /** Gives a document that was only here to the cluster. Throws `not-joined` while alone. Answers with its kind. */
  async share(id: Uuid): Promise<DocumentKind> {
    const entry = this.get(id);
    if (this.#clusterId === undefined)
      throw new BanyanError('not-joined', 'Start or join a cluster first; then this document can be shared.');
    if (entry.home === 'here') {
      await this.#change('cluster', (catalogue) => catalogue.add(entry));
      await this.#change('here', (catalogue) => catalogue.remove(id));
    }
    return entry.kind;
  }

  #all(): ListedDocument[] {
    const shared =
      this.#clusterId === undefined ? [] : this.#entries('cluster').map((entry) => ({ ...entry, home: 'cluster' as const }));
    return [...shared, ...this.#entries('here').map((entry) => ({ ...entry, home: 'here' as const }))];
  }

  #entries(home: Home): CatalogueEntry[] {
    let entries = this.#parsed.get(home);
    if (entries === undefined) {
      entries = this.#catalogue(home).entries();
      this.#parsed.set(home, entries);
    }
    return entries;
  }

  #catalogue(home: Home): Catalogue {
    const id = home === 'cluster' ? this.#clusterId! : this.#parts.nodeId;
    return this.#parts.shelf.document(id, 'catalogue') as Catalogue;
  }

  async #change(home: Home, change: (catalogue: Catalogue) => DocumentFragment | undefined): Promise<void> {
    const catalogue = this.#catalogue(home);
    this.#parts.exchange().mustBeWritable(catalogue.id);
    const fragment = change(catalogue);
    if (fragment !== undefined) await this.#parts.exchange().spread(catalogue.id, catalogue.kind, fragment, undefined);
  }
}
