import { chmodSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { installedElectron } from '../../../main/desktop/electron-binary.ts';
import { findBrowser } from '../../../main/desktop/find-browser.cjs';
import { browserArguments, hasScreen } from '../../../main/desktop/start-browser.ts';

describe('looking for Electron', () => {
  const folder = mkdtempSync(join(tmpdir(), 'banyan-electron-'));
  mkdirSync(join(folder, 'dist'));
  writeFileSync(join(folder, 'path.txt'), 'electron\n');
  writeFileSync(join(folder, 'dist', 'electron'), '#!/bin/sh\n');
  chmodSync(join(folder, 'dist', 'electron'), 0o755);

  test('finds the one that npm’s package holds', () => {
    expect(installedElectron({}, folder)).toBe(join(folder, 'dist', 'electron'));
  });

  test('keeps to the folder that the environment names', () => {
    expect(installedElectron({ ELECTRON_OVERRIDE_DIST_PATH: '/nonexistent' }, folder)).toBeUndefined();
    expect(installedElectron({ ELECTRON_OVERRIDE_DIST_PATH: join(folder, 'dist') }, '/nowhere')).toBe(
      join(folder, 'dist', 'electron'),
    );
  });

  test('finds none where none is wanted', () => {
    expect(installedElectron({ BANYAN_NO_ELECTRON: '1' }, folder)).toBeUndefined();
  });
});

describe('looking for a browser', () => {
  test('takes the one that is named, or none', () => {
    expect(findBrowser({ BANYAN_CHROMIUM: '/my/chromium' }, 'linux', () => true)).toBe('/my/chromium');
    expect(
      findBrowser({ BANYAN_CHROMIUM: '/my/chromium', PATH: '/usr/bin' }, 'linux', (file) => file !== '/my/chromium'),
    ).toBeUndefined();
  });

  test('looks along the PATH on Linux, Chromium first', () => {
    const there = new Set(['/b/google-chrome', '/b/chromium', '/a/microsoft-edge']);
    expect(findBrowser({ PATH: '/a:/b' }, 'linux', (file) => there.has(file))).toBe('/b/chromium');
  });

  test('knows where the others put theirs', () => {
    const first = (platform: string): string | undefined =>
      findBrowser({ ProgramFiles: 'C:\\Program Files' }, platform, () => true);
    expect(first('darwin')).toBe('/Applications/Google Chrome.app/Contents/MacOS/Google Chrome');
    expect(first('win32')).toBe('C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe');
  });

  test('finds none where there is none', () => {
    expect(findBrowser({}, 'linux', () => false)).toBeUndefined();
  });
});

test('a window needs a screen, which on Linux has a name', () => {
  expect([
    hasScreen({}, 'linux'),
    hasScreen({ DISPLAY: ':0' }, 'linux'),
    hasScreen({ WAYLAND_DISPLAY: 'wayland-0' }, 'linux'),
    hasScreen({}, 'darwin'),
  ]).toEqual([false, true, true, true]);
});

test('the browser opens like an app, with a profile of its own', () => {
  expect(browserArguments('http://127.0.0.1:1/#token=a', '/data')).toEqual(
    expect.arrayContaining(['--app=http://127.0.0.1:1/#token=a', `--user-data-dir=${join('/data', 'browser')}`]),
  );
});
