import { EventEmitter } from 'node:events';
import type { IpcRenderer } from 'electron';
import { describe, expect, test } from 'vitest';
import { preloadApi, type PreloadApi } from '../../../main/desktop/preload-api.ts';
import type { BanyanDesktop } from '../../../renderer/connect/desktop.ts';

interface Preloaded {
  api: PreloadApi;
  ipc: EventEmitter;
  sent: unknown[][];
  posted: unknown[][];
}

function preloaded(): Preloaded {
  const sent: unknown[][] = [];
  const posted: unknown[][] = [];
  const ipc = Object.assign(new EventEmitter(), { send: (...message: unknown[]) => void sent.push(message) });
  const page = { postMessage: (...message: unknown[]) => void posted.push(message) };
  return { api: preloadApi(ipc as unknown as IpcRenderer, page as unknown as Window, 'linux'), ipc, sent, posted };
}

describe('the preload', () => {
  test('gives the page six things and nothing of Electron', () => {
    const { api } = preloaded();
    const asThePageKnowsIt: Omit<BanyanDesktop, 'platform'> = api;
    expect(Object.keys(asThePageKnowsIt).toSorted()).toEqual(['connect', 'onLink', 'onLock', 'onMenu', 'platform', 'unlock']);
    expect(api.platform).toBe('linux');
  });

  test('asks for a port and hands it to the page', () => {
    const { api, ipc, sent, posted } = preloaded();
    api.connect();
    expect(sent).toEqual([['banyan:connect']]);
    const port = { name: 'a port' };
    ipc.emit('banyan:connect', { ports: [port] });
    expect(posted).toEqual([[{ type: 'banyan:bridge' }, '*', [port]]]);
  });

  test('hands on links that were opened, also the last one that came before the page listens, and nothing that is no text', () => {
    const { api, ipc } = preloaded();
    const heard: unknown[][] = [];
    ipc.emit('banyan:link', { sender: 'electron' }, 'banyan://join/A');
    ipc.emit('banyan:link', { sender: 'electron' }, 'banyan://join/B');
    api.onLink((...given: unknown[]) => heard.push(given));
    ipc.emit('banyan:link', { sender: 'electron' }, 'banyan://join/C');
    ipc.emit('banyan:link', { sender: 'electron' }, { link: 'banyan://join/D' });
    expect(heard).toEqual([['banyan://join/B'], ['banyan://join/C']]);
  });

  test('hands on menu commands, and neither the event nor anything that is not a word', () => {
    const { api, ipc } = preloaded();
    const heard: unknown[][] = [];
    api.onMenu((...given: unknown[]) => heard.push(given));
    ipc.emit('banyan:menu', { sender: 'electron' }, 'find');
    ipc.emit('banyan:menu', { sender: 'electron' }, { command: 'find' });
    expect(heard).toEqual([['find']]);
  });

  test('asks where opening the data folder stands, hands that on, and carries the passphrase', () => {
    const { api, ipc, sent } = preloaded();
    const heard: unknown[][] = [];
    api.onLock((...given: unknown[]) => heard.push(given));
    ipc.emit('banyan:lock', { sender: 'electron' }, { state: 'asks' });
    api.unlock('correct horse');
    expect(heard).toEqual([[{ state: 'asks' }]]);
    expect(sent).toEqual([['banyan:lock'], ['banyan:unlock', 'correct horse']]);
  });
});
