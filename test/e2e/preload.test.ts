import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findBrowser } from '../../main/desktop/find-browser.cjs';

const preload = readFileSync(join(import.meta.dirname, '..', '..', 'dist', 'main', 'preload.cjs'), 'utf8');

/** Electron's part in a sandboxed preload: `require` knows one module, and the main process answers with a port. */
const electronInThePage = `
  const listeners = {};
  const channel = new MessageChannel();
  channel.port1.onmessage = ({ data }) => channel.port1.postMessage(data.toReversed());
  const ipcRenderer = {
    on: (name, listener) => { listeners[name] = listener; },
    send: (name) => setTimeout(() => listeners[name]({ ports: [channel.port2] })),
  };
  const contextBridge = { exposeInMainWorld: (name, api) => { window[name] = api; } };
  const require = (name) => {
    if (name !== 'electron') throw new Error('A sandboxed preload can not load ' + name);
    return { contextBridge, ipcRenderer };
  };
`;

let browser: Browser;
let page: Page;

beforeAll(async () => {
  const executablePath = findBrowser();
  if (executablePath === undefined) throw new Error('This test needs Chromium or Chrome; BANYAN_CHROMIUM may name one.');
  browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
  page = await browser.newPage();
  await page.addScriptTag({ content: `{ ${electronInThePage} const process = { platform: 'linux' }; ${preload} }` });
});

afterAll(() => browser?.close());

test('the built preload needs nothing but Electron', () => {
  expect(preload.match(/require\("[^"]+"\)/g)).toEqual(['require("electron")']);
});

test('the page gets a port that carries bytes both ways', async () => {
  const answer = await page.evaluate(
    () =>
      new Promise<{ type: unknown; ownWindow: boolean; bytes: number[] }>((resolve) => {
        window.addEventListener('message', ({ data, source, ports: [port] }: MessageEvent<{ type: unknown }>) => {
          if (port === undefined) return;
          port.addEventListener('message', ({ data: bytes }: MessageEvent<Uint8Array>) =>
            resolve({ type: data.type, ownWindow: source === window, bytes: [...bytes] }),
          );
          port.start();
          port.postMessage(Uint8Array.of(1, 2, 3));
        });
        window.banyanDesktop?.connect();
      }),
  );
  expect(answer).toEqual({ type: 'banyan:bridge', ownWindow: true, bytes: [3, 2, 1] });
});
