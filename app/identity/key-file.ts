import { chmodSync, closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { BanyanError } from '../errors.ts';
import type { Random } from '../random.ts';
import type { Store } from '../storage/store.ts';
import { newNodeKeys, readNodeKeys, writeNodeKeys, type NodeKeys } from './keys.ts';

/** Where a node's secret keys lie. */
export interface KeyFile {
  /** What was kept, or undefined when nothing was. Throws `identity-unreadable`. */
  read(): Uint8Array | undefined;
  /** Keeps it so that it outlives a power cut. Throws `data-folder-unwritable`. */
  write(bytes: Uint8Array): void;
}

/** Wraps what lies on the disk with a key of the operating system: Electron's `safeStorage` behind two functions. */
export interface Sealing {
  seal(bytes: Uint8Array): Uint8Array;
  /** Throws when it was sealed by somebody else, or on another machine. */
  open(sealed: Uint8Array): Uint8Array;
}

const fileName = 'identity.key';
const settingKey = 'identity-key';

/** Keys in a file of their own beside the store, which only its owner may read. */
export function keyFileIn(dataFolder: string, sealing?: Sealing): KeyFile {
  const path = join(dataFolder, fileName);
  return {
    read: () => {
      const kept = contentOf(path);
      if (kept === undefined || sealing === undefined) return kept;
      try {
        return sealing.open(kept);
      } catch (thrown) {
        throw unreadable(path, thrown);
      }
    },
    write: (bytes) => replaceFile(path, sealing === undefined ? bytes : sealing.seal(bytes)),
  };
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

function contentOf(path: string): Uint8Array | undefined {
  try {
    return new Uint8Array(readFileSync(path));
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw unreadable(path, thrown);
  }
}

/** Whole or not at all: written beside it, brought to the disk, then put in its place. */
function replaceFile(path: string, bytes: Uint8Array): void {
  const beside = `${path}.new`;
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    const file = openSync(beside, 'w', 0o600);
    try {
      // The mode above counts only for a file that was not there.
      chmodSync(beside, 0o600);
      writeSync(file, bytes);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(beside, path);
  } catch (thrown) {
    throw new BanyanError(
      'data-folder-unwritable',
      `The keys of this machine could not be written to ${path}. Make it writable.`,
      {
        cause: thrown,
      },
    );
  }
}

function unreadable(path: string, cause: unknown): BanyanError {
  const sentence = `The keys of this machine (${path}) can't be read. Bring the file back from a backup, or move it away to become a new machine.`;
  return new BanyanError('identity-unreadable', sentence, { cause });
}
