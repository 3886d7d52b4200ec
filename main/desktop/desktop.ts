import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { sentenceOf, type Clock, type Keyslot, type Log } from '../../app/index.ts';
import type { RunningNode } from '../headless/run.ts';
import { registerPageScheme, servePage } from './app-protocol.ts';
import { connectWindows } from './connect-window.ts';
import type { DesktopWindow, ElectronApi } from './electron-api.ts';
import { linkMessage, lockMessage, menuMessage } from './ipc-names.ts';
import { menuTemplate } from './menu.ts';
import { OpenedLinks, openLinks } from './opened-links.ts';
import { denyPermissions } from './permissions.ts';
import { stopNodeBeforeQuitting } from './quit.ts';
import { bringForward, claimSingleInstance } from './single-instance.ts';
import { unlockByWindow, type Passphrase } from './unlock-window.ts';
import { readWindowState, rememberWindowState } from './window-state.ts';
import { openWindow } from './window.ts';

/** What the desktop app is put together from. */
export interface DesktopParts {
  electron: ElectronApi;
  platform: NodeJS.Platform;
  dataFolder: string;
  /** Folder of the built renderer. */
  pageFolder: string;
  /** The built preload. */
  preload: string;
  /** The words that the app was started with; a link may stand among them. */
  argv: readonly string[];
  clock: Clock;
  log: Log;
  passphrase: Passphrase;
  /** Starts the node of the data folder, with its passphrase where one is set. */
  startNode(keyslot: Keyslot | undefined): Promise<RunningNode>;
}

/** Runs the desktop app: one node, one window on it. Resolves once the node runs, or the app is about to quit. */
export async function runDesktop(parts: DesktopParts): Promise<void> {
  const { electron, dataFolder, log, clock } = parts;
  const { app, dialog } = electron;
  let window: DesktopWindow | undefined;
  let pageIsThere = false;
  let started = false;
  const open = (): void => {
    window = openAndRemember(parts, () => {
      window = undefined;
      pageIsThere = false;
    });
  };
  const links = new OpenedLinks(() => {
    if (window === undefined) return started ? open() : undefined;
    bringForward(window);
    if (pageIsThere) window.webContents.send(linkMessage, links.take());
  });
  openLinks(electron, links);
  registerPageScheme(electron);
  if (!moveChromiumTo(join(dataFolder, 'window'), electron)) return;
  if (
    !claimSingleInstance(
      electron,
      () => window,
      (argv) => links.offerFrom(argv),
    )
  )
    return app.quit();
  links.offerFrom(parts.argv);

  await app.whenReady();
  const lock = unlockByWindow(electron, parts.passphrase, (state) => window?.webContents.send(lockMessage, state));
  // While nobody has given the passphrase there is nothing to stop.
  let starting: Promise<RunningNode> | undefined;
  const node = lock.opened.then((keyslot) => (starting = parts.startNode(keyslot)));
  stopNodeBeforeQuitting(electron, clock, async () => {
    await (await starting?.catch(() => undefined))?.stop();
  });
  prepare(parts, node, {
    window: () => window,
    // From now on there is a page that listens; what was opened before it was there has waited for it.
    onPage: () => {
      pageIsThere = true;
      const link = links.take();
      if (link !== undefined) window?.webContents.send(linkMessage, link);
    },
  });
  app.on('activate', () => {
    if (window === undefined) open();
  });
  app.on('window-all-closed', () => {
    if (parts.platform !== 'darwin') app.quit();
  });
  started = true;
  open();
  await node.then(lock.finish, (thrown: unknown) => {
    log.error('the node did not start', { reason: sentenceOf(thrown) });
    dialog.showErrorBox('Banyan can’t start', sentenceOf(thrown));
    app.quit();
  });
}

/**
 * Chromium's own files lie apart from the node's, and their lock makes the app the only one on this data folder.
 * Answers false, with the app about to end, where no folder can be made.
 */
function moveChromiumTo(folder: string, { app, dialog }: ElectronApi): boolean {
  try {
    mkdirSync(folder, { recursive: true });
    app.setPath('userData', folder);
    return true;
  } catch (thrown) {
    dialog.showErrorBox('Banyan can’t start', `${sentenceOf(thrown)}. Name another folder with --data.`);
    app.exit(1);
    return false;
  }
}

/** Everything that has to stand before the first window opens. */
function prepare(
  { electron, platform, pageFolder, log }: DesktopParts,
  node: Promise<RunningNode>,
  { window, onPage }: { window: () => DesktopWindow | undefined; onPage: () => void },
): void {
  const { Menu } = electron;
  denyPermissions(electron);
  servePage(electron, pageFolder);
  connectWindows(
    electron,
    (channel) => {
      node.then(
        (running) => running.node.serve(channel),
        () => channel.close(),
      );
      onPage();
    },
    (address) => log.warn('refused a port to the node', { address }),
  );
  Menu.setApplicationMenu(
    Menu.buildFromTemplate(menuTemplate(platform, (command) => window()?.webContents.send(menuMessage, command))),
  );
}

function openAndRemember({ electron, platform, dataFolder, preload, log }: DesktopParts, onClosed: () => void): DesktopWindow {
  const file = join(dataFolder, 'window.json');
  const screens = electron.screen.getAllDisplays().map(({ workArea }) => workArea);
  const window = openWindow(electron, { platform, preload, state: readWindowState(file, screens) });
  rememberWindowState(window, file, (thrown) => log.warn('could not remember the window', { reason: sentenceOf(thrown) }));
  window.on('closed', onClosed);
  return window;
}
