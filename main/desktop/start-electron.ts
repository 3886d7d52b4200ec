import { spawn } from 'node:child_process';

/** An Electron that ends with a failure this soon never showed a window. */
const startsWithinMs = 10_000;

/** How a run of Electron went: until the person quit, or not even to a window. */
export type ElectronRun = { started: true; exitCode: number } | { started: false };

/** Runs the desktop app of a checkout in Electron until it ends. */
export function runElectron(binary: string, programFolder: string, dataFolder: string | undefined): Promise<ElectronRun> {
  const startedAt = performance.now();
  const args = [...rootNeedsNoSandbox(), programFolder, ...(dataFolder === undefined ? [] : ['--data', dataFolder])];
  const electron = spawn(binary, args, { stdio: 'inherit' });
  // Ctrl-C reaches Electron by itself; this process outlives it to report how it went.
  const wait = (): void => {};
  process.on('SIGINT', wait);
  const end = (): void => void electron.kill('SIGTERM');
  process.on('SIGTERM', end);
  return new Promise((resolve) => {
    const finish = (run: ElectronRun): void => {
      process.off('SIGINT', wait);
      process.off('SIGTERM', end);
      resolve(run);
    };
    electron.once('error', () => finish({ started: false }));
    electron.once('exit', (code, signal) => {
      const failed = code !== null ? code !== 0 : signal !== 'SIGINT' && signal !== 'SIGTERM';
      finish(
        failed && performance.now() - startedAt < startsWithinMs ? { started: false } : { started: true, exitCode: code ?? 0 },
      );
    });
  });
}

/** Chromium refuses to run as root with its sandbox. */
export function rootNeedsNoSandbox(): string[] {
  return process.platform === 'linux' && process.getuid?.() === 0 ? ['--no-sandbox'] : [];
}
