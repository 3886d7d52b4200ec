import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, expect, test, vi } from 'vitest';
import { banyan, newDataFolder } from './node-process.ts';

const root = join(import.meta.dirname, '..', '..');
let app: ChildProcess | undefined;

/** `npm start` where there is neither Electron nor a screen; resolves with the address it prints. */
async function npmStart(args: readonly string[]): Promise<string> {
  const env = { ...process.env, BANYAN_NO_ELECTRON: '1', DISPLAY: '', WAYLAND_DISPLAY: '' };
  app = spawn('npm', ['start', '--', ...args], { cwd: root, env, stdio: ['ignore', 'pipe', 'inherit'], detached: true });
  for await (const line of createInterface({ input: app.stdout! })) {
    const address = /http:\/\/127\.0\.0\.1:\d+\/#token=[0-9a-f]+/.exec(line)?.[0];
    if (address !== undefined) return address;
  }
  throw new Error('npm start ended without an address.');
}

afterEach(async () => {
  if (app?.pid === undefined || app.exitCode !== null) return;
  const ended = once(app, 'exit');
  // The whole group that this test started: npm, and what it runs.
  process.kill(-app.pid, 'SIGTERM');
  await ended;
});

test('npm start opens the app, or prints its address where there is no screen', async () => {
  const address = await npmStart(['--data', await newDataFolder()]);
  const page = await fetch(address);
  expect(page.status).toBe(200);
  expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
  expect(await page.text()).toContain('<div id="root">');
});

test('npm start -- --demo brings five robots that write into a shared text', async () => {
  const folder = await newDataFolder();
  await npmStart(['--demo', '--data', folder]);
  const run = async (args: readonly string[]): Promise<string> => (await banyan([...args, '--data', folder])).stdout;
  await vi.waitFor(
    async () =>
      expect(JSON.parse(await run(['tree', '--json']))).toMatchObject({
        nodes: expect.objectContaining({ length: 6 }) as unknown,
      }),
    { timeout: 40_000, interval: 500 },
  );
  await vi.waitFor(async () => expect((await run(['doc', 'cat', 'Written by robots and you'])).length).toBeGreaterThan(40), {
    timeout: 40_000,
    interval: 500,
  });
});
