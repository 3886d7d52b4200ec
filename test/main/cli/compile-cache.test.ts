import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

const program = join(import.meta.dirname, '..', '..', '..', 'main', 'cli', 'banyan.ts');
let folder: string;

beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'banyan-cache-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const version = (cache: string): string =>
  execFileSync(process.execPath, [program, '--version'], {
    encoding: 'utf8',
    env: { ...process.env, XDG_CACHE_HOME: cache, NODE_COMPILE_CACHE: undefined },
  });

test.runIf(process.platform === 'linux')('a command keeps its compiled code in the cache folder of its user', () => {
  const first = version(folder);
  const kept = readdirSync(join(folder, 'Banyan', 'code'), { recursive: true, withFileTypes: true }).filter((each) =>
    each.isFile(),
  );
  expect(kept.length).toBeGreaterThan(10);
  const newest = (): number => Math.max(...kept.map(({ parentPath, name }) => statSync(join(parentPath, name)).mtimeMs));
  const written = newest();
  expect(version(folder)).toBe(first);
  expect(newest()).toBe(written);
});

test.runIf(process.platform === 'linux')('a cache folder that can’t be written is done without', () => {
  const file = join(folder, 'file');
  writeFileSync(file, '');
  expect(version(file)).toMatch(/^\d+\.\d+\.\d+\n$/);
});
