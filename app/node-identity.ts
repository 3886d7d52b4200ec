import { closeSync, existsSync, fsyncSync, openSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from './clock.ts';
import { BanyanError } from './errors.ts';
import { mostBackupBytes, openBackup, sealBackup } from './identity/backup.ts';
import { fingerprintOf } from './identity/fingerprint.ts';
import { readIdentity, writeIdentity, type KeptIdentity } from './identity/identity.ts';
import { publicKeysOf, readNodeKeys, writeNodeKeys, type NodeKeys } from './identity/keys.ts';
import { startNumber } from './identity/start-number.ts';
import { silentLog } from './log.ts';
import type { Keyring } from './node-settings.ts';
import { isRestoreUnfinished, openStorage, restoringMark, type Storage } from './node-storage.ts';
import { systemRandom, type Random } from './random.ts';
import { lockDataFolder } from './storage/data-folder-lock.ts';
import { ensureWritable } from './storage/sqlite/open.ts';
import { contentOf, removeFile, replaceFile } from './storage/replace-file.ts';
import type { Keyslot } from './storage/sealed/keyslot.ts';
import { passphraseCost, type PassphraseCost } from './storage/sealed/passphrase-box.ts';

/** Who a node is, for people. */
export interface IdentityShown {
  nodeId: string;
  person: string;
  machine: string;
  /** The four words of its fingerprint. */
  words: readonly string[];
}

/** A data folder whose node is stopped, and what opens it. */
export interface StoppedFolder {
  dataFolder: string;
  keyslot?: Keyslot | undefined;
  keyring?: Keyring | undefined;
}

export interface BackupOptions {
  cost?: PassphraseCost;
  random?: Random;
  now?: () => number;
  /** Told each step of a restore before it is done. */
  onStep?: (step: string) => void;
}

/** What of the cluster goes with an identity: to which it belongs and where that was, and its list of members. */
const clusterSettings = ['cluster', 'membership-log'];
/** Starts that a machine may have had since its backup, where the clock can't tell. */
const leap = 2 ** 16;

/** Who the node of a folder is. Fails with `not-found` where none was yet, and as {@link openStorage} does. */
export function readIdentityOf(folder: StoppedFolder): IdentityShown {
  return withStorage(folder, (storage) => {
    const { identity, keys } = identityIn(folder.dataFolder, storage);
    return shown(identity, keys);
  });
}

/**
 * Writes the identity of a folder's node into one file, encrypted under a passphrase of its own. Fails with
 * `not-found` where there is no identity yet, `bad-input` on a passphrase too short, `identity-exists` where the file
 * is there already.
 */
export async function backUpIdentity(
  folder: StoppedFolder,
  path: string,
  passphrase: string,
  { cost = passphraseCost, random = systemRandom() }: BackupOptions = {},
): Promise<IdentityShown> {
  const backup = withStorage(folder, (storage) => {
    const settings = clusterSettings.map((key) => [key, storage.store.readSetting(key) ?? null] as const);
    return { ...identityIn(folder.dataFolder, storage), settings: Object.fromEntries(settings) };
  });
  writeNewFile(path, await sealBackup(backup, passphrase, cost, random));
  return shown(backup.identity, backup.keys);
}

/**
 * Puts the identity of a backup into a folder in which no node was yet. It begins with an incarnation that the machine
 * of the backup never had and never will have, so that no stream number is used twice. Killed in the middle it can be
 * run again, and no node starts on the folder until then. Fails with `identity-exists`, `wrong-passphrase`,
 * `backup-unreadable`, `not-found`, `data-folder-in-use`, `data-folder-unwritable`.
 */
export async function restoreIdentity(
  dataFolder: string,
  path: string,
  passphrase: string,
  { random = systemRandom(), now = systemClock().now, onStep }: BackupOptions = {},
): Promise<IdentityShown> {
  const { identity, keys, settings } = await openBackup(readBackup(path), passphrase, random);
  ensureWritable(dataFolder);
  const lock = lockDataFolder(dataFolder);
  try {
    refuseOccupied(dataFolder);
    onStep?.('mark');
    replaceFile(restoringMark(dataFolder), new Uint8Array());
    onStep?.('clear');
    for (const name of readdirSync(dataFolder)) if (isOfNode(name)) rmSync(join(dataFolder, name));
  } finally {
    lock.release();
  }
  const storage = openStorage({ dataFolder, now, log: silentLog, restoring: true });
  try {
    onStep?.('settings');
    for (const key of clusterSettings) storage.store.writeSetting(key, settings[key] ?? null);
    onStep?.('identity');
    writeIdentity(storage.store, { ...identity, incarnation: freshIncarnation(identity, now(), random) });
    onStep?.('keys');
    storage.keyFile.write(writeNodeKeys(keys));
    onStep?.('done');
    removeFile(restoringMark(dataFolder));
  } finally {
    storage.close();
  }
  return shown(identity, keys);
}

/**
 * The machine that the backup is of may have been started many times since, counting from 1 and one at a time; so the
 * number comes from the clock. A clock that stands before all that is not believed.
 */
function freshIncarnation({ incarnation }: KeptIdentity, now: number, random: Random): number {
  const byClock = startNumber(now);
  const fresh = byClock > incarnation + leap ? byClock : incarnation + leap + random.integer(leap);
  if (fresh < 2 ** 32 - leap) return fresh;
  throw new BanyanError('backup-unreadable', 'The machine of this backup has been started too often to be restored.');
}

function withStorage<Result>({ dataFolder, keyslot, keyring }: StoppedFolder, use: (storage: Storage) => Result): Result {
  if (!existsSync(join(dataFolder, 'banyan.db'))) throw nobody(dataFolder);
  const { now } = systemClock();
  const storage = openStorage({ dataFolder, keyslot, sealing: keyring?.sealing, now, log: silentLog });
  try {
    return use(storage);
  } finally {
    storage.close();
  }
}

function identityIn(dataFolder: string, { store, keyFile }: Storage): { identity: KeptIdentity; keys: NodeKeys } {
  const identity = readIdentity(store);
  const kept = keyFile.read();
  if (identity === undefined || kept === undefined) throw nobody(dataFolder);
  return { identity, keys: readNodeKeys(kept) };
}

function shown({ nodeId, person, machine }: KeptIdentity, keys: NodeKeys): IdentityShown {
  return { nodeId, person, machine, words: fingerprintOf(publicKeysOf(keys)).words };
}

/** Files by which a folder belongs to a node. */
const isOfNode = (name: string): boolean => /^(banyan\.db(-wal|-shm)?|identity\.key)$/.test(name);

function refuseOccupied(dataFolder: string): void {
  if (isRestoreUnfinished(dataFolder)) return;
  const occupied = readdirSync(dataFolder).some((name) => isOfNode(name) || name === 'passphrase.json');
  if (!occupied) return;
  throw new BanyanError(
    'identity-exists',
    `${dataFolder} has an identity already. Name an empty folder with --data, or move what is in this one to another place.`,
  );
}

function readBackup(path: string): Uint8Array {
  try {
    if (statSync(path).size > mostBackupBytes)
      throw new BanyanError('backup-unreadable', `${path} is too large for a backup of an identity.`);
    const bytes = contentOf(path);
    if (bytes !== undefined) return bytes;
  } catch (thrown) {
    if (thrown instanceof BanyanError) throw thrown;
  }
  throw new BanyanError('not-found', `${path} can't be read. Name the file that "banyan identity backup" made.`);
}

/** Never over another file: it could be the only other backup. */
function writeNewFile(path: string, bytes: Uint8Array): void {
  let file: number;
  try {
    file = openSync(path, 'wx', 0o600);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EEXIST')
      throw new BanyanError('identity-exists', `${path} is there already, and is not overwritten. Name another file.`, { cause });
    throw new BanyanError('data-folder-unwritable', `${path} can't be written. Name a file in a folder that can.`, { cause });
  }
  try {
    writeFileSync(file, bytes);
    fsyncSync(file);
  } catch (cause) {
    rmSync(path, { force: true });
    throw new BanyanError('store-full', `${path} could not be written to its end. Free some space, or name another.`, { cause });
  } finally {
    closeSync(file);
  }
}

const nobody = (dataFolder: string): BanyanError =>
  new BanyanError('not-found', `No identity is in ${dataFolder} yet. It is made when a node first starts there.`);
