import type { Database } from 'better-sqlite3';

/** Version of the tables below, kept in `user_version`; raised with every change, which must migrate. */
export const schemaVersion = 1;

/**
 * Makes the tables in a new database and sets how it writes: WAL with NORMAL sync, and a sync of the log after each
 * group by `WalSync`, so that what counts as safe survives a power cut and the event loop never waits for the disk.
 */
export function prepareSchema(database: Database): void {
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = NORMAL');
  database.pragma('foreign_keys = ON');
  database.exec(`
    CREATE TABLE IF NOT EXISTS settings (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
    CREATE TABLE IF NOT EXISTS documents (
      id TEXT PRIMARY KEY, kind TEXT NOT NULL, changed_at REAL NOT NULL, changed_by TEXT NOT NULL
    ) STRICT;
    CREATE TABLE IF NOT EXISTS fragments (
      row INTEGER PRIMARY KEY AUTOINCREMENT, document TEXT NOT NULL, bytes BLOB NOT NULL
    ) STRICT;
    CREATE INDEX IF NOT EXISTS fragments_by_document ON fragments (document, row);
    CREATE TABLE IF NOT EXISTS snapshots (
      document TEXT PRIMARY KEY, up_to INTEGER NOT NULL, bytes BLOB NOT NULL
    ) STRICT;
  `);
  database.pragma(`user_version = ${schemaVersion}`);
}
