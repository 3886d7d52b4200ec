import type { BrowserWindowConstructorOptions } from 'electron';
import type { DesktopWindow, ElectronApi } from './electron-api.ts';
import { confineNavigation } from './navigation.ts';
import { pageAddress } from './page-address.ts';
import { smallestWindow, type WindowState } from './window-state.ts';

/** Height of the page's title bar, in which the system draws its window buttons. */
const titleBarHeight = 44;
/** The frame's colours, shown until the page has painted itself: `bg-frame` and `ink` of its two themes. */
const frame = {
  light: { color: '#eef1ea', symbolColor: '#12211a' },
  dark: { color: '#0c1310', symbolColor: '#e7eee8' },
} as const;

export interface WindowOptions {
  platform: NodeJS.Platform;
  /** Absolute path of the built preload. */
  preload: string;
  state: WindowState;
}

/** Opens the window on the page. Whatever it shows is sandboxed, sees neither Node nor Electron, and stays on the page. */
export function openWindow(electron: ElectronApi, { platform, preload, state }: WindowOptions): DesktopWindow {
  const { BrowserWindow, nativeTheme, shell } = electron;
  const colours = (): { color: string; symbolColor: string } => (nativeTheme.shouldUseDarkColors ? frame.dark : frame.light);
  const window = new BrowserWindow({
    ...state.bounds,
    minWidth: smallestWindow.width,
    minHeight: smallestWindow.height,
    title: 'Banyan',
    show: false,
    backgroundColor: colours().color,
    ...titleBar(platform, colours()),
    webPreferences: {
      preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webviewTag: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      navigateOnDragDrop: false,
      // On Linux the dictionaries would come from Google's servers.
      spellcheck: platform !== 'linux',
    },
  });
  confineNavigation(window.webContents, shell);
  if (state.maximised) window.maximize();
  window.once('ready-to-show', () => window.show());
  if (platform !== 'darwin') {
    nativeTheme.on('updated', () => {
      if (!window.isDestroyed()) window.setTitleBarOverlay(colours());
    });
  }
  void window.loadURL(pageAddress);
  return window;
}

function titleBar(platform: NodeJS.Platform, colours: { color: string; symbolColor: string }): BrowserWindowConstructorOptions {
  if (platform === 'darwin') return { titleBarStyle: 'hidden', trafficLightPosition: { x: 16, y: 14 } };
  return { titleBarStyle: 'hidden', titleBarOverlay: { ...colours, height: titleBarHeight } };
}
