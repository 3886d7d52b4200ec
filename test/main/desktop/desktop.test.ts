import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { BanyanError, silentLog, systemClock, type Keyslot } from '../../../app/index.ts';
import type { BridgeChannel } from '../../../app/bridge/index.ts';
import { runDesktop, type DesktopParts } from '../../../main/desktop/desktop.ts';
import type { RunningNode } from '../../../main/headless/run.ts';
import { fakeElectron, type FakeElectron, type FakePort } from './fake-electron.ts';

interface Desktop {
  electron: FakeElectron;
  served: BridgeChannel[];
  stopped: () => number;
  run(): Promise<void>;
}

function desktop(change: Partial<DesktopParts> = {}): Desktop {
  const electron = fakeElectron();
  const served: BridgeChannel[] = [];
  let stops = 0;
  const running = {
    node: { serve: (channel: BridgeChannel) => void served.push(channel) },
    url: null,
    stop: () => Promise.resolve(void stops++),
  } as unknown as RunningNode;
  const parts: DesktopParts = {
    electron: electron.api,
    platform: 'linux',
    dataFolder: mkdtempSync(join(tmpdir(), 'banyan-desktop-')),
    pageFolder: '/nowhere',
    preload: '/nowhere/preload.cjs',
    argv: [],
    clock: systemClock(),
    log: silentLog,
    passphrase: { isSet: () => false, open: () => Promise.reject(new Error('none is set')) },
    startNode: () => Promise.resolve(running),
    ...change,
  };
  return { electron, served, stopped: () => stops, run: () => runDesktop(parts) };
}

/** A frame of the page asks for a port; answers with what it was sent. */
function ask(electron: FakeElectron, frame: { url: string; parent: unknown }): { message: string; ports: FakePort[] }[] {
  const answers: { message: string; ports: FakePort[] }[] = [];
  const postMessage = (message: string, _data: unknown, ports: FakePort[]): void => void answers.push({ message, ports });
  electron.ipcMain.emit('banyan:connect', { senderFrame: { ...frame, postMessage } });
  return answers;
}

