import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

const sources = ['app', 'main', 'renderer'];
const generated = /_pb\.(js|d\.ts)$/;
const maxLines = 400;
/** Folders named after nothing in particular: whatever lies in them has a better name. */
const drawers = new Set(['util', 'utils', 'common', 'shared', 'helper', 'helpers', 'misc', 'lib']);

/** Files above 400 lines and folders that are drawers, one line each; also a line when there was nothing to look at. */
export function checkHouseRules(root: string): { files: number; violations: string[] } {
  const files = sources.flatMap((folder) => filesBelow(root, folder)).filter((file) => !generated.test(file));
  const violations = [
    ...sources
      .filter((folder) => !files.some((file) => file.startsWith(`${folder}/`)))
      .map((folder) => `looked at nothing in ${folder}/`),
    ...tooLong(root, files),
    ...drawersAmong(files),
  ];
  return { files: files.length, violations };
}

function tooLong(root: string, files: readonly string[]): string[] {
  return files.flatMap((file) => {
    const lines = readFileSync(join(root, file), 'utf8').trimEnd().split('\n').length;
    return lines > maxLines ? [`${file}: ${lines} lines, at most ${maxLines}; there is a second idea in it`] : [];
  });
}

function drawersAmong(files: readonly string[]): string[] {
  const folders = files.flatMap((file) => {
    const parts = file.split('/').slice(0, -1);
    const at = parts.findIndex((part) => drawers.has(part));
    return at < 0 ? [] : [parts.slice(0, at + 1).join('/')];
  });
  return [...new Set(folders)].map((folder) => `${folder}/: name the folder after what is in it`);
}

function filesBelow(root: string, folder: string): string[] {
  try {
    return readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
      .filter((entry) => entry.isFile() && /\.(c?ts|tsx|js|cjs|mjs|css)$/.test(entry.name))
      .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'));
  } catch {
    return [];
  }
}
