import { describe, expect, test } from 'vitest';
import { defaultLinkTimings, MemoryNetwork, MemoryTransport, silentLog, type SocketOptions } from '../../app/index.ts';
import { ProcessClock } from '../../main/simulator/process-clock.ts';
import { ProcessTransport, type ProcessTraits } from '../../main/simulator/process-transport.ts';
import { VirtualTime } from '../../main/simulator/virtual-time.ts';

const options: SocketOptions = { highWaterMark: 4, maxFrameBytes: 1024, sendTimeoutMs: 1000 };

/** A dealer in one process and a router in another, linked. */
async function pair(traits: { left?: Partial<ProcessTraits>; right?: Partial<ProcessTraits> } = {}) {
  const time = new VirtualTime();
  const network = new MemoryNetwork({ clock: time });
  const process = (node: string, own: Partial<ProcessTraits> = {}) => {
    const clock = new ProcessClock(time, { skewMs: 0, upMs: 0 });
    const memory = new MemoryTransport({ network, clock, log: silentLog, timings: defaultLinkTimings, node });
    const all: ProcessTraits = { handlingMs: 0, foreignVersion: undefined, ...own };
    return { clock, traits: all, transport: new ProcessTransport(memory, clock, time, all) };
  };
  const left = process('left', traits.left);
  const right = process('right', traits.right);
  const router = right.transport.router(options);
  const heard: { at: number; frame: number[] }[] = [];
  const gone: number[] = [];
  router.onFrame((_, frame) => void heard.push({ at: time.monotonic(), frame: [...frame] }));
  router.onPeerGone(() => void gone.push(time.monotonic()));
  const dealer = left.transport.dealer(options);
  const answers: number[][] = [];
  dealer.onFrame((frame) => void answers.push([...frame]));
  dealer.connect(await time.until(router.bind('tcp://127.0.0.1:0'), 10));
  await time.run(10);
  return { time, left, right, router, dealer, heard, gone };
}

describe('the sockets of a simulated process', () => {
  test('a frozen process reads nothing until it goes on, then everything in its order', async () => {
    const { time, left, right, dealer, heard, gone } = await pair();
    right.clock.freeze();
    for (const value of [1, 2, 3]) await time.until(dealer.send(Uint8Array.of(value)), 10);
    await time.run(1000);
    await time.until(left.transport.close(), 10);
    await time.run(2000);
    expect([heard, gone]).toEqual([[], []]);
    right.clock.thaw();
    await time.run(2001);
    expect(heard.map(({ frame }) => frame[0])).toEqual([1, 2, 3]);
    expect(gone).toHaveLength(1);
  });

  test('a frozen process sends nothing', async () => {
    const { time, left, dealer, heard } = await pair();
    left.clock.freeze();
    void dealer.send(Uint8Array.of(1));
    await time.run(500);
    expect(heard).toEqual([]);
    left.clock.thaw();
    await time.run(501);
    expect(heard).toHaveLength(1);
  });

  test('a process that was killed hears nothing more', async () => {
    const { time, right, dealer, heard } = await pair();
    void dealer.send(Uint8Array.of(1));
    right.clock.end();
    await time.run(100);
    expect(heard).toEqual([]);
  });

  test('a slow process takes its time for each pack, and none for control', async () => {
    const { time, dealer, heard } = await pair({ right: { handlingMs: 100 } });
    for (const type of [1, 1, 2]) void dealer.send(Uint8Array.of(0xba, 1, type));
    await time.run(500);
    expect(heard.map(({ at, frame }) => [at - 10, frame[2]])).toEqual([
      [100, 1],
      [200, 1],
      [200, 2],
    ]);
  });

  test('processes of another version understand each other and nobody else', async () => {
    const frame = Uint8Array.of(0xba, 1, 2, 5);
    const versions = async (left: number | undefined, right: number | undefined): Promise<number | undefined> => {
      const { time, dealer, heard } = await pair({ left: { foreignVersion: left }, right: { foreignVersion: right } });
      void dealer.send(frame);
      await time.run(20);
      return heard[0]?.frame[1];
    };
    expect(await versions(undefined, undefined)).toBe(1);
    expect(await versions(77, undefined)).toBe(77);
    expect(await versions(undefined, 77)).toBe(77);
    expect(await versions(77, 77)).toBe(1);
    expect([...frame]).toEqual([0xba, 1, 2, 5]);
  });
});
