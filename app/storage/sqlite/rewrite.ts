import type { Database } from 'better-sqlite3';
import type { Rewriting } from '../rewriting.ts';

/** Told what is rewritten, before it is. */
export type OnStep = (step: string) => void;

/**
 * Puts every value that carries content into another form and changes one setting, all in one transaction: after a
 * crash in the middle the store is as it was. The changed setting itself is kept as it is given.
 */
export function rewriteContent(
  database: Database,
  rewriting: Rewriting,
  mark: { key: string; value: unknown },
  onStep: OnStep = () => {},
): void {
  // What is overwritten is zeroed in its page, and not only given up.
  database.pragma('secure_delete = ON');
  database.transaction(() => {
    onStep('settings');
    each<{ key: string; value: string }>(database, 'settings', 'key, value', ({ rowid, key, value }) => {
      if (key === mark.key) return;
      const written = JSON.stringify(rewriting.setting(key, JSON.parse(value)));
      database.prepare('UPDATE settings SET value = ? WHERE rowid = ?').run(written, rowid);
    });
    onStep('documents');
    each<{ id: string; at: number; by: string }>(
      database,
      'documents',
      'id, changed_at AS at, changed_by AS by',
      ({ rowid, id, at, by }) =>
        database.prepare('UPDATE documents SET changed_by = ? WHERE rowid = ?').run(rewriting.changedBy(id, at, by), rowid),
    );
    onStep('snapshots');
    each<Blob>(database, 'snapshots', 'document, bytes', ({ rowid, document, bytes }) =>
      database.prepare('UPDATE snapshots SET bytes = ? WHERE rowid = ?').run(rewriting.snapshot(document, bytes), rowid),
    );
    onStep('fragments');
    each<Blob>(database, 'fragments', 'document, bytes', ({ rowid, document, bytes }) =>
      database.prepare('UPDATE fragments SET bytes = ? WHERE rowid = ?').run(rewriting.fragment(document, rowid, bytes), rowid),
    );
    database
      .prepare('INSERT OR REPLACE INTO settings (key, value) VALUES (?, ?)')
      .run(mark.key, JSON.stringify(mark.value ?? null));
    onStep('commit');
  })();
  onStep('committed');
}

/**
 * Leaves nothing of what was overwritten or deleted in the file or its log: the file is built anew (VACUUM), and the
 * log is emptied into it.
 */
export function scrub(database: Database, onStep: OnStep = () => {}): void {
  database.pragma('secure_delete = ON');
  onStep('vacuum');
  database.exec('VACUUM');
  onStep('checkpoint');
  const [result] = database.pragma('wal_checkpoint(TRUNCATE)') as { busy: number }[];
  if (result?.busy !== 0) throw new Error('The log of the database could not be emptied. Try again.');
}

interface Blob {
  document: string;
  bytes: Uint8Array;
}

/** Row by row, so that a large store does not have to fit into memory; rows are changed in their place meanwhile. */
function each<Row>(database: Database, table: string, columns: string, change: (row: Row & { rowid: number }) => void): void {
  const next = database.prepare<[number], Row & { rowid: number }>(
    `SELECT rowid AS rowid, ${columns} FROM ${table} WHERE rowid > ? ORDER BY rowid LIMIT 1`,
  );
  // Numbers of rows begin at 1 in tables that nobody numbers by hand.
  for (let row = next.get(0); row !== undefined; row = next.get(row.rowid)) change(row);
}
