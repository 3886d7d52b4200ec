import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { Endpoint } from '../../app/index.ts';

interface Seen {
  handled: number;
  inOrder: boolean;
  lost: number;
  snail: boolean[];
}

const running: ChildProcess[] = [];
const open: Endpoint[] = [];

/** A subscriber in a process of its own, which may lag by what it takes in during `lagMs`, where that is given. */
async function subscriber(transport: string, address: string, highWaterMark: number, lagMs?: number): Promise<ChildProcess> {
  const file = join(import.meta.dirname, 'endpoint-process.ts');
  const patience = lagMs === undefined ? [] : [String(lagMs)];
  const child = fork(file, ['subscribe', transport, address, String(highWaterMark), ...patience]);
  running.push(child);
  await once(child, 'message');
  return child;
}

async function seenBy(child: ChildProcess): Promise<Seen> {
  const answer = once(child, 'message');
  child.send('seen');
  return (await answer)[0] as Seen;
}

async function listening(transport: 'zmtp' | 'zeromq', highWaterMark: number): Promise<{ host: Endpoint; address: string }> {
  const host = new Endpoint({ transport, socket: { highWaterMark }, limits: { historyBytes: 256 * 1024 * 1024 } });
  open.push(host);
  return { host, address: await host.listen('tcp://127.0.0.1:0') };
}

afterAll(async () => {
  for (const child of running.splice(0)) child.kill('SIGKILL');
  for (const endpoint of open.splice(0)) await endpoint.close();
});

describe.each(['zmtp', 'zeromq'] as const)('subscribers in processes of their own, over %s', (transport) => {
  test('100,000 messages, sent as fast as they go at a high-water mark of 100, all arrive, in order', async () => {
    const { host, address } = await listening(transport, 100);
    const children = await Promise.all([1, 2].map(() => subscriber(transport, address, 100)));
    const payload = new Uint8Array(100);
    for (let count = 0; count < 100_000; count++) {
      host.channel('stream').send(1, payload);
      // No waiting for room: whatever the sockets drop has to be mended.
      if (count % 100 === 0) await turn();
    }
    for (const child of children) {
      await vi.waitFor(async () => expect((await seenBy(child)).handled).toBe(100_000), { timeout: 30_000, interval: 100 });
      expect(await seenBy(child)).toMatchObject({ inOrder: true, lost: 0 });
    }
  });
});

// Both transports at once: it is waiting for the most part.
describe.concurrent.each(['zmtp', 'zeromq'] as const)('subscribers in processes of their own, over %s', (transport) => {
  test('one that stood still for 20 s becomes a snail, catches up, and is back, complete', async () => {
    const { host, address } = await listening(transport, 256);
    // Nothing is allowed for how fast it takes in: a quick machine would catch up without leaving the stream at all.
    const [stopped, other] = await Promise.all([subscriber(transport, address, 256, 0), subscriber(transport, address, 256)]);
    const payload = new Uint8Array(500);
    let sent = 0;
    let burst = 60;
    const publishing = setInterval(() => {
      for (let count = 0; count < burst; count++) sent = host.channel('stream').send(1, payload);
    }, 10);
    try {
      await vi.waitFor(async () => expect((await seenBy(stopped!)).handled).toBeGreaterThan(0), { timeout: 10_000 });
      stopped!.kill('SIGSTOP');
      // More than all buffers on the way to it hold together, and than a quick machine takes in between two heartbeats.
      burst = 150;
      const enough = { at: performance.now() + 20_000, sent: sent + 250_000 };
      await vi.waitUntil(() => performance.now() > enough.at && sent > enough.sent, { timeout: 90_000, interval: 500 });
      // It slows down nobody meanwhile.
      expect((await seenBy(other!)).handled).toBeGreaterThan(60_000);
      burst = 60;
      stopped!.kill('SIGCONT');
      await vi.waitFor(async () => expect((await seenBy(stopped!)).snail).toEqual([true, false]), { timeout: 20_000 });
    } finally {
      clearInterval(publishing);
    }
    for (const child of [stopped!, other!]) {
      await vi.waitFor(async () => expect((await seenBy(child)).handled).toBe(sent), { timeout: 20_000, interval: 100 });
      expect(await seenBy(child)).toMatchObject({ inOrder: true, lost: 0 });
    }
  });
});
