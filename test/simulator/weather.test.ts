import { describe, expect, test } from 'vitest';
import { seededRandom } from '../../app/index.ts';
import { Traffic } from '../../main/simulator/traffic.ts';
import { VirtualTime } from '../../main/simulator/virtual-time.ts';
import { Weather } from '../../main/simulator/weather.ts';

const pack = Uint8Array.of(0xba, 1, 1, 9, 9);
const control = Uint8Array.of(0xba, 1, 2, 9);
const nothing = new Uint8Array(0);

function weather(seed = 1) {
  const time = new VirtualTime();
  const traffic = new Traffic();
  const frozen = new Set<string>();
  const over = new Weather({ time, random: seededRandom(seed), traffic, answers: (node) => !frozen.has(node) });
  return { time, traffic, frozen, over };
}

describe('the weather of the simulator', () => {
  test('takes a little while, never the same, and the same for the same seed', () => {
    const takes = (seed: number): (number | 'lost')[] =>
      Array.from({ length: 20 }, () => weather(seed)).map(({ over }) => over.deliver('a', 'b', control, 'dealer'));
    const { over } = weather(3);
    const several = Array.from({ length: 20 }, () => over.deliver('a', 'b', control, 'dealer'));
    expect(new Set(several).size).toBeGreaterThan(10);
    for (const one of several) expect(one).toBeGreaterThanOrEqual(0.2);
    expect(takes(3)).toEqual(takes(3));
  });

  test('loses publications by chance, and nothing else', () => {
    const { over } = weather();
    over.set({ loss: 0.5 });
    const lost = (pattern: 'publish' | 'push' | 'router'): number =>
      Array.from({ length: 400 }, () => over.deliver('a', 'b', pack, pattern)).filter((takes) => takes === 'lost').length;
    expect(lost('publish')).toBeGreaterThan(150);
    expect(lost('publish')).toBeLessThan(250);
    expect(lost('push')).toBe(0);
    expect(lost('router')).toBe(0);
  });

  test('a barrier stops one direction, but nobody connects across it in either', () => {
    const { over } = weather();
    const barrier = { stops: (from: string, to: string) => from === 'a' && to === 'b' };
    over.raise(barrier);
    expect(over.deliver('a', 'b', control, 'dealer')).toBe('lost');
    expect(over.deliver('b', 'a', control, 'router')).not.toBe('lost');
    expect([over.joins('a', 'b'), over.joins('b', 'a'), over.joins('a', 'c')]).toEqual([false, false, true]);
    expect(over.deliver('b', 'a', nothing, 'dealer')).toBe('lost');
    over.remove(barrier);
    expect(over.joins('a', 'b')).toBe(true);
  });

  test('what is sent during a short break arrives when it is over', async () => {
    const { time, over } = weather();
    await time.run(100);
    over.raise({ stops: () => true, until: 700 });
    const takes = over.deliver('a', 'b', control, 'dealer');
    expect(takes).toBeGreaterThanOrEqual(600);
    expect(takes).toBeLessThan(602);
  });

  test('a barrier for publications leaves connections alone', () => {
    const { over } = weather();
    over.raise({ stops: () => true, onlyPublications: true });
    expect(over.deliver('a', 'b', pack, 'publish')).toBe('lost');
    expect(over.deliver('a', 'b', control, 'router')).not.toBe('lost');
    expect(over.deliver('a', 'b', nothing, 'publish')).not.toBe('lost');
    expect(over.joins('a', 'b')).toBe(true);
  });

  test('who is frozen completes no handshake, and what it was sent before still waits for it', () => {
    const { over, frozen } = weather();
    frozen.add('b');
    expect(over.deliver('a', 'b', nothing, 'dealer')).toBe('lost');
    expect(over.deliver('a', 'b', control, 'dealer')).not.toBe('lost');
  });

  test('a slow node is slow in both directions', () => {
    const { over } = weather();
    over.slow('b', 30);
    expect(over.deliver('a', 'b', control, 'dealer')).toBeGreaterThan(30);
    expect(over.deliver('b', 'a', control, 'dealer')).toBeGreaterThan(30);
    over.slow('b', 0);
    expect(over.deliver('a', 'b', control, 'dealer')).toBeLessThan(1);
  });
});

describe('the count of the traffic', () => {
  test('tells kinds of frames apart, by node', () => {
    const { traffic, over } = weather();
    const before = traffic.snapshot();
    over.deliver('a', 'b', pack, 'publish');
    over.deliver('a', 'b', control, 'dealer');
    over.deliver('a', 'b', control, 'dealer');
    over.deliver('b', 'a', Uint8Array.of(0xba, 1, 4), 'router');
    over.deliver('a', 'b', nothing, 'dealer');
    over.deliver('a', 'b', Uint8Array.of(1, 2, 3, 4), 'subscribe');
    const since = traffic.since(before);
    expect(since.get('a')).toMatchObject({ packs: 1, control: 2, requests: 0, replies: 0, received: 1, bytes: 13 });
    expect(since.get('b')).toMatchObject({ replies: 1, controlReceived: 2, received: 3 });
    expect(traffic.frames).toBe(4);
  });

  test('has another hash when a byte, a time, an end or the order differs', () => {
    const hashOf = (frames: [number, string, string, Uint8Array, number | 'lost'][]): string => {
      const traffic = new Traffic();
      for (const frame of [
        [0, 'a', 'b', pack, 1],
        [0, 'b', 'a', pack, 1],
      ] as typeof frames)
        traffic.sent(...frame);
      for (const frame of frames) traffic.sent(...frame);
      return traffic.hash;
    };
    const one = hashOf([[1, 'a', 'b', pack, 1]]);
    expect(hashOf([[1, 'a', 'b', pack.slice(), 1]])).toBe(one);
    const others = [
      hashOf([[1.000001, 'a', 'b', pack, 1]]),
      hashOf([[1, 'b', 'a', pack, 1]]),
      hashOf([[1, 'a', 'b', control, 1]]),
      hashOf([[1, 'a', 'b', pack, 'lost']]),
      hashOf([]),
      hashOf([
        [1, 'a', 'b', control, 1],
        [1, 'a', 'b', pack, 1],
      ]),
      hashOf([
        [1, 'a', 'b', pack, 1],
        [1, 'a', 'b', control, 1],
      ]),
    ];
    expect(new Set([one, ...others]).size).toBe(8);
  });
});
