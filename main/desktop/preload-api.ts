import type { IpcRenderer } from 'electron';
import { bridgeMessage, connectMessage, linkMessage, lockMessage, menuMessage, unlockMessage } from './ipc-names.ts';

/** What the page gets from the desktop app, as `window.banyanDesktop`, and all that it gets. */
export interface PreloadApi {
  platform: NodeJS.Platform;
  /** Asks for a port to the node; it arrives as a window message of type `banyan:bridge`. */
  connect(): void;
  /** Listens to the commands of the menu. */
  onMenu(listener: (command: string) => void): void;
  /** Listens to links of invitations that somebody opened; hears the last one that came before too. */
  onLink(listener: (link: string) => void): void;
  /** Listens to where opening the data folder stands; told at once, and whenever that changes. */
  onLock(listener: (state: unknown) => void): void;
  /** Gives the passphrase of the data folder. */
  unlock(passphrase: string): void;
}

/** Builds it; nothing of Electron's own objects leaves here. */
export function preloadApi(
  ipc: Pick<IpcRenderer, 'on' | 'send'>,
  page: Pick<Window, 'postMessage'>,
  platform: NodeJS.Platform,
): PreloadApi {
  ipc.on(connectMessage, ({ ports }) => {
    // To any origin, because that of a custom scheme can't be named; the only receiver is this very window, which never navigates.
    page.postMessage({ type: bridgeMessage }, '*', [...ports]);
  });
  let waiting: string | undefined;
  let listening: ((link: string) => void) | undefined;
  ipc.on(linkMessage, (_event, link: unknown) => {
    if (typeof link !== 'string') return;
    if (listening === undefined) waiting = link;
    else listening(link);
  });
  return {
    platform,
    connect: () => ipc.send(connectMessage),
    onMenu: (listener) => {
      ipc.on(menuMessage, (_event, command: unknown) => {
        if (typeof command === 'string') listener(command);
      });
    },
    onLink: (listener) => {
      listening = listener;
      if (waiting !== undefined) listener(waiting);
      waiting = undefined;
    },
    onLock: (listener) => {
      ipc.on(lockMessage, (_event, state: unknown) => listener(state));
      ipc.send(lockMessage);
    },
    unlock: (passphrase) => ipc.send(unlockMessage, passphrase),
  };
}
