import SqliteDatabase, { type Database } from 'better-sqlite3';

const tables = {
  settings: ['key', 'value'],
  documents: ['id', 'kind', 'changed_at', 'changed_by'],
  snapshots: ['document', 'up_to', 'bytes'],
  fragments: ['row', 'document', 'bytes'],
} as const;

/** Reads what a damaged database still gives, forwards and then backwards round the damage, into a fresh one. */
export function recoverInto(fresh: Database, damagedFile: string): { rows: number; lost: boolean } {
  let rows = 0;
  let lost = false;
  let damaged: Database;
  try {
    damaged = new SqliteDatabase(damagedFile);
  } catch {
    return { rows, lost: true };
  }
  for (const [table, columns] of Object.entries(tables)) {
    const insert = fresh.prepare(
      `INSERT OR IGNORE INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`,
    );
    for (const direction of ['ASC', 'DESC']) {
      const { copied, whole } = copyReadable(
        damaged,
        `SELECT ${columns.join(', ')} FROM ${table} ORDER BY rowid ${direction}`,
        (row) => insert.run(...row).changes,
      );
      rows += copied;
      if (whole) break;
      if (direction === 'DESC') lost = true;
    }
  }
  damaged.close();
  return { rows, lost };
}

/** Copies rows until the first that can't be read or doesn't fit. */
function copyReadable(damaged: Database, query: string, insert: (row: unknown[]) => number): { copied: number; whole: boolean } {
  let copied = 0;
  try {
    for (const row of damaged.prepare<[], unknown[]>(query).raw().iterate()) copied += insert(row);
    return { copied, whole: true };
  } catch {
    return { copied, whole: false };
  }
}
