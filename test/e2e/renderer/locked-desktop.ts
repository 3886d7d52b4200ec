import type { Page } from 'playwright-core';

/** What {@link lockDesktop} puts on `window`, for a test to look at. */
export interface LockedDesktop {
  given: string[];
  tell(state: { state: string; sentence?: string }): void;
}

declare global {
  interface Window {
    lockedDesktop: LockedDesktop;
  }
}

/**
 * Opens the page anew as if it stood in the desktop app, with a data folder that is locked. The port that the desktop app
 * would hand over leads to the node that serves the page.
 */
export async function lockDesktop(page: Page, state: { state: string; sentence?: string } = { state: 'asks' }): Promise<void> {
  await page.addInitScript((first) => {
    let listener = (_state: unknown): void => {};
    window.lockedDesktop = { given: [], tell: (next) => listener(next) };
    window.banyanDesktop = {
      platform: 'linux',
      connect: () => {
        const { port1, port2 } = new MessageChannel();
        const socket = new WebSocket(`ws://${location.host}/bridge`, ['banyan.v1', `token.${'ab'.repeat(16)}`]);
        socket.binaryType = 'arraybuffer';
        socket.addEventListener('message', ({ data }) => port1.postMessage(new Uint8Array(data as ArrayBuffer)));
        socket.addEventListener('open', () => {
          port1.addEventListener('message', ({ data }: MessageEvent<Uint8Array<ArrayBuffer>>) => socket.send(data));
          port1.start();
        });
        window.postMessage({ type: 'banyan:bridge' }, '*', [port2]);
      },
      onMenu: () => {},
      onLink: () => {},
      onLock: (told) => {
        listener = told;
        told(first);
      },
      unlock: (passphrase) => void window.lockedDesktop.given.push(passphrase),
    };
  }, state);
  await page.reload();
  await page.getByRole('heading', { name: 'Banyan is locked' }).waitFor();
}
