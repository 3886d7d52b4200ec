import { BanyanError, passphraseLength, sentenceOf, type Keyslot } from '../../app/index.ts';
import type { ElectronApi } from './electron-api.ts';
import { lockMessage, unlockMessage, type LockState } from './ipc-names.ts';
import { isPageAddress } from './page-address.ts';

/** The passphrase of the data folder: whether one is set, and how to open it. */
export interface Passphrase {
  isSet(): boolean;
  /** Fails with `wrong-passphrase`, or where what is needed to open it can't be read. */
  open(passphrase: string): Promise<Keyslot>;
}

/** Where the window stands between the start of the app and that of the node. */
export interface UnlockWindow {
  /** Resolves when the page has given the right passphrase; at once, with undefined, where none is set. */
  opened: Promise<Keyslot | undefined>;
  /** The node runs: the page may show it. */
  finish(): void;
}

/** Lets the page ask a person for the passphrase of the data folder. Only the main frame of the page itself is heard. */
export function unlockByWindow(
  { ipcMain }: Pick<ElectronApi, 'ipcMain'>,
  passphrase: Passphrase,
  show: (state: LockState) => void,
): UnlockWindow {
  let state: LockState = { state: passphrase.isSet() ? 'asks' : 'open' };
  let resolveOpened: (keyslot: Keyslot | undefined) => void;
  const opened = new Promise<Keyslot | undefined>((resolve) => void (resolveOpened = resolve));
  const turn = (next: LockState): void => {
    state = next;
    show(next);
  };
  const tryOne = async (given: string): Promise<void> => {
    turn({ state: 'checking' });
    try {
      const keyslot = await passphrase.open(given);
      turn({ state: 'starting' });
      resolveOpened(keyslot);
    } catch (thrown) {
      const wrong = thrown instanceof BanyanError && thrown.code === 'wrong-passphrase';
      turn(wrong ? { state: 'wrong' } : { state: 'failed', sentence: sentenceOf(thrown) });
    }
  };
  if (state.state === 'open') resolveOpened!(undefined);
  ipcMain.on(lockMessage, ({ senderFrame }) => {
    if (isThePage(senderFrame)) senderFrame.postMessage(lockMessage, state);
  });
  ipcMain.on(unlockMessage, ({ senderFrame }, given: unknown) => {
    if (!isThePage(senderFrame) || !['asks', 'wrong', 'failed'].includes(state.state)) return;
    if (typeof given === 'string' && given.length <= passphraseLength.max * 2) void tryOne(given);
  });
  const finish = (): void => {
    if (state.state !== 'open') turn({ state: 'open' });
  };
  return { opened, finish };
}

function isThePage<Frame extends { parent: unknown; url: string }>(frame: Frame | null): frame is Frame {
  return frame !== null && frame.parent === null && isPageAddress(frame.url);
}
