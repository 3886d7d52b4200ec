import {
  chmodSync,
  closeSync,
  fstatSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { BanyanError } from '../errors.ts';

/** What a file holds, or undefined where there is none. Throws the system's error. */
export function contentOf(path: string): Uint8Array | undefined {
  try {
    return new Uint8Array(readFileSync(path));
  } catch (thrown) {
    // Not there, or below a file instead of a folder.
    if (['ENOENT', 'ENOTDIR'].includes((thrown as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw thrown;
  }
}

/**
 * Keeps a secret in a file that only its owner may read: whole or not at all, and so that it outlives a power cut. What
 * the file held before is overwritten where the system lets that reach the disk. Throws `data-folder-unwritable`.
 */
export function replaceFile(path: string, bytes: Uint8Array): void {
  guarded(path, () => {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    const beside = `${path}.new`;
    const file = openSync(beside, 'w', 0o600);
    try {
      // The mode above counts only for a file that was not there.
      chmodSync(beside, 0o600);
      writeAll(file, bytes);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    const before = openIfThere(path);
    renameSync(beside, path);
    syncFolder(dirname(path));
    if (before !== undefined) overwrite(before);
  });
}

/** Takes a file away for good, what it held overwritten as above. Throws `data-folder-unwritable`. */
export function removeFile(path: string): void {
  guarded(path, () => {
    const before = openIfThere(path);
    rmSync(path, { force: true });
    syncFolder(dirname(path));
    if (before !== undefined) overwrite(before);
  });
}

/** A name that was given or taken away is on the disk after this. Windows does it by itself, and knows no other way. */
function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const opened = openSync(folder, 'r');
  try {
    fsyncSync(opened);
  } finally {
    closeSync(opened);
  }
}

/** Windows holds on to the name of an open file, so there is no going back to what was there. */
function openIfThere(path: string): number | undefined {
  if (process.platform === 'win32') return undefined;
  try {
    return openSync(path, 'r+');
  } catch {
    return undefined;
  }
}

function overwrite(file: number): void {
  try {
    // A second name means that somebody keeps it on purpose.
    const { nlink, size } = fstatSync(file);
    if (nlink > 0) return;
    writeAll(file, new Uint8Array(size));
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

function writeAll(file: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at, bytes.length - at, at);
}

function guarded(path: string, write: () => void): void {
  try {
    write();
  } catch (cause) {
    throw new BanyanError('data-folder-unwritable', `${path} could not be written. Make its folder writable.`, { cause });
  }
}
