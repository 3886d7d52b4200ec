import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { checkHouseRules } from '../../scripts/checks/house-rules.ts';
import { checkLicences, isPermissive } from '../../scripts/checks/licences.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'banyan-house-'));
  for (const part of ['app', 'main', 'renderer']) plant(`${part}/one.ts`, 1);
});

afterEach(() => rmSync(folder, { recursive: true }));

function plant(path: string, lines: number): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), 'export {};\n'.repeat(lines));
}

describe('the house rules', () => {
  test('let 400 lines pass, and not one more', () => {
    plant('app/long.ts', 400);
    expect(checkHouseRules(folder)).toEqual({ files: 4, violations: [] });
    plant('app/long.ts', 401);
    expect(checkHouseRules(folder).violations).toEqual([expect.stringContaining('app/long.ts: 401 lines')]);
  });

  test.each(['utils', 'common', 'shared', 'helpers', 'misc', 'lib'])('refuse a folder called %s', (name) => {
    plant(`app/wire/${name}/one.ts`, 1);
    expect(checkHouseRules(folder).violations).toEqual([`app/wire/${name}/: name the folder after what is in it`]);
  });

  test('fail where there is nothing to look at', () => {
    rmSync(join(folder, 'main'), { recursive: true });
    expect(checkHouseRules(folder).violations).toEqual(['looked at nothing in main/']);
  });
});

describe('the licence check', () => {
  test.each(['MIT', '(MIT OR GPL-3.0-only)', 'Apache-2.0 AND MIT', 'MPL-2.0', 'OFL-1.1'])('allows %s', (expression) => {
    expect(isPermissive(expression)).toBe(true);
  });

  test.each(['GPL-3.0-only', 'AGPL-3.0', 'MIT AND GPL-2.0', 'UNLICENSED', 'SEE LICENSE IN LICENSE', 'CC-BY-NC-4.0', ''])(
    'refuses %j',
    (expression) => {
      expect(isPermissive(expression)).toBe(false);
    },
  );

  test('names the package whose licence is missing', () => {
    const lock = join(folder, 'package-lock.json');
    writeFileSync(
      lock,
      JSON.stringify({ packages: { '': {}, 'node_modules/good': { license: 'MIT' }, 'node_modules/@a/bad': {} } }),
    );
    expect(checkLicences(lock)).toEqual({ packages: 2, violations: ['@a/bad: no licence stated'] });
    writeFileSync(lock, JSON.stringify({ packages: { '': {} } }));
    expect(checkLicences(lock).violations).toEqual(['looked at no package']);
  });
});
