import { MessageChannel } from 'node:worker_threads';
import { describe, expect, test, vi } from 'vitest';
import type { BridgeChannel } from '../../../app/bridge/index.ts';
import { portChannel } from '../../../main/desktop/bridge-port.ts';
import type { DesktopPort } from '../../../main/desktop/electron-api.ts';
import { FakePort } from './fake-electron.ts';

function ends(): { channel: BridgeChannel; window: FakePort } {
  const { port1, port2 } = new MessageChannel();
  return { channel: portChannel(new FakePort(port1) as unknown as DesktopPort), window: new FakePort(port2) };
}

describe('the port to the window', () => {
  test('carries bytes both ways, in order', async () => {
    const { channel, window } = ends();
    const atNode: number[] = [];
    const atWindow: unknown[] = [];
    channel.onMessage((message) => atNode.push(...message));
    window.on('message', ({ data }) => atWindow.push(data));
    window.start();
    window.postMessage(Uint8Array.of(1));
    window.postMessage(Uint8Array.of(2));
    channel.send(Uint8Array.of(3));
    await vi.waitFor(() => expect([atNode, atWindow]).toEqual([[1, 2], [Uint8Array.of(3)]]));
    channel.close();
  });

  test('keeps what arrives before somebody listens', async () => {
    const { channel, window } = ends();
    window.postMessage(Uint8Array.of(7));
    const heard: number[] = [];
    channel.onMessage((message) => heard.push(...message));
    await vi.waitFor(() => expect(heard).toEqual([7]));
    channel.close();
  });

  test('drops whatever is not bytes', async () => {
    const { channel, window } = ends();
    const heard: Uint8Array[] = [];
    channel.onMessage((message) => heard.push(message));
    for (const nonsense of ['text', 5, null, { type: 'object' }]) window.postMessage(nonsense);
    window.postMessage(Uint8Array.of(1));
    await vi.waitFor(() => expect(heard).toEqual([Uint8Array.of(1)]));
    channel.close();
  });

  test('says once that it was closed, from whichever side', async () => {
    for (const close of ['window', 'channel'] as const) {
      const both = ends();
      let closed = 0;
      both.channel.onClose(() => closed++);
      both[close].close();
      both.channel.close();
      await vi.waitFor(() => expect(closed).toBe(1));
    }
  });

  test('does nothing once it is closed', () => {
    const { channel } = ends();
    channel.close();
    expect(() => channel.send(Uint8Array.of(1))).not.toThrow();
  });
});
