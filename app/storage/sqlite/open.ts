import { existsSync, mkdirSync, renameSync, accessSync, constants } from 'node:fs';
import { join } from 'node:path';
import SqliteDatabase, { type Database } from 'better-sqlite3';
import { BanyanError, sentenceOf } from '../../errors.ts';
import { recoverInto } from './recover.ts';
import { prepareSchema, schemaVersion } from './schema.ts';
import { SqliteStore } from './sqlite-store.ts';

const fileName = 'banyan.db';

/**
 * Opens the store of a data folder, making what is missing. A damaged database is set aside under another name,
 * never overwritten, and what can be read of it is carried over; {@link SqliteStore.damage} says so.
 *
 * `lock` is called once the folder is there and before anything in it is looked at.
 * Fails with `data-folder-unwritable`, or `version-mismatch` when a newer Banyan wrote it.
 */
export function openSqliteStore(dataFolder: string, now: () => number, lock: () => void): SqliteStore {
  ensureWritable(dataFolder);
  lock();
  const file = join(dataFolder, fileName);
  try {
    return new SqliteStore(openHealthy(file), file, undefined);
  } catch (thrown) {
    if (thrown instanceof BanyanError) throw thrown;
    return replaceDamaged(file, now(), sentenceOf(thrown));
  }
}

/** Makes a data folder where there is none. Fails with `data-folder-unwritable`. */
export function ensureWritable(dataFolder: string): void {
  try {
    mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
    accessSync(dataFolder, constants.W_OK);
  } catch (cause) {
    throw new BanyanError(
      'data-folder-unwritable',
      `Nothing can be written to ${dataFolder}. Make it writable, or name another folder with --data.`,
      { cause },
    );
  }
}

function openHealthy(file: string): Database {
  const database = new SqliteDatabase(file);
  try {
    const version = database.pragma('user_version', { simple: true });
    if (typeof version === 'number' && version > schemaVersion) {
      throw new BanyanError(
        'version-mismatch',
        `A newer Banyan wrote ${file} (store ${version}, this one knows ${schemaVersion}). Update this Banyan.`,
      );
    }
    const verdict = database.pragma('quick_check(1)', { simple: true });
    if (verdict !== 'ok') throw new Error(String(verdict));
    prepareSchema(database);
    return database;
  } catch (thrown) {
    database.close();
    throw thrown;
  }
}

function replaceDamaged(file: string, now: number, reason: string): SqliteStore {
  const aside = `${file}.damaged-${new Date(now).toISOString().replaceAll(/[:.]/g, '-')}`;
  for (const suffix of ['', '-wal', '-shm']) if (existsSync(file + suffix)) renameSync(file + suffix, aside + suffix);
  const database = openHealthy(file);
  const { rows, lost } = recoverInto(database, aside);
  const outcome = lost
    ? `${rows} entries could be read and were kept; the rest comes back from other machines`
    : `all ${rows} entries could be read and were kept`;
  return new SqliteStore(database, file, `The store was damaged (${reason}) and set aside as ${aside}; ${outcome}.`);
}
