import { EventEmitter } from 'node:events';
import { MessageChannel } from 'node:worker_threads';
import type { BrowserWindowConstructorOptions, MenuItemConstructorOptions, WindowOpenHandlerResponse } from 'electron';
import type { ElectronApi } from '../../../main/desktop/electron-api.ts';

type Listener = (...args: never[]) => unknown;

/** A window that shows nothing and records what was done to it. */
export class FakeWindow extends EventEmitter {
  readonly options: BrowserWindowConstructorOptions;
  readonly done: string[] = [];
  readonly sent: unknown[][] = [];
  readonly webContents: FakeContents;
  bounds = { x: 10, y: 20, width: 900, height: 700 };
  maximised = false;
  minimised = false;

  constructor(options: BrowserWindowConstructorOptions) {
    super();
    this.options = options;
    this.webContents = new FakeContents(this.sent);
  }

  loadURL(url: string): Promise<void> {
    this.done.push(`load ${url}`);
    return Promise.resolve();
  }
  isDestroyed = (): boolean => false;
  isMinimized = (): boolean => this.minimised;
  isMaximized = (): boolean => this.maximised;
  getNormalBounds = (): typeof this.bounds => this.bounds;
  show = (): void => void this.done.push('show');
  focus = (): void => void this.done.push('focus');
  restore = (): void => void this.done.push('restore');
  maximize = (): void => void this.done.push('maximise');
  setTitleBarOverlay = (): void => void this.done.push('overlay');
}

class FakeContents extends EventEmitter {
  readonly #sent: unknown[][];
  openHandler: ((details: { url: string }) => WindowOpenHandlerResponse) | undefined;

  constructor(sent: unknown[][]) {
    super();
    this.#sent = sent;
  }

  send(...message: unknown[]): void {
    this.#sent.push(message);
  }
  setWindowOpenHandler(handler: (details: { url: string }) => WindowOpenHandlerResponse): void {
    this.openHandler = handler;
  }
}

/** Electron as far as the desktop app uses it, in memory. */
export interface FakeElectron {
  api: ElectronApi;
  app: EventEmitter;
  ipcMain: EventEmitter;
  theme: EventEmitter & { shouldUseDarkColors: boolean };
  windows: FakeWindow[];
  /** What was asked of Electron, in order: `quit`, `exit 0`, `open https://…`, `error …`. */
  done: string[];
  menu: MenuItemConstructorOptions[];
  handlers: Record<string, Listener>;
  /** What the system's keyring is. */
  keyring: { available: boolean; backend: string };
  /** Whether another instance has the lock already. */
  taken: boolean;
  displays: { workArea: { x: number; y: number; width: number; height: number } }[];
}

export function fakeElectron(): FakeElectron {
  const fake: FakeElectron = {
    api: undefined as unknown as ElectronApi,
    app: new EventEmitter(),
    ipcMain: new EventEmitter(),
    theme: Object.assign(new EventEmitter(), { shouldUseDarkColors: false }),
    windows: [],
    done: [],
    menu: [],
    handlers: {},
    keyring: { available: true, backend: 'gnome_libsecret' },
    taken: false,
    displays: [{ workArea: { x: 0, y: 0, width: 1920, height: 1080 } }],
  };
  const keep = (name: string) => (handler: Listener) => void (fake.handlers[name] = handler);
  const parts = {
    app: Object.assign(fake.app, {
      isPackaged: true,
      whenReady: () => Promise.resolve(),
      quit: () => void fake.done.push('quit'),
      exit: (code: number) => void fake.done.push(`exit ${code}`),
      setPath: (name: string, path: string) => void fake.done.push(`path ${name} ${path}`),
      requestSingleInstanceLock: () => !fake.taken,
      setAsDefaultProtocolClient: (scheme: string) => void fake.done.push(`scheme ${scheme}`),
    }),
    BrowserWindow: class extends FakeWindow {
      constructor(options: BrowserWindowConstructorOptions) {
        super(options);
        fake.windows.push(this);
      }
    },
    Menu: {
      buildFromTemplate: (template: MenuItemConstructorOptions[]) => template,
      setApplicationMenu: (template: MenuItemConstructorOptions[]) => void (fake.menu = template),
    },
    MessageChannelMain: FakeMessageChannel,
    dialog: { showErrorBox: (title: string, text: string) => void fake.done.push(`error ${title}: ${text}`) },
    ipcMain: fake.ipcMain,
    nativeTheme: fake.theme,
    protocol: {
      registerSchemesAsPrivileged: (schemes: unknown) => void fake.done.push(`schemes ${JSON.stringify(schemes)}`),
      handle: (scheme: string, handler: Listener) => void (fake.handlers[scheme] = handler),
    },
    safeStorage: {
      isEncryptionAvailable: () => fake.keyring.available,
      getSelectedStorageBackend: () => fake.keyring.backend,
      // As the real one: bytes that only this very keyring opens.
      encryptString: (text: string) => Buffer.from(`sealed ${Buffer.from(text).toString('hex')}`),
      decryptString: (sealed: Buffer) => {
        if (!sealed.toString().startsWith('sealed ')) throw new Error('Error while decrypting the ciphertext.');
        return Buffer.from(sealed.toString().slice('sealed '.length), 'hex').toString();
      },
    },
    screen: { getAllDisplays: () => fake.displays },
    session: {
      defaultSession: {
        setPermissionRequestHandler: keep('permission request'),
        setPermissionCheckHandler: keep('permission check'),
        setDevicePermissionHandler: keep('device'),
      },
    },
    shell: { openExternal: (url: string) => Promise.resolve(void fake.done.push(`open ${url}`)) },
  };
  // The fake covers what the app calls; Electron's own types ask for whole classes.
  fake.api = parts as unknown as ElectronApi;
  return fake;
}

/** Electron's ports are event emitters; Node's own carry the messages and copy them just the same. */
class FakeMessageChannel {
  readonly port1: FakePort;
  readonly port2: FakePort;

  constructor() {
    const { port1, port2 } = new MessageChannel();
    this.port1 = new FakePort(port1);
    this.port2 = new FakePort(port2);
  }
}

/** One end of a channel, with Electron's events: `message` carries an event object. */
export class FakePort extends EventEmitter {
  readonly #port: MessageChannel['port1'];

  constructor(port: MessageChannel['port1']) {
    super();
    this.#port = port;
    port.on('close', () => this.emit('close'));
  }
  start(): void {
    this.#port.on('message', (data: unknown) => this.emit('message', { data }));
  }
  postMessage(data: unknown): void {
    this.#port.postMessage(data);
  }
  close(): void {
    this.#port.close();
  }
}
