import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { rootNeedsNoSandbox } from './start-electron.ts';

/** A browser that shows the page in a window of its own. */
export interface PageWindow {
  /** Resolves when the person closed it; never, when the browser failed. */
  closed: Promise<void>;
  close(): void;
}

/** Whether this machine has a screen to open a window on. */
export function hasScreen(environment: NodeJS.ProcessEnv, platform: NodeJS.Platform): boolean {
  return platform !== 'linux' || Boolean(environment['DISPLAY']) || Boolean(environment['WAYLAND_DISPLAY']);
}

/** Opens `url` like an app: no tabs, no address bar, and a profile of its own inside of the data folder. */
export function openPageWindow(browser: string, url: string, dataFolder: string, onFailure: () => void): PageWindow {
  const child = spawn(browser, browserArguments(url, dataFolder), { stdio: 'ignore' });
  return { closed: closedByPerson(child, onFailure), close: () => void child.kill('SIGTERM') };
}

export function browserArguments(url: string, dataFolder: string): string[] {
  return [
    `--app=${url}`,
    `--user-data-dir=${join(dataFolder, 'browser')}`,
    '--no-first-run',
    '--no-default-browser-check',
    '--window-size=1280,820',
    ...rootNeedsNoSandbox(),
  ];
}

function closedByPerson(child: ChildProcess, onFailure: () => void): Promise<void> {
  return new Promise((resolve) => {
    child.once('error', onFailure);
    child.once('exit', (code) => (code === 0 ? resolve() : onFailure()));
  });
}
