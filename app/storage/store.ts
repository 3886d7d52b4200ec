import type { Uuid } from '../wire/uuid.ts';

/** What is known of a stored document beside its content. */
export interface DocumentRecord {
  id: Uuid;
  kind: string;
  changedAt: number;
  /** Name of the person who changed it last, or empty. */
  changedBy: string;
}

/** A document as it lies in the store: the last snapshot and everything after it, oldest first. */
export interface StoredDocument {
  snapshot: Uint8Array | undefined;
  fragments: Uint8Array[];
}

/** One fragment to be kept. */
export interface FragmentEntry {
  document: Uuid;
  kind: string;
  fragment: Uint8Array;
  changedAt: number;
  changedBy: string;
}

/**
 * Where a node keeps everything. Synchronous: SQLite is quicker than a turn of the event loop.
 * Every implementation passes test/contract/store.ts.
 */
export interface Store {
  /** A setting as it was written, or undefined. The caller parses it. */
  readSetting(key: string): unknown;
  /** Keeps a JSON-able value; on disk when this returns. */
  writeSetting(key: string, value: unknown): void;
  /** Keeps all entries or none; they outlive the process when this returns. Fails with `store-full` when the disk is. */
  append(entries: readonly FragmentEntry[]): void;
  /** Resolves once everything appended before this call would outlive a power cut. Rejects with `store-full`. */
  sync(): Promise<void>;
  documents(): DocumentRecord[];
  load(document: Uuid): StoredDocument;
  /** Row of the newest fragment of a document, 0 for none; a snapshot taken now covers everything up to it. */
  newestRow(document: Uuid): number;
  /** Replaces everything up to row `upTo` by one snapshot. */
  saveSnapshot(document: Uuid, snapshot: Uint8Array, upTo: number): void;
  /** Bytes on disk. */
  size(): number;
  /** What was wrong with the store when it was opened and what became of it, in one sentence; undefined when all was well. */
  readonly damage: string | undefined;
  close(): void;
}
