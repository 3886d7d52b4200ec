/*
 * `npm start`: builds what is stale and opens the desktop app. Where Electron can't be had, the same app opens in a
 * browser window, served by a node in this process; where there is no browser or no screen, its address is printed.
 *
 *   npm start -- --data FOLDER
 *   npm start -- --demo            with five more nodes on this machine, whose robots write along
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { BanyanError, sentenceOf } from '../../app/index.ts';
import { startDemo } from '../demo/demo.ts';
import { runHeadless } from '../headless/run.ts';
import { environmentPassphraseFile, unlock } from '../passphrase.ts';
import { defaultDataFolder, pageFolder, programFolder } from '../program.ts';
import { startOptions } from './arguments.ts';
import { obtainElectron } from './electron-binary.ts';
import { findBrowser } from './find-browser.cjs';
import { desktopNodeSettings } from './node-settings.ts';
import { hasScreen, openPageWindow, type PageWindow } from './start-browser.ts';
import { runElectron } from './start-electron.ts';

try {
  process.exitCode = await launch(startOptions(process.argv.slice(2)));
} catch (thrown) {
  console.error(sentenceOf(thrown));
  process.exitCode = thrown instanceof BanyanError && thrown.code === 'bad-input' ? 2 : 1;
}

async function launch({ dataFolder: named, demo }: { dataFolder: string | undefined; demo: boolean }): Promise<number> {
  buildWhatIsStale();
  // The demonstration has a folder of its own, so that robots never meet what a person wrote.
  const dataFolder = named ?? (demo ? `${defaultDataFolder()}-demo` : undefined);
  const demonstration = demo ? startDemo(dataFolder ?? defaultDataFolder()) : undefined;
  demonstration?.catch((thrown: unknown) => console.error(`The robots could not start: ${sentenceOf(thrown)}`));
  try {
    return await openApp(dataFolder);
  } finally {
    await (await demonstration?.catch(() => undefined))?.stop();
  }
}

async function openApp(dataFolder: string | undefined): Promise<number> {
  const electron = await obtainElectron(process.env, console.log);
  const screen = hasScreen(process.env, process.platform);
  if (electron !== undefined && screen) {
    const run = await runElectron(electron, programFolder(), dataFolder);
    if (run.started) return run.exitCode;
    console.log('Electron could not open a window (see above), so Banyan runs in a browser.');
  } else if (screen) {
    console.log('Electron is not here and can’t be had, so Banyan runs in a browser.');
  }
  await runInBrowser(dataFolder ?? defaultDataFolder(), screen);
  return 0;
}

function buildWhatIsStale(): void {
  const script = join(programFolder(), 'scripts', 'build.ts');
  const { status } = spawnSync(process.execPath, [script, '--if-stale'], { stdio: 'inherit' });
  if (status !== 0) throw new Error('Building Banyan failed, see above.');
}

/** Runs the node here until the window is closed or the process is told to stop. */
async function runInBrowser(dataFolder: string, screen: boolean): Promise<void> {
  const keyslot = await unlock(dataFolder, environmentPassphraseFile());
  const node = desktopNodeSettings(dataFolder, { ...(keyslot && { keyslot }) });
  const { url, stop } = await runHeadless({ node, pageFolder: pageFolder() });
  if (url === null) throw new Error('The node serves no page.');
  const told = new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve());
  });
  const window = screen ? openWindowOn(url, dataFolder) : undefined;
  if (window === undefined) console.log(`Banyan is running. Open ${url} in a browser on this machine; Ctrl-C stops it.`);
  else console.log('Banyan is open. Close its window or press Ctrl-C to stop it.');
  await Promise.race([told, ...(window === undefined ? [] : [window.closed])]);
  window?.close();
  await stop();
}

function openWindowOn(url: string, dataFolder: string): PageWindow | undefined {
  const browser = findBrowser();
  if (browser === undefined) return undefined;
  return openPageWindow(browser, url, dataFolder, () =>
    console.log(`The browser did not stay open. Banyan still runs: open ${url}`),
  );
}
