import { statSync } from 'node:fs';
import type { Database, Statement } from 'better-sqlite3';
import { BanyanError } from '../../errors.ts';
import type { DocumentRecord, FragmentEntry, Store, StoredDocument } from '../store.ts';
import type { Rewriting } from '../rewriting.ts';
import { rewriteContent, scrub, type OnStep } from './rewrite.ts';
import { WalSync } from './wal-sync.ts';

/** The store in one SQLite file. Made by {@link openSqliteStore}. */
export class SqliteStore implements Store {
  readonly damage: string | undefined;
  readonly #database: Database;
  readonly #file: string;
  readonly #wal: WalSync;
  readonly #insertFragment: Statement<[string, Uint8Array]>;
  readonly #upsertDocument: Statement<[string, string, number, string]>;
  readonly #selectSnapshot: Statement<[string], { up_to: number; bytes: Uint8Array }>;
  readonly #selectFragments: Statement<[string, number], { row: number; bytes: Uint8Array }>;
  readonly #appendAll: (entries: readonly FragmentEntry[]) => void;
  readonly #replaceUpTo: (document: string, snapshot: Uint8Array, upTo: number) => void;

  constructor(database: Database, file: string, damage: string | undefined) {
    this.#database = database;
    this.#file = file;
    this.#wal = new WalSync(database, file);
    this.damage = damage;
    this.#insertFragment = database.prepare('INSERT INTO fragments (document, bytes) VALUES (?, ?)');
    this.#upsertDocument = database.prepare(
      `INSERT INTO documents (id, kind, changed_at, changed_by) VALUES (?, ?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET changed_at = excluded.changed_at, changed_by = excluded.changed_by`,
    );
    this.#selectSnapshot = database.prepare('SELECT up_to, bytes FROM snapshots WHERE document = ?');
    this.#selectFragments = database.prepare('SELECT row, bytes FROM fragments WHERE document = ? AND row > ? ORDER BY row');
    this.#appendAll = database.transaction((entries: readonly FragmentEntry[]) => this.#insert(entries));
    const saveSnapshot = database.prepare<[string, number, Uint8Array]>(
      'INSERT OR REPLACE INTO snapshots (document, up_to, bytes) VALUES (?, ?, ?)',
    );
    const dropFragments = database.prepare<[string, number]>('DELETE FROM fragments WHERE document = ? AND row <= ?');
    this.#replaceUpTo = database.transaction((document: string, snapshot: Uint8Array, upTo: number) => {
      saveSnapshot.run(document, upTo, snapshot);
      dropFragments.run(document, upTo);
    });
  }

  readSetting(key: string): unknown {
    const row = this.#database.prepare<[string], { value: string }>('SELECT value FROM settings WHERE key = ?').get(key);
    return row === undefined ? undefined : JSON.parse(row.value);
  }

  writeSetting(key: string, value: unknown): void {
    guarded(() => {
      this.#database.prepare('INSERT OR REPLACE INTO settings (key, value) VALUES (?, ?)').run(key, JSON.stringify(value));
      this.#wal.syncNow();
    });
  }

  append(entries: readonly FragmentEntry[]): void {
    guarded(() => this.#appendAll(entries));
  }

  async sync(): Promise<void> {
    try {
      await this.#wal.sync();
    } catch (cause) {
      throw inPlainWords(cause);
    }
  }

  documents(): DocumentRecord[] {
    return this.#database
      .prepare<[], { id: string; kind: string; changed_at: number; changed_by: string }>(
        'SELECT id, kind, changed_at, changed_by FROM documents',
      )
      .all()
      .map((row) => ({ id: row.id, kind: row.kind, changedAt: row.changed_at, changedBy: row.changed_by }));
  }

  load(document: string): StoredDocument {
    const snapshot = this.#selectSnapshot.get(document);
    const rows = this.#selectFragments.all(document, snapshot?.up_to ?? 0);
    return {
      snapshot: snapshot?.bytes,
      fragments: rows.map((row) => row.bytes),
    };
  }

  newestRow(document: string): number {
    const row = this.#database
      .prepare<[string], { newest: number | null }>('SELECT max(row) AS newest FROM fragments WHERE document = ?')
      .get(document);
    return row?.newest ?? 0;
  }

  saveSnapshot(document: string, snapshot: Uint8Array, upTo: number): void {
    guarded(() => this.#replaceUpTo(document, snapshot, upTo));
  }

  size(): number {
    return [this.#file, `${this.#file}-wal`].reduce(
      (sum, file) => sum + (statSync(file, { throwIfNoEntry: false })?.size ?? 0),
      0,
    );
  }

  /** Puts everything into another form at once, and notes that in a setting; `scrub` leaves no rest of the old form. */
  rewrite(rewriting: Rewriting, mark: { key: string; value: unknown }, onStep?: OnStep): void {
    guarded(() => rewriteContent(this.#database, rewriting, mark, onStep));
  }

  /** Leaves nothing of what was overwritten or deleted in the file or its log. */
  scrub(onStep?: OnStep): void {
    guarded(() => scrub(this.#database, onStep));
  }

  close(): void {
    this.#wal.close();
    this.#database.close();
  }

  #insert(entries: readonly FragmentEntry[]): void {
    const changed = new Map<string, FragmentEntry>();
    for (const entry of entries) {
      this.#insertFragment.run(entry.document, entry.fragment);
      changed.set(entry.document, entry);
    }
    for (const { document, kind, changedAt, changedBy } of changed.values())
      this.#upsertDocument.run(document, kind, changedAt, changedBy);
  }
}

/** Runs a write; nothing of it is kept when it fails. */
function guarded(write: () => void): void {
  try {
    write();
  } catch (cause) {
    throw inPlainWords(cause);
  }
}

/** The error as it is, or in plain words when the disk is full or failing. */
function inPlainWords(cause: unknown): unknown {
  const code = (cause as { code?: unknown }).code;
  if (code === 'SQLITE_FULL' || code === 'ENOSPC') {
    return new BanyanError(
      'store-full',
      'The disk is full, so nothing new can be made safe here. Free some space; Banyan tries again by itself.',
      { cause },
    );
  }
  if (typeof code === 'string' && (code.startsWith('SQLITE_IOERR') || code === 'EIO')) {
    return new BanyanError(
      'store-full',
      `The disk does not take what is written (${code}). Check it; Banyan tries again by itself.`,
      { cause },
    );
  }
  return cause;
}
