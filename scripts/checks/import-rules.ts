import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { cruise, type ICruiseResult } from 'dependency-cruiser';
import extractConfig from 'dependency-cruiser/config-utl/extract-depcruise-config';

/** Folders whose imports are ruled. */
const ruled = ['app', 'main', 'renderer'];

/** What the import rules found. */
export interface ImportFindings {
  /** How many modules were looked at. */
  modules: number;
  /** One line per violation; empty when all is well. */
  violations: string[];
}

/**
 * Checks every import below `root` against the rules in `configFile`. Having looked at nothing is a violation:
 * of a ruled folder, or of one of its subfolders that holds TypeScript.
 */
export async function checkImports(root: string, configFile: string): Promise<ImportFindings> {
  const result = await cruised(root, configFile);
  const seen = result.modules
    .map(({ source }) => source)
    .filter((source) => ruled.some((folder) => source.startsWith(`${folder}/`)));
  const overlooked = foldersWithSources(root).filter((folder) => !seen.some((source) => source.startsWith(`${folder}/`)));
  return {
    modules: seen.length,
    violations: [...overlooked.map((folder) => `looked at nothing in ${folder}/`), ...violationsOf(result)],
  };
}

async function cruised(root: string, configFile: string): Promise<ICruiseResult> {
  const { forbidden = [], options = {} } = await extractConfig(configFile);
  const present = ruled.filter((folder) => existsSync(join(root, folder)));
  const { output } = await cruise(present, { ...options, baseDir: root, validate: true, ruleSet: { forbidden } });
  if (typeof output === 'string') throw new Error('dependency-cruiser answered with text instead of a result.');
  return output;
}

function violationsOf({ summary }: ICruiseResult): string[] {
  return summary.violations.map(({ rule, from, to, cycle }) => {
    const way = cycle === undefined ? to : cycle.map(({ name }) => name).join(' → ');
    return `${rule.name}: ${from}${way === from ? '' : ` → ${way}`}`;
  });
}

/** The ruled folders, and those directly below them that hold TypeScript. */
function foldersWithSources(root: string): string[] {
  const below = ruled.flatMap((folder) =>
    entriesOf(join(root, folder))
      .filter((entry) => entry.isDirectory())
      .map((entry) => `${folder}/${entry.name}`)
      .filter((path) => entriesOf(join(root, path), true).some(({ name }) => /\.tsx?$/.test(name) && !name.endsWith('.d.ts'))),
  );
  return [...ruled, ...below];
}

function entriesOf(folder: string, recursive = false) {
  try {
    return readdirSync(folder, { withFileTypes: true, recursive });
  } catch {
    return [];
  }
}