describe('the desktop app', () => {
  test('opens one window and gives its page a port to the node', async () => {
    const { electron, served, run } = desktop();
    await run();
    expect(electron.windows).toHaveLength(1);
    const [answer] = ask(electron, { url: 'app://ui/index.html', parent: null });
    expect(answer?.message).toBe('banyan:connect');
    await vi.waitFor(() => expect(served).toHaveLength(1));
    for (const channel of served) channel.close();
  });

  test.each([
    ['another address', { url: 'https://example.org/', parent: null }],
    ['a frame inside of the page', { url: 'app://ui/', parent: {} }],
    ['an address that only begins alike', { url: 'app://ui.example.org/', parent: null }],
  ])('gives no port to %s', async (_who, frame) => {
    const { electron, served, run } = desktop();
    await run();
    expect(ask(electron, frame)).toEqual([]);
    electron.ipcMain.emit('banyan:connect', { senderFrame: null });
    expect(served).toEqual([]);
  });

  test('carries menu commands to the window', async () => {
    const { electron, run } = desktop();
    await run();
    const items = electron.menu.flatMap(({ submenu }) => (Array.isArray(submenu) ? submenu : []));
    for (const { click } of items) (click as (() => void) | undefined)?.();
    const chosen = electron.windows[0]?.sent.map(([channel, command]) => `${String(channel)} ${String(command)}`).toSorted();
    expect(chosen).toEqual(
      ['documents', 'find', 'home', 'keys', 'new-document', 'palette', 'toggle-sidebar', 'toggle-strip', 'tree'].map(
        (command) => `banyan:menu ${command}`,
      ),
    );
  });

  test('quits when another one has the data folder, which then shows its window', async () => {
    const second = desktop();
    second.electron.taken = true;
    await second.run();
    expect(second.electron.windows).toEqual([]);
    expect(second.electron.done).toContain('quit');

    const first = desktop();
    await first.run();
    first.electron.windows[0]!.minimised = true;
    first.electron.app.emit('second-instance', {}, ['banyan-desktop']);
    expect(first.electron.windows[0]?.done.slice(-3)).toEqual(['restore', 'show', 'focus']);
  });

  test('keeps the lock apart per data folder', async () => {
    const dataFolder = mkdtempSync(join(tmpdir(), 'banyan-desktop-'));
    const { electron, run } = desktop({ dataFolder });
    await run();
    expect(electron.done).toContain(`path userData ${join(dataFolder, 'window')}`);
  });

  test('says in one sentence why the node can’t start, and quits', async () => {
    const startNode = (): Promise<RunningNode> =>
      Promise.reject(new BanyanError('data-folder-in-use', 'Another Banyan uses this folder.'));
    const { electron, run } = desktop({ startNode });
    await run();
    expect(electron.done).toContain('error Banyan can’t start: Another Banyan uses this folder.');
    expect(electron.done).toContain('quit');
  });

  test('says so where it can’t make its folder', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'banyan-desktop-')), 'file');
    writeFileSync(file, '');
    const { electron, run } = desktop({ dataFolder: file });
    await run();
    expect(electron.done.join('\n')).toContain('Name another folder with --data');
    expect(electron.done).toContain('exit 1');
  });

  test('starts no node before the passphrase is given, and then tells its window so', async () => {
    const keyslot = { state: 'on' } as Keyslot;
    const started: unknown[] = [];
    const node = { node: { serve: () => {} }, url: null, stop: () => Promise.resolve() } as unknown as RunningNode;
    const { electron, run } = desktop({
      passphrase: { isSet: () => true, open: () => Promise.resolve(keyslot) },
      startNode: (given) => {
        started.push(given);
        return Promise.resolve(node);
      },
    });
    const running = run();
    await vi.waitFor(() => expect(electron.windows).toHaveLength(1));
    expect(started).toEqual([]);
    electron.ipcMain.emit('banyan:unlock', { senderFrame: { url: 'app://ui/', parent: null } }, 'correct horse');
    await running;
    expect(started).toEqual([keyslot]);
    expect(electron.windows[0]!.sent.findLast(([name]) => name === 'banyan:lock')).toEqual(['banyan:lock', { state: 'open' }]);
  });

  test('quits at once while nobody has given the passphrase', async () => {
    const { electron, run } = desktop({ passphrase: { isSet: () => true, open: () => new Promise(() => {}) } });
    void run();
    await vi.waitFor(() => expect(electron.windows).toHaveLength(1));
    electron.app.emit('will-quit', { preventDefault: () => {} });
    await vi.waitFor(() => expect(electron.done).toContain('exit 0'));
  });

  test('stops the node before it is gone', async () => {
    const { electron, stopped, run } = desktop();
    await run();
    const preventDefault = vi.fn<() => void>();
    electron.app.emit('will-quit', { preventDefault });
    electron.app.emit('will-quit', { preventDefault });
    await vi.waitFor(() => expect(electron.done).toContain('exit 0'));
    expect([stopped(), preventDefault.mock.calls.length]).toEqual([1, 2]);
  });

  test('does not wait for ever for a node that won’t stop', async () => {
    const timers: (() => void)[] = [];
    const clock = {
      ...systemClock(),
      after: (_ms: number, action: () => void) => ({ cancel: () => {}, at: timers.push(action) }),
    };
    const { electron, run } = desktop({ clock, startNode: () => new Promise(() => {}) });
    void run();
    await vi.waitFor(() => expect(electron.windows).toHaveLength(1));
    electron.app.emit('will-quit', { preventDefault: () => {} });
    for (const due of timers) due();
    expect(electron.done).toContain('exit 1');
  });

  test('stays in the dock on macOS and opens its window again', async () => {
    const { electron, run } = desktop({ platform: 'darwin' });
    await run();
    electron.windows[0]?.emit('closed');
    electron.app.emit('window-all-closed');
    expect(electron.done).not.toContain('quit');
    electron.app.emit('activate');
    expect(electron.windows).toHaveLength(2);
  });

  test('quits with its last window elsewhere', async () => {
    const { electron, run } = desktop();
    await run();
    electron.app.emit('window-all-closed');
    expect(electron.done).toContain('quit');
  });
});

