import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { BanyanError } from '../errors.ts';

/** The right to use a data folder, held by one node at a time. */
export interface DataFolderLock {
  release(): void;
}

/**
 * Takes the lock of a data folder: an exclusive transaction on a file of its own, because the operating system lets
 * go of it however the process ends. Fails with `data-folder-in-use`.
 */
export function lockDataFolder(dataFolder: string): DataFolderLock {
  const database = new SqliteDatabase(join(dataFolder, 'lock.db'), { timeout: 0 });
  try {
    database.pragma('journal_mode = MEMORY');
    database.exec('BEGIN EXCLUSIVE');
  } catch (cause) {
    database.close();
    throw new BanyanError(
      'data-folder-in-use',
      `Another Banyan is using ${dataFolder}. Stop it, or name another folder with --data.`,
      { cause },
    );
  }
  return { release: () => database.close() };
}
