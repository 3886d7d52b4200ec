import { join } from 'node:path';
import { BanyanError } from '../errors.ts';
import type { Random } from '../random.ts';
import { contentOf, replaceFile } from '../storage/replace-file.ts';
import type { Store } from '../storage/store.ts';
import { newNodeKeys, readNodeKeys, writeNodeKeys, type NodeKeys } from './keys.ts';

/** Where a node's secret keys lie. */
export interface KeyFile {
  /** What was kept, or undefined when nothing was. Throws `identity-unreadable`. */
  read(): Uint8Array | undefined;
  /** Keeps it so that it outlives a power cut. Throws `data-folder-unwritable`. */
  write(bytes: Uint8Array): void;
}

/** Wraps what lies on the disk: with a key of the operating system, or with the key of a data folder. */
export interface Sealing {
  seal(bytes: Uint8Array): Uint8Array;
  /** Throws when it was sealed by somebody else, or on another machine. */
  open(sealed: Uint8Array): Uint8Array;
}

/** What may lie round the keys in their file. Both may; then that of the passphrase is the outer one. */
export interface KeySealings {
  /** Of the data folder's passphrase. */
  passphrase?: Sealing | undefined;
  /** Of the operating system's keyring. */
  keyring?: Sealing | undefined;
}

const fileName = 'identity.key';
const settingKey = 'identity-key';
/** Begin what is sealed, as `BANYAN KEYS 1` begins the keys themselves. */
const prefixes = { passphrase: Buffer.from('BANYAN KEYS 2\n', 'latin1'), keyring: Buffer.from('BANYAN KEYS 3\n', 'latin1') };
type SealingKind = keyof typeof prefixes;

/** Keys in a file of their own beside the store, which only its owner may read. */
export function keyFileIn(dataFolder: string, sealings: KeySealings = {}): KeyFile {
  const path = join(dataFolder, fileName);
  const write = (bytes: Uint8Array): void => {
    const inner = sealings.keyring === undefined ? bytes : wrapped(bytes, 'keyring', sealings.keyring);
    replaceFile(path, sealings.passphrase === undefined ? inner : wrapped(inner, 'passphrase', sealings.passphrase));
  };
  return {
    read: () => {
      const kept = fileAt(path);
      if (kept === undefined) return undefined;
      const inner = unwrapped(kept, 'passphrase', sealings.passphrase, path);
      const keys = unwrapped(inner, 'keyring', sealings.keyring, path);
      // Keys from before there was a keyring go into it. Nonsense stays as it is, for somebody to look at.
      if (keys === inner && sealings.keyring !== undefined && isKeys(keys)) write(keys);
      return keys;
    },
    write,
  };
}

/** Whether the keys of a folder lie under its passphrase. Throws `identity-unreadable`. */
export function areKeysWrapped(dataFolder: string): boolean {
  const kept = fileAt(join(dataFolder, fileName));
  return kept !== undefined && isWrapped(kept, 'passphrase');
}

/** Whether the keys of a folder are sealed by the system's keyring. Throws `identity-unreadable`. */
export function areKeysInKeyring(dataFolder: string, passphrase?: Sealing): boolean {
  const path = join(dataFolder, fileName);
  const kept = fileAt(path);
  return kept !== undefined && isWrapped(unwrapped(kept, 'passphrase', passphrase, path), 'keyring');
}

/** Puts the keys of a folder under its passphrase, whatever else lies round them. Does nothing where that is so already. */
export function wrapKeys(dataFolder: string, passphrase: Sealing): void {
  const path = join(dataFolder, fileName);
  const kept = fileAt(path);
  if (kept !== undefined && !isWrapped(kept, 'passphrase')) replaceFile(path, wrapped(kept, 'passphrase', passphrase));
}

/** Takes them out from under it. Throws `identity-unreadable` when this is not the passphrase that they lie under. */
export function unwrapKeys(dataFolder: string, passphrase: Sealing): void {
  const path = join(dataFolder, fileName);
  const kept = fileAt(path);
  if (kept !== undefined && isWrapped(kept, 'passphrase')) replaceFile(path, unwrapped(kept, 'passphrase', passphrase, path));
}

/** Keys among the settings of a store: for stores in memory, which are gone with the process. */
export function keyFileInStore(store: Store): KeyFile {
  return {
    read: () => {
      const kept = store.readSetting(settingKey);
      return typeof kept === 'string' ? new Uint8Array(Buffer.from(kept, 'base64')) : undefined;
    },
    write: (bytes) => store.writeSetting(settingKey, Buffer.from(bytes).toString('base64')),
  };
}

/**
 * The keys of this node: those that were kept, or at the first start new ones. Keys that are there and can't be read
 * are never replaced, because with others the machine would be a stranger to everybody. Throws `identity-unreadable`.
 */
export function keptKeys(file: KeyFile, random: Random): NodeKeys {
  const kept = file.read();
  if (kept !== undefined) {
    try {
      return readNodeKeys(kept);
    } catch (thrown) {
      throw unreadable(fileName, thrown);
    }
  }
  const keys = newNodeKeys(random);
  file.write(writeNodeKeys(keys));
  return keys;
}

function fileAt(path: string): Uint8Array | undefined {
  try {
    return contentOf(path);
  } catch (thrown) {
    throw unreadable(path, thrown);
  }
}

const isWrapped = (bytes: Uint8Array, kind: SealingKind): boolean =>
  Buffer.from(bytes.subarray(0, prefixes[kind].length)).equals(prefixes[kind]);

function wrapped(bytes: Uint8Array, kind: SealingKind, sealing: Sealing): Uint8Array {
  return new Uint8Array(Buffer.concat([prefixes[kind], sealing.seal(bytes)]));
}

function unwrapped(bytes: Uint8Array, kind: SealingKind, sealing: Sealing | undefined, path: string): Uint8Array {
  if (!isWrapped(bytes, kind)) return bytes;
  if (sealing === undefined) throw new BanyanError('identity-unreadable', missing[kind](path));
  try {
    return sealing.open(bytes.slice(prefixes[kind].length));
  } catch (thrown) {
    throw unreadable(path, thrown);
  }
}

function isKeys(bytes: Uint8Array): boolean {
  try {
    readNodeKeys(bytes);
    return true;
  } catch {
    return false;
  }
}

const missing: Record<SealingKind, (path: string) => string> = {
  passphrase: (path) =>
    `The keys of this machine (${path}) lie under a passphrase whose file passphrase.json is gone. Bring it back from a backup.`,
  keyring: (path) =>
    `The keys of this machine (${path}) are sealed by this system's keyring, which can't be reached from here. Start the installed app in your own session.`,
};

function unreadable(path: string, cause: unknown): BanyanError {
  const sentence = `The keys of this machine (${path}) can't be read. Bring the file back from a backup, or move it away to become a new machine.`;
  return new BanyanError('identity-unreadable', sentence, { cause });
}
