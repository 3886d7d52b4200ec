import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { _electron, type ElectronApplication, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { installedElectron } from '../../main/desktop/electron-binary.ts';

const root = join(import.meta.dirname, '..', '..');
const electronPackage = dirname(createRequire(import.meta.url).resolve('electron/package.json'));
/** The variable keeps tests from downloading Electron; one that is there already may be used all the same. */
const { ELECTRON_OVERRIDE_DIST_PATH: _set, ...environment } = process.env;
const executablePath = installedElectron(environment, electronPackage);
if (executablePath === undefined)
  console.warn('SKIPPED: the desktop smoke tests, because Electron’s binary is not on this machine.');

describe.skipIf(executablePath === undefined)('the desktop app in Electron', () => {
  let folder: string;
  let app: ElectronApplication;
  let page: Page;

  beforeAll(async () => {
    spawnSync(process.execPath, ['scripts/build.ts', '--if-stale'], { cwd: root, stdio: 'inherit' });
    folder = mkdtempSync(join(tmpdir(), 'banyan-desktop-'));
    const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
    app = await _electron.launch({
      executablePath: executablePath ?? '',
      args: [...asRoot, root, '--data', folder],
      env: { ...definedOnly(environment), BANYAN_INTERFACE: '127.0.0.1' },
    });
    page = await app.firstWindow();
  });

  afterAll(async () => {
    await app?.close();
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  });

  test('shows the page from its own scheme', () => {
    expect(page.url()).toMatch(/^app:\/\/ui\//);
  });

  test('gives the page its five things and no Node', async () => {
    const seen = await page.evaluate(() => ({
      given: Object.keys(globalThis.window.banyanDesktop ?? {}).toSorted(),
      node: ['require', 'process', 'module', 'Buffer'].filter((name) => name in globalThis),
    }));
    expect(seen).toEqual({ given: ['connect', 'onLink', 'onLock', 'onMenu', 'platform', 'unlock'], node: [] });
  });

  test('connects the page to its node', async () => {
    const received = await page.evaluate(
      () =>
        new Promise<number>((resolve) => {
          window.addEventListener('message', (event) => {
            if (event.data?.type === 'banyan:bridge') resolve(event.ports.length);
          });
          window.banyanDesktop?.connect();
        }),
    );
    expect(received).toBe(1);
  });

  test('goes nowhere else', async () => {
    await page.evaluate(() => void window.open('https://example.org'));
    await page.evaluate(() => void (window.location.href = 'https://example.org'));
    expect(app.windows()).toHaveLength(1);
    expect(page.url()).toMatch(/^app:\/\/ui\//);
  });
});

function definedOnly(variables: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(Object.entries(variables).filter((entry): entry is [string, string] => entry[1] !== undefined));
}
