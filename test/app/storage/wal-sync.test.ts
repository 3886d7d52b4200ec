import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openSqliteStore } from '../../../app/storage/sqlite/open.ts';
import type { SqliteStore } from '../../../app/storage/sqlite/sqlite-store.ts';

const document = '00000000-0000-4000-8000-000000000001';

describe('bringing the log of the store to the disk', () => {
  let folder: string;
  let store: SqliteStore;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'banyan-wal-'));
    store = openSqliteStore(
      folder,
      () => 0,
      () => {},
    );
  });
  afterEach(() => {
    store.close();
    rmSync(folder, { recursive: true });
  });

  const append = (byte: number): void =>
    store.append([{ document, kind: 'text', fragment: Uint8Array.of(byte), changedAt: 1, changedBy: '' }]);

  /** The fragments in the files as they lie there now, read by somebody else. */
  function onDisk(): number[] {
    const copy = mkdtempSync(join(tmpdir(), 'banyan-wal-copy-'));
    for (const suffix of ['', '-wal'])
      if (existsSync(join(folder, `banyan.db${suffix}`)))
        copyFileSync(join(folder, `banyan.db${suffix}`), join(copy, `banyan.db${suffix}`));
    const other = openSqliteStore(
      copy,
      () => 0,
      () => {},
    );
    const found = other.load(document).fragments.map((fragment) => fragment[0]!);
    other.close();
    rmSync(copy, { recursive: true });
    return found;
  }

  test('what was committed and synced lies in the files', async () => {
    append(1);
    append(2);
    await store.sync();
    expect(onDisk()).toEqual([1, 2]);
  });

  test('it goes on after the log was emptied into the database', async () => {
    append(1);
    await store.sync();
    const other = new SqliteDatabase(join(folder, 'banyan.db'));
    other.pragma('wal_checkpoint(TRUNCATE)');
    other.close();
    append(2);
    await store.sync();
    expect(onDisk()).toEqual([1, 2]);
  });

  test('several syncs at once are all answered', async () => {
    append(1);
    await Promise.all([store.sync(), store.sync(), store.sync()]);
    expect(onDisk()).toEqual([1]);
  });
});
