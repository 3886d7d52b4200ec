import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** How long the place that Electron is downloaded from may take to answer at all. */
const probeMs = 3000;
/** How long the download may take, about 110 MB. */
const downloadMs = 60_000;
const downloadsFrom = 'https://github.com/electron/electron/releases';

/** Where a checkout keeps Electron's binary; undefined when it is not there. Never downloads anything. */
export function installedElectron(environment: NodeJS.ProcessEnv, packageFolder: string): string | undefined {
  if (environment['BANYAN_NO_ELECTRON']) return undefined;
  const named = pathInPackage(packageFolder);
  const elsewhere = environment['ELECTRON_OVERRIDE_DIST_PATH'];
  const binary = elsewhere === undefined || elsewhere === '' ? join(packageFolder, 'dist', named) : join(elsewhere, named);
  return existsSync(binary) ? binary : undefined;
}

/**
 * Electron's binary, downloaded where it is missing and the network has it. Undefined when it can't be had within
 * about a minute, or when the environment names a folder of its own or wants none (`BANYAN_NO_ELECTRON`).
 */
export async function obtainElectron(environment: NodeJS.ProcessEnv, say: (line: string) => void): Promise<string | undefined> {
  const packageFolder = electronPackage();
  if (packageFolder === undefined) return undefined;
  const installed = installedElectron(environment, packageFolder);
  if (installed !== undefined) return installed;
  if (environment['BANYAN_NO_ELECTRON'] || environment['ELECTRON_OVERRIDE_DIST_PATH']) return undefined;
  if (environment['ELECTRON_MIRROR'] === undefined && !(await answers(downloadsFrom))) return undefined;
  say('Downloading Electron, once (about 110 MB) …');
  await runInstaller(join(packageFolder, 'install.js'));
  return installedElectron(environment, packageFolder);
}

function electronPackage(): string | undefined {
  try {
    return dirname(createRequire(import.meta.url).resolve('electron/package.json'));
  } catch {
    return undefined;
  }
}

/** The binary's path inside of a distribution: the package writes it down when it has downloaded one. */
function pathInPackage(packageFolder: string): string {
  const file = join(packageFolder, 'path.txt');
  if (existsSync(file)) return readFileSync(file, 'utf8').trim();
  if (process.platform === 'darwin') return 'Electron.app/Contents/MacOS/Electron';
  return process.platform === 'win32' ? 'electron.exe' : 'electron';
}

async function answers(address: string): Promise<boolean> {
  try {
    await fetch(address, { method: 'HEAD', signal: AbortSignal.timeout(probeMs) });
    return true;
  } catch {
    return false;
  }
}

function runInstaller(script: string): Promise<void> {
  return new Promise((resolve) => {
    const installer = spawn(process.execPath, [script], { stdio: ['ignore', 'ignore', 'inherit'], timeout: downloadMs });
    installer.once('error', () => resolve());
    installer.once('exit', () => resolve());
  });
}
