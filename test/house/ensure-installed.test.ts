import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '..', '..');
const oneAtVersion = (version: string): string =>
  JSON.stringify({
    packages: {
      '': { name: 'banyan' },
      'node_modules/one': { version },
      'node_modules/for-another-system': { version: '1.0.0', optional: true },
    },
  });
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'banyan-install-'));
  for (const file of ['scripts/ensure-installed.cjs', 'main/desktop/find-browser.cjs'])
    cpSync(join(root, file), join(folder, file));
  writeFileSync(join(folder, 'package-lock.json'), oneAtVersion('1.0.0'));
  installed('1.0.0');
});

afterEach(() => rmSync(folder, { recursive: true }));

/** Makes node_modules look as npm leaves it. */
function installed(version: string): void {
  mkdirSync(join(folder, 'node_modules'), { recursive: true });
  writeFileSync(join(folder, 'node_modules', '.package-lock.json'), oneAtVersion(version));
}

/** Runs the script with an npm that writes down what it is asked for, and fails at `failsAt`. */
function run(
  failsAt: readonly string[] = [],
  ...args: string[]
): { status: number | null; asked: string[]; said: string; complained: string } {
  const asked = join(folder, 'asked.txt');
  writeFileSync(asked, '');
  const npm = join(folder, 'npm.cjs');
  writeFileSync(
    npm,
    `require('node:fs').appendFileSync(${JSON.stringify(asked)}, process.argv[2] + '\\n');
     process.exit(${JSON.stringify(failsAt)}.includes(process.argv[2]) ? 1 : 0);`,
  );
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(folder, 'scripts', 'ensure-installed.cjs'), ...args], {
    encoding: 'utf8',
    env: { ...process.env, npm_execpath: npm, BANYAN_CHROMIUM: process.execPath },
  });
  return { status, asked: readFileSync(asked, 'utf8').split('\n').filter(Boolean), said: stdout, complained: stderr };
}

describe('what npm start and npm test do first', () => {
  test('is nothing, and silently, when everything is there', () => {
    expect(run([], '--browser')).toEqual({ status: 0, asked: [], said: '', complained: '' });
  });

  test('is to install when nothing is there', () => {
    rmSync(join(folder, 'node_modules'), { recursive: true });
    expect(run()).toMatchObject({ status: 0, asked: ['ci'], said: expect.stringContaining('Installing') as string });
  });

  test('is to install when the lock file has changed since', () => {
    installed('0.9.0');
    expect(run().asked).toEqual(['ci']);
  });

  test('is to install leniently where npm ci refuses the lock file', () => {
    installed('0.9.0');
    expect(run(['ci'])).toMatchObject({ status: 0, asked: ['ci', 'install'] });
  });

  test('says what is needed when it can’t install', () => {
    installed('0.9.0');
    expect(run(['ci', 'install'])).toMatchObject({
      status: 1,
      complained: expect.stringContaining('needs the npm registry once') as string,
    });
  });

  test('says so when the lock file is damaged', () => {
    writeFileSync(join(folder, 'package-lock.json'), '{');
    expect(run()).toMatchObject({
      status: 1,
      asked: [],
      complained: expect.stringContaining('package-lock.json is missing or damaged') as string,
    });
  });
});
