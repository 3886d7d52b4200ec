import { spawn } from 'node:child_process';
import { constants } from 'node:os';

/** Runs a command with its output shown, in Node or as a program of node_modules/.bin. Resolves with its exit code. */
export function runCommand(command: string, args: readonly string[], timeoutMs: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit'], shell: process.platform === 'win32' });
    const timer = setTimeout(() => {
      console.error(`${command} took longer than ${timeoutMs / 1000} s and was ended.`);
      child.kill('SIGKILL');
    }, timeoutMs);
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      clearTimeout(timer);
      resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal]));
    });
  });
}
