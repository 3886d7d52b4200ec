import { describe, expect, test } from 'vitest';
import { silentLog } from '../../../../app/log.ts';
import { seededRandom } from '../../../../app/random.ts';
import { defaultLinkTimings } from '../../../../app/transport/link-timings.ts';
import { MemoryNetwork, perfectPolicy } from '../../../../app/transport/memory/memory-network.ts';
import type { LinkPolicy } from '../../../../app/transport/memory/memory-network.ts';
import { MemoryTransport } from '../../../../app/transport/memory/memory-transport.ts';
import type { SocketOptions } from '../../../../app/transport/transport.ts';
import { virtualClock } from '../virtual-clock.ts';

const options: SocketOptions = { highWaterMark: 100, maxFrameBytes: 1_024, sendTimeoutMs: 1_000 };
const timings = defaultLinkTimings;

/** A pusher on node `leaf` and a puller on node `root`, linked or about to be. */
async function leafAndRoot(policy: Partial<LinkPolicy>) {
  const clock = virtualClock();
  const network = new MemoryNetwork({ clock, policy: { ...perfectPolicy, ...policy } });
  const transport = (node: string) => new MemoryTransport({ network, clock, log: silentLog, timings, node });
  const [leaf, root] = [transport('leaf'), transport('root')];
  const puller = root.puller(options);
  const arrived: { at: number; value: number | undefined }[] = [];
  puller.onFrame((frame) => void arrived.push({ at: clock.now(), value: frame[0] }));
  const pusher = leaf.pusher(options);
  const links: { at: number; up: boolean }[] = [];
  pusher.onLink((up) => void links.push({ at: clock.now(), up }));
  pusher.connect(await puller.bind('tcp://127.0.0.1:0'));
  const push = (value: number): Promise<void> => pusher.send(Uint8Array.of(value));
  return { clock, network, transport, root, arrived, links, push };
}

describe('the link policy of the memory network', () => {
  test('delays each frame, and none overtakes another', async () => {
    const delays = [0, 50, 10, 0];
    const { clock, arrived, push } = await leafAndRoot({ deliver: () => delays.shift() ?? 0 });
    await clock.advance(1);
    await Promise.all([push(1), push(2), push(3)]);
    await clock.advance(100);
    expect(arrived).toEqual([
      { at: 51, value: 1 },
      { at: 51, value: 2 },
      { at: 51, value: 3 },
    ]);
  });

  test('loses the frames that it says are lost', async () => {
    const { clock, arrived, push } = await leafAndRoot({ deliver: (_from, _to, bytes) => (bytes[0] === 2 ? 'lost' : 1) });
    await clock.advance(5);
    for (const value of [1, 2, 3]) await push(value);
    await clock.advance(5);
    expect(arrived.map(({ value }) => value)).toEqual([1, 3]);
  });

  test('keeps nodes apart until it lets them connect', async () => {
    let apart = true;
    const { clock, links } = await leafAndRoot({ connects: () => !apart });
    await clock.advance(10_000);
    expect(links).toEqual([]);
    apart = false;
    await clock.advance(timings.reconnectMaxMs);
    expect(links).toHaveLength(1);
  });

  test('names the nodes at both ends', async () => {
    const seen = new Set<string>();
    const { clock, push } = await leafAndRoot({
      deliver: (from, to) => {
        seen.add(`${from} to ${to}`);
        return 0;
      },
    });
    await clock.advance(1);
    await push(1);
    expect([...seen]).toEqual(['leaf to root']);
  });

  test('who hears no word of a closed link notices by the silence', async () => {
    let silent = false;
    const { clock, root, links } = await leafAndRoot({ deliver: () => (silent ? 'lost' : 0) });
    await clock.advance(10);
    silent = true;
    await root.close();
    await clock.advance(timings.heartbeatTimeoutMs - 1);
    expect(links).toHaveLength(1);
    await clock.advance(1);
    expect(links.at(-1)).toEqual({ at: 10 + timings.heartbeatTimeoutMs, up: false });
  });
});

describe('the memory network', () => {
  test('cuts the links between two nodes, which then connect again', async () => {
    const { clock, network, links, arrived, push } = await leafAndRoot({});
    await clock.advance(10);
    network.cut('root', 'someone else');
    expect(links.map(({ up }) => up)).toEqual([true]);
    network.cut('root', 'leaf');
    expect(links.map(({ up }) => up)).toEqual([true, false]);
    await clock.advance(1_000);
    expect(links.map(({ up }) => up)).toEqual([true, false, true]);
    await push(1);
    await clock.advance(1);
    expect(arrived.map(({ value }) => value)).toEqual([1]);
  });

  test('a socket bound to every address answers at each address of its machine', async () => {
    const clock = virtualClock();
    const network = new MemoryNetwork({ clock });
    const common = { network, clock, log: silentLog, timings };
    const host = new MemoryTransport({ ...common, node: 'host', hosts: ['10.0.0.1', '10.1.0.1'] });
    const address = await host.puller(options).bind('tcp://*:7000');
    expect(address).toBe('tcp://0.0.0.0:7000');
    const client = new MemoryTransport({ ...common, node: 'client', hosts: ['10.0.0.2'] });
    const linked: string[] = [];
    for (const where of ['10.0.0.1', '10.1.0.1', '10.2.0.1']) {
      const pusher = client.pusher(options);
      pusher.onLink(() => void linked.push(where));
      pusher.connect(`tcp://${where}:7000`);
    }
    await clock.advance(1_000);
    expect(linked).toEqual(['10.0.0.1', '10.1.0.1']);
  });

  test('the same seed gives the same course of events', async () => {
    const run = async (seed: number) => {
      const random = seededRandom(seed);
      const { clock, links, arrived, push } = await leafAndRoot({
        connects: () => random.integer(3) > 0,
        deliver: () => (random.integer(10) === 0 ? 'lost' : random.integer(40)),
      });
      await clock.advance(3_000);
      for (let value = 0; value < 50; value += 1) await push(value);
      await clock.advance(3_000);
      return { links, arrived };
    };
    expect(await run(7)).toEqual(await run(7));
    expect(await run(7)).not.toEqual(await run(8));
  });
});
