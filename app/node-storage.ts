import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { BanyanError } from './errors.ts';
import {
  areKeysInKeyring,
  areKeysWrapped,
  keyFileIn,
  unwrapKeys,
  wrapKeys,
  type KeyFile,
  type Sealing,
} from './identity/key-file.ts';
import type { Log } from './log.ts';
import { lockDataFolder, type DataFolderLock } from './storage/data-folder-lock.ts';
import type { Cipher } from './storage/sealed/cipher.ts';
import { hasKeyslot, removeKeyslot, type Keyslot } from './storage/sealed/keyslot.ts';
import { SealedStore } from './storage/sealed/sealed-store.ts';
import { SealedValues } from './storage/sealed/sealed-values.ts';
import { openSqliteStore } from './storage/sqlite/open.ts';
import type { SqliteStore } from './storage/sqlite/sqlite-store.ts';
import type { Store } from './storage/store.ts';

export interface StorageSettings {
  dataFolder: string;
  /** The passphrase of the folder, given and found right; needed where one is set. */
  keyslot?: Keyslot | undefined;
  /** Seals the keys with a key of the operating system. */
  sealing?: Sealing | undefined;
  now: () => number;
  log: Log;
  /** An identity is being restored into this folder just now. */
  restoring?: boolean;
  /** Told each step of turning a passphrase on or off, before it is done. */
  onStep?: ((step: string) => void) | undefined;
}

/** An open data folder, which nobody else may use until it is closed. */
export interface Storage {
  store: Store;
  keyFile: KeyFile;
  /** Whether what is kept is sealed by a passphrase. */
  sealed: boolean;
  close(): void;
}

/** Says, outside of what is sealed, by which key the store is sealed; null for none. */
const markKey = 'sealed-by';
const mark = z.object({ keyId: z.string() }).nullish();

/**
 * Locks a data folder and opens what is in it. Finishes first what was begun of turning a passphrase on or off.
 * Fails with `data-folder-in-use`, `data-folder-unwritable`, `version-mismatch`, `passphrase-needed`, or `store-damaged`
 * when passphrase and store don't belong together.
 */
export function openStorage(settings: StorageSettings): Storage {
  const { dataFolder, keyslot, now, log, sealing } = settings;
  if (settings.restoring !== true && isRestoreUnfinished(dataFolder)) throw unfinished(dataFolder);
  // Before anything in the folder is touched: opening a database writes to it.
  if (keyslot === undefined && hasKeyslot(dataFolder)) throw passphraseNeeded(dataFolder);
  let lock: DataFolderLock | undefined;
  let sqlite: SqliteStore | undefined;
  const close = (): void => {
    sqlite?.close();
    sqlite = undefined;
    lock?.release();
    lock = undefined;
  };
  try {
    // The lock comes first, so that two nodes never look at one database; but it needs the folder to be there.
    sqlite = openSqliteStore(dataFolder, now, () => void (lock = lockDataFolder(dataFolder)));
    if (sqlite.damage !== undefined) log.warn(sqlite.damage);
    const cipher = sealedBy(settings, sqlite);
    const passphrase = cipher && sealingBy(cipher);
    return {
      store: cipher === undefined ? sqlite : new SealedStore(sqlite, cipher),
      keyFile: keyFileIn(dataFolder, { passphrase, keyring: sealing }),
      sealed: cipher !== undefined,
      close,
    };
  } catch (thrown) {
    close();
    throw thrown;
  }
}

/** What seals the folder once all is finished that was begun; undefined when nothing does. */
function sealedBy(settings: StorageSettings, sqlite: SqliteStore): Cipher | undefined {
  const { dataFolder, keyslot, onStep } = settings;
  const parsed = mark.safeParse(sqlite.readSetting(markKey));
  if (!hasKeyslot(dataFolder)) {
    if (parsed.data?.keyId !== undefined || areKeysWrapped(dataFolder)) throw slotGone(dataFolder);
    return undefined;
  }
  if (keyslot === undefined) throw passphraseNeeded(dataFolder);
  const { keyId } = parsed.data ?? {};
  if (keyId !== undefined && keyId !== keyslot.cipher.keyId) throw foreign(dataFolder);
  const identity = sqlite.readSetting('identity');
  // The mark may have been lost with a damaged page; the form of what was kept tells the same.
  const isSealed = keyId !== undefined || typeof identity === 'string';
  if (keyslot.state === 'turning-off') {
    finishTurningOff({ dataFolder, keyslot, sqlite, onStep }, isSealed);
    return undefined;
  }
  if (keyslot.state === 'turning-on') finishTurningOn({ dataFolder, keyslot, sqlite, onStep }, isSealed);
  else if (keyId === undefined) {
    if (identity !== undefined && !isSealed) throw foreign(dataFolder);
    // A store that is new, because the one before was damaged or taken away.
    sqlite.writeSetting(markKey, { keyId: keyslot.cipher.keyId });
  }
  return keyslot.cipher;
}