describe('links of invitations', () => {
  const link = 'banyan://join/QUJDREVGRw-_';
  const page = { url: 'app://ui/index.html', parent: null };
  const linksSent = ({ windows }: FakeElectron): unknown[] =>
    windows.flatMap(({ sent }) => sent.filter(([channel]) => channel === 'banyan:link').map(([, sentLink]) => sentLink));
  const openUrl = ({ app }: FakeElectron, url: unknown): boolean => {
    let prevented = false;
    app.emit('open-url', { preventDefault: () => (prevented = true) }, url);
    return prevented;
  };

  test('come to the installed app, and to no checkout', async () => {
    const installed = desktop();
    await installed.run();
    expect(installed.electron.done).toContain('scheme banyan');
    const checkout = desktop();
    Object.assign(checkout.electron.api.app, { isPackaged: false });
    await checkout.run();
    expect(checkout.electron.done).not.toContain('scheme banyan');
  });

  test('that started the app wait until its page is there, and come once', async () => {
    const { electron, run } = desktop({ argv: ['banyan-desktop', '--no-sandbox', link] });
    await run();
    expect(linksSent(electron)).toEqual([]);
    ask(electron, page);
    ask(electron, page);
    expect(linksSent(electron)).toEqual([link]);
  });

  test('that macOS tells before it is ready are not lost', async () => {
    const { electron, run } = desktop({ platform: 'darwin' });
    const running = run();
    expect(openUrl(electron, link)).toBe(true);
    await running;
    ask(electron, page);
    expect(linksSent(electron)).toEqual([link]);
  });

  test('reach the page that is there, and bring its window forward', async () => {
    const { electron, run } = desktop();
    await run();
    ask(electron, page);
    electron.app.emit('second-instance', {}, ['banyan-desktop', '--data', '/x', link]);
    expect(linksSent(electron)).toEqual([link]);
    expect(electron.windows[0]?.done.slice(-2)).toEqual(['show', 'focus']);
  });

  test('open a window where none is', async () => {
    const { electron, run } = desktop({ platform: 'darwin' });
    await run();
    ask(electron, page);
    electron.windows[0]?.emit('closed');
    openUrl(electron, link);
    expect(electron.windows).toHaveLength(2);
    ask(electron, page);
    expect(linksSent(electron)).toEqual([link]);
  });

  test.each([
    ['another scheme', 'https://example.org/'],
    ['another thing to do', 'banyan://leave/QUJD'],
    ['nothing in it', 'banyan://join/'],
    ['something behind it', 'banyan://join/QUJD?x=1'],
    ['a script', 'banyan://join/QUJD"><script>'],
    ['two lines', 'banyan://join/QUJD\n--data'],
    ['far too much', `banyan://join/${'Q'.repeat(10_000)}`],
    ['no text', { href: link }],
    ['nothing', undefined],
  ])('are passed over when they are %s', async (_what, wrong) => {
    const { electron, run } = desktop({ argv: [wrong as string] });
    await run();
    ask(electron, page);
    openUrl(electron, wrong);
    electron.app.emit('second-instance', {}, [wrong]);
    electron.app.emit('second-instance', {}, wrong);
    expect(linksSent(electron)).toEqual([]);
  });
});

describe('permissions', () => {
  test.each(['media', 'geolocation', 'notifications', 'clipboard-read', 'openExternal', 'local-fonts', 'unknown'])(
    '%s is denied',
    async (permission) => {
      const { electron, run } = desktop();
      await run();
      expect(allowed(electron, permission, 'app://ui/')).toEqual([false, false]);
    },
  );

  test('copying is allowed to the page, and to nobody else', async () => {
    const { electron, run } = desktop();
    await run();
    expect(allowed(electron, 'clipboard-sanitized-write', 'app://ui/')).toEqual([true, true]);
    expect(allowed(electron, 'clipboard-sanitized-write', 'https://example.org/')).toEqual([false, false]);
  });

  test('there are no devices', async () => {
    const { electron, run } = desktop();
    await run();
    expect((electron.handlers['device'] as () => boolean)()).toBe(false);
  });
});

/** What both kinds of question about a permission are answered. */
function allowed({ handlers }: FakeElectron, permission: string, requestingUrl: string): [asked: boolean, checked: boolean] {
  let asked = false;
  const request = handlers['permission request'] as (
    contents: null,
    permission: string,
    answer: (granted: boolean) => void,
    details: object,
  ) => void;
  request(null, permission, (granted) => (asked = granted), { requestingUrl });
  const check = handlers['permission check'] as (contents: null, permission: string, origin: string, details: object) => boolean;
  return [asked, check(null, permission, 'null', { requestingUrl })];
}
