import { readdirSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';

/** Something that is built: where it comes from, and the files by whose age it is judged. */
export interface Built {
  /** Files and folders, relative to the project. */
  sources: readonly string[];
  /** Files that a build writes, relative to the project. */
  outputs: readonly string[];
}

/** Whether an output is missing or older than the newest source. */
export function isStale(root: string, { sources, outputs }: Built): boolean {
  const builtAt = Math.min(...outputs.map((output) => changedAt(join(root, output)) ?? Number.NEGATIVE_INFINITY));
  return sources.some((source) => newestChange(join(root, source)) > builtAt);
}

/** Dates the outputs back to the start of their build, so that a source saved during the build counts as newer. */
export function stampOutputs(root: string, { outputs }: Built, startedAt: Date): void {
  for (const output of outputs) utimesSync(join(root, output), startedAt, startedAt);
}

function newestChange(path: string): number {
  const own = changedAt(path);
  if (own === undefined) return Number.NEGATIVE_INFINITY;
  if (!statSync(path).isDirectory()) return own;
  // A folder's own time counts too: it moves when a file is deleted from it.
  const below = readdirSync(path, { withFileTypes: true, recursive: true });
  return below.reduce((newest, entry) => Math.max(newest, changedAt(join(entry.parentPath, entry.name)) ?? newest), own);
}

function changedAt(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs;
}