interface Turning extends Pick<StorageSettings, 'dataFolder' | 'onStep'> {
  keyslot: Keyslot;
  sqlite: SqliteStore;
}

/** Each step may come again after a crash, and the slot says that it is done only when nothing readable is left. */
function finishTurningOn({ dataFolder, keyslot, sqlite, onStep }: Turning, isSealed: boolean): void {
  const { cipher } = keyslot;
  refuseLeftovers(dataFolder);
  if (!isSealed) {
    const sealing = new SealedValues(cipher).sealing();
    sqlite.rewrite(sealing, { key: markKey, value: { keyId: cipher.keyId } }, onStep);
  }
  onStep?.('keys');
  wrapKeys(dataFolder, sealingBy(cipher));
  sqlite.scrub(onStep);
  onStep?.('done');
  keyslot.write(dataFolder, 'on');
}

function finishTurningOff({ dataFolder, keyslot, sqlite, onStep }: Turning, isSealed: boolean): void {
  const { cipher } = keyslot;
  if (isSealed) sqlite.rewrite(new SealedValues(cipher).opening(), { key: markKey, value: null }, onStep);
  onStep?.('keys');
  unwrapKeys(dataFolder, sealingBy(cipher));
  onStep?.('done');
  removeKeyslot(dataFolder);
}

/** What was set aside of a damaged store can't be sealed, and would lie there readable. */
export function refuseLeftovers(dataFolder: string): void {
  const leftover = readdirSync(dataFolder).find((name) => name.startsWith('banyan.db.damaged-'));
  if (leftover === undefined) return;
  const sentence = `${join(dataFolder, leftover)} was set aside when the store was damaged, and would stay readable. Move it to another place or delete it first.`;
  throw new BanyanError('refused', sentence);
}

/** There while an identity is being restored, so that nobody starts on half of one. */
export const restoringMark = (dataFolder: string): string => join(dataFolder, 'identity.restoring');
export const isRestoreUnfinished = (dataFolder: string): boolean => existsSync(restoringMark(dataFolder));

/** Whether the system's keyring is needed to open the keys of a folder. Throws `identity-unreadable`. */
export function needsKeyring(dataFolder: string, keyslot?: Keyslot): boolean {
  return areKeysInKeyring(dataFolder, keyslot && sealingBy(keyslot.cipher));
}

/** The sentence for who opens a folder without its passphrase. */
export function passphraseNeeded(dataFolder: string): BanyanError {
  return new BanyanError(
    'passphrase-needed',
    `${dataFolder} has a passphrase. Give it with --passphrase-file FILE or BANYAN_PASSPHRASE_FILE, or start in a terminal to be asked.`,
  );
}

function sealingBy(cipher: Cipher): Sealing {
  const place = 'identity.key';
  return {
    seal: (bytes) => cipher.seal(bytes, place),
    open: (sealed) => {
      const bytes = cipher.open(sealed, place);
      if (bytes === undefined) throw new Error('sealed by another key, or changed');
      return bytes;
    },
  };
}

const slotGone = (dataFolder: string): BanyanError =>
  new BanyanError(
    'store-damaged',
    `What is in ${dataFolder} is encrypted, and passphrase.json is gone from it. Bring that file back from a backup: without it nothing there can be read.`,
  );

const foreign = (dataFolder: string): BanyanError =>
  new BanyanError(
    'store-damaged',
    `passphrase.json in ${dataFolder} belongs to another store. Bring back the one that was there, from a backup of the whole folder.`,
  );

const unfinished = (dataFolder: string): BanyanError =>
  new BanyanError(
    'identity-unreadable',
    `An identity was being restored into ${dataFolder}, and that did not end. Run "banyan identity restore" again.`,
  );
