import { describe, expect, test, vi } from 'vitest';
import { BanyanError, type Keyslot } from '../../../app/index.ts';
import { unlockByWindow, type Passphrase, type UnlockWindow } from '../../../main/desktop/unlock-window.ts';
import { fakeElectron, type FakeElectron } from './fake-electron.ts';

const keyslot = { state: 'on' } as Keyslot;
const page = { url: 'app://ui/', parent: null };

interface Locked {
  electron: FakeElectron;
  window: UnlockWindow;
  shown: unknown[];
  tried: string[];
  /** The page gives a passphrase. */
  give(passphrase: unknown, frame?: object | null): void;
  /** What the page is told when it asks. */
  ask(frame?: object): unknown[];
}

function locked(change: Partial<Passphrase> = {}): Locked {
  const electron = fakeElectron();
  const tried: string[] = [];
  const shown: unknown[] = [];
  const open = async (passphrase: string): Promise<Keyslot> => {
    tried.push(passphrase);
    if (passphrase === 'correct horse') return keyslot;
    throw new BanyanError('wrong-passphrase', 'That is not the passphrase.');
  };
  const window = unlockByWindow(electron.api, { isSet: () => true, open, ...change }, (state) => shown.push(state));
  return {
    electron,
    window,
    shown,
    tried,
    give: (passphrase, frame = page) => electron.ipcMain.emit('banyan:unlock', { senderFrame: frame }, passphrase),
    ask: (frame = page) => {
      const told: unknown[] = [];
      const postMessage = (name: string, state: unknown): void => void told.push([name, state]);
      electron.ipcMain.emit('banyan:lock', { senderFrame: { ...frame, postMessage } });
      return told;
    },
  };
}

describe('unlocking by the window', () => {
  test('asks nothing where no passphrase is set', async () => {
    const { window, ask } = locked({ isSet: () => false });
    expect(await window.opened).toBeUndefined();
    expect(ask()).toEqual([['banyan:lock', { state: 'open' }]]);
  });

  test('tells the page each step, from the question to the running node', async () => {
    const { window, give, ask, shown } = locked();
    expect(ask()).toEqual([['banyan:lock', { state: 'asks' }]]);
    give('correct horse');
    expect(await window.opened).toBe(keyslot);
    expect(ask()).toEqual([['banyan:lock', { state: 'starting' }]]);
    window.finish();
    expect(shown).toEqual([{ state: 'checking' }, { state: 'starting' }, { state: 'open' }]);
  });

  test('says that a passphrase was wrong, and takes the next', async () => {
    const { window, give, shown } = locked();
    give('wrong horse');
    await vi.waitFor(() => expect(shown.at(-1)).toEqual({ state: 'wrong' }));
    give('correct horse');
    expect(await window.opened).toBe(keyslot);
  });

  test('says why one could not be checked', async () => {
    const { give, shown } = locked({ open: () => Promise.reject(new Error('passphrase.json can not be read.')) });
    give('correct horse');
    await vi.waitFor(() => expect(shown.at(-1)).toEqual({ state: 'failed', sentence: 'passphrase.json can not be read.' }));
  });

  test('checks one at a time, and none once it is open', async () => {
    const { window, give, tried } = locked();
    give('correct horse');
    give('correct horse');
    await window.opened;
    give('correct horse');
    expect(tried).toEqual(['correct horse']);
  });

  test.each([[undefined], [5], [{ length: 5 }], ['x'.repeat(5000)]])('drops %j', (given) => {
    const { give, tried } = locked();
    give(given);
    expect(tried).toEqual([]);
  });

  test.each([[{ url: 'https://example.org/', parent: null }], [{ url: 'app://ui/', parent: {} }]])(
    'hears and tells nobody but the page: %j',
    (frame) => {
      const { give, ask, tried } = locked();
      give('correct horse', frame);
      give('correct horse', null);
      expect([tried, ask(frame)]).toEqual([[], []]);
    },
  );
});
