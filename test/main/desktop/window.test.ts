import { describe, expect, test } from 'vitest';
import { openWindow } from '../../../main/desktop/window.ts';
import { fakeElectron, type FakeElectron, type FakeWindow } from './fake-electron.ts';

const state = { bounds: { width: 1280, height: 820 }, maximised: false };

function opened(electron: FakeElectron = fakeElectron(), platform: NodeJS.Platform = 'linux'): FakeWindow {
  openWindow(electron.api, { platform, preload: '/app/preload.cjs', state });
  return electron.windows[0]!;
}

describe('the window', () => {
  test('is sandboxed, isolated and without Node', () => {
    expect(opened().options.webPreferences).toMatchObject({
      preload: '/app/preload.cjs',
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webviewTag: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
    });
  });

  test('shows the page, and not before it has painted', () => {
    const window = opened();
    expect(window.done).toEqual(['load app://ui/']);
    window.emit('ready-to-show');
    expect(window.done).toEqual(['load app://ui/', 'show']);
  });

  test.each(['will-frame-navigate', 'will-redirect', 'will-attach-webview'])('refuses %s', (name) => {
    let prevented = false;
    opened().webContents.emit(name, { url: 'app://ui/other', preventDefault: () => (prevented = true) });
    expect(prevented).toBe(true);
  });

  test('opens https links in the browser of the person, and never a window', () => {
    const electron = fakeElectron();
    const { openHandler } = opened(electron).webContents;
    expect(openHandler?.({ url: 'https://example.org/help' })).toEqual({ action: 'deny' });
    expect(electron.done).toEqual(['open https://example.org/help']);
  });

  test.each([
    'http://example.org',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'smb://host/share',
    'app://ui/',
    'https://user:secret@example.org',
    'no address',
  ])('opens nothing for %s', (url) => {
    const electron = fakeElectron();
    expect(opened(electron).webContents.openHandler?.({ url })).toEqual({ action: 'deny' });
    expect(electron.done).toEqual([]);
  });

  test('leaves the system its buttons inside of the page’s title bar', () => {
    expect(opened().options).toMatchObject({ titleBarStyle: 'hidden', titleBarOverlay: { height: 44, color: '#eef1ea' } });
    expect(opened(fakeElectron(), 'darwin').options).not.toHaveProperty('titleBarOverlay');
  });

  test('follows the system from light to dark', () => {
    const electron = fakeElectron();
    const window = opened(electron);
    electron.theme.shouldUseDarkColors = true;
    electron.theme.emit('updated');
    expect(window.done).toContain('overlay');
  });

  test('can’t become smaller than what the page is drawn for', () => {
    expect(opened().options).toMatchObject({ minWidth: 640, minHeight: 480 });
  });
});
