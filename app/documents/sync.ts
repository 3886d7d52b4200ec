import { documentDefaults, limits } from '../config.ts';
import type { Clock, Timer } from '../clock.ts';
import type { Endpoint } from '../endpoint/endpoint.ts';
import { positionsOf } from '../endpoint/stream-range.ts';
import { BanyanError } from '../errors.ts';
import type { Log } from '../log.ts';
import { SyncReplySchema, SyncRequestSchema, type DocumentDifference } from '../wire/banyan_pb.js';
import { decodeMessage, encodeMessage } from '../wire/protobuf.ts';
import { uuidBytes, uuidFromBytes, type Uuid } from '../wire/uuid.ts';
import type { DocumentExchange } from './exchange.ts';
import type { DocumentLibrary } from './library.ts';
import { syncRequestKind } from './sync-answers.ts';

interface Comparable {
  id: Uuid;
  kind: string;
}

export interface SyncParts {
  endpoint: Endpoint;
  exchange: DocumentExchange;
  library: DocumentLibrary;
  clock: Clock;
  log: Log;
}

/**
 * Compares documents with the parent by state and exchanges what differs, both ways: on joining, and after any hole
 * in a stream. Runs one at a time; what is asked for meanwhile is done next.
 */
export class DocumentSync {
  readonly #parts: SyncParts;
  #wanted = new Set<Uuid>();
  #wantAll = false;
  #timer: Timer | undefined;
  #running: Promise<void> | undefined;

  constructor(parts: SyncParts) {
    this.#parts = parts;
  }

  /** Compares everything. Rejects when the parent goes away or does not answer. */
  async everything(): Promise<void> {
    await this.#running?.catch(() => {});
    this.#running = this.#compareAll();
    try {
      await this.#running;
    } finally {
      this.#running = undefined;
    }
  }

  /** Compares one document soon, or all when `id` is undefined; gathers what is asked for within a short while. */
  soon(id: Uuid | undefined): void {
    if (id === undefined) this.#wantAll = true;
    else this.#wanted.add(id);
    this.#timer ??= this.#parts.clock.after(documentDefaults.syncAfterGapMs, () => {
      this.#timer = undefined;
      void this.#runWanted();
    });
  }

  stop(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#wanted.clear();
    this.#wantAll = false;
  }

  async #runWanted(): Promise<void> {
    if (this.#running !== undefined) return this.soon([...this.#wanted][0]);
    const wanted = this.#wanted;
    const all = this.#wantAll;
    this.#wanted = new Set();
    this.#wantAll = false;
    this.#running = all ? this.#compareAll() : this.#compareInBatches(this.#comparables().filter(({ id }) => wanted.has(id)));
    try {
      await this.#running;
    } catch (thrown) {
      // The next heartbeat names what is still missing, so nothing is forgotten here.
      this.#parts.log.debug('a sync failed', { reason: String(thrown) });
    } finally {
      this.#running = undefined;
    }
  }

  async #compareAll(): Promise<void> {
    const catalogue = this.#comparables().slice(0, 1);
    await this.#compareInBatches(catalogue);
    // Only now the list is complete.
    await this.#compareInBatches(this.#comparables().slice(1));
  }

  /** The catalogue first, then those of its documents that are kept here. */
  #comparables(): Comparable[] {
    const { library, exchange } = this.#parts;
    const catalogue = library.clusterCatalogueId;
    if (catalogue === undefined) return [];
    return [{ id: catalogue, kind: 'catalogue' }, ...library.shared().filter(({ id }) => exchange.keeps(id))];
  }

  async #compareInBatches(comparables: Comparable[]): Promise<void> {
    for (let at = 0; at < comparables.length; at += documentDefaults.syncBatch) {
      await this.#compare(comparables.slice(at, at + documentDefaults.syncBatch));
    }
  }

  async #compare(batch: Comparable[]): Promise<void> {
    const { endpoint, exchange } = this.#parts;
    const documents = batch.map(({ id, kind }) => {
      const { version, digest } = exchange.summary(id, kind);
      return { document: uuidBytes(id), kind, stateVector: version, digest };
    });
    const answer = await endpoint.request(
      syncRequestKind,
      encodeMessage(SyncRequestSchema, { documents }),
      documentDefaults.syncTimeoutMs,
    );
    const reply = decodeMessage(SyncReplySchema, answer);
    const kinds = new Map(batch.map(({ id, kind }) => [id, kind]));
    for (const difference of reply.documents) this.#settle(difference, kinds);
    for (const position of positionsOf(reply.positions, limits.streamsPerDocument * batch.length))
      endpoint.streams.advanceTo(position);
  }

  #settle(difference: DocumentDifference, kinds: Map<Uuid, string>): void {
    const { exchange } = this.#parts;
    const id = uuidFromBytes(difference.document);
    const kind = kinds.get(id);
    if (kind === undefined) throw new BanyanError('bad-input', 'The parent answered about a document that was not asked for.');
    if (difference.equal) return;
    exchange.takeIn(id, kind, difference.missing);
    if (Buffer.compare(exchange.summary(id, kind).digest, difference.digest) === 0) return;
    exchange.send(id, kind, exchange.document(id, kind).missingFor(difference.stateVector));
  }
}
