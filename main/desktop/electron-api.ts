import type {
  App,
  BrowserWindow,
  BrowserWindowConstructorOptions,
  Dialog,
  IpcMain,
  Menu,
  MessagePortMain,
  NativeTheme,
  Protocol,
  SafeStorage,
  Screen,
  Session,
  Shell,
  WebContents,
} from 'electron';

/** What the desktop app uses of a window's content. */
export type DesktopContents = Pick<WebContents, 'on' | 'send' | 'setWindowOpenHandler'>;

/** What the desktop app uses of a window. */
export type DesktopWindow = Pick<
  BrowserWindow,
  | 'isDestroyed'
  | 'loadURL'
  | 'show'
  | 'focus'
  | 'isMinimized'
  | 'restore'
  | 'on'
  | 'once'
  | 'getNormalBounds'
  | 'isMaximized'
  | 'maximize'
  | 'setTitleBarOverlay'
> & { readonly webContents: DesktopContents };

/** One end of a message channel in the main process. */
export type DesktopPort = Pick<MessagePortMain, 'on' | 'postMessage' | 'start' | 'close'>;

/**
 * All that the desktop app uses of Electron. Everything takes it as a parameter, so that tests put a fake in its
 * place; electron.ts assigns the real module to it, which proves that the two fit.
 */
export interface ElectronApi {
  app: Pick<
    App,
    'isPackaged' | 'whenReady' | 'quit' | 'exit' | 'on' | 'setPath' | 'requestSingleInstanceLock' | 'setAsDefaultProtocolClient'
  >;
  BrowserWindow: new (options: BrowserWindowConstructorOptions) => DesktopWindow;
  Menu: Pick<typeof Menu, 'buildFromTemplate' | 'setApplicationMenu'>;
  MessageChannelMain: new () => { port1: MessagePortMain; port2: MessagePortMain };
  dialog: Pick<Dialog, 'showErrorBox'>;
  ipcMain: Pick<IpcMain, 'on'>;
  nativeTheme: Pick<NativeTheme, 'shouldUseDarkColors' | 'on'>;
  protocol: Pick<Protocol, 'handle' | 'registerSchemesAsPrivileged'>;
  safeStorage: Pick<SafeStorage, 'isEncryptionAvailable' | 'getSelectedStorageBackend' | 'encryptString' | 'decryptString'>;
  screen: Pick<Screen, 'getAllDisplays'>;
  session: {
    readonly defaultSession: Pick<
      Session,
      'setPermissionRequestHandler' | 'setPermissionCheckHandler' | 'setDevicePermissionHandler'
    >;
  };
  shell: Pick<Shell, 'openExternal'>;
}
