import type { BridgeChannel } from '../../app/bridge/index.ts';
import { messagePortChannel } from './message-port-channel.ts';

/** Commands of the desktop app's menu that the page carries out. */
export const menuCommands = [
  'new-document',
  'find',
  'palette',
  'home',
  'documents',
  'tree',
  'toggle-sidebar',
  'toggle-strip',
  'keys',
] as const;
export type MenuCommand = (typeof menuCommands)[number];

/** What the desktop app's preload gives to the page. */
export interface BanyanDesktop {
  platform: 'linux' | 'darwin' | 'win32';
  /** Asks for a port to the node; it arrives as a window message. */
  connect(): void;
  onMenu(listener: (command: string) => void): void;
  /** The link of an invitation was opened outside of the app. */
  onLink(listener: (link: string) => void): void;
  /** Listens to where opening the data folder stands; told at once, and whenever that changes. */
  onLock(listener: (state: unknown) => void): void;
  /** Gives the passphrase of the data folder. */
  unlock(passphrase: string): void;
}

declare global {
  interface Window {
    banyanDesktop?: BanyanDesktop;
  }
}

/** Opens a channel to the desktop app's node. Resolves as soon as the preload hands over the port. */
export function openDesktopChannel(page: Window, desktop: BanyanDesktop): Promise<BridgeChannel> {
  return new Promise((resolve) => {
    const take = (event: MessageEvent): void => {
      const [port] = event.ports;
      if (event.source !== page || !isBridgeMessage(event.data) || port === undefined) return;
      page.removeEventListener('message', take);
      resolve(messagePortChannel(port));
    };
    page.addEventListener('message', take);
    desktop.connect();
  });
}

export function isMenuCommand(command: string): command is MenuCommand {
  return (menuCommands as readonly string[]).includes(command);
}

function isBridgeMessage(data: unknown): boolean {
  return typeof data === 'object' && data !== null && 'type' in data && data.type === 'banyan:bridge';
}
