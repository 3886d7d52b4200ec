import { expect, test } from 'vitest';
import type { Announcement } from '../../app/index.ts';
import { Air } from '../../main/simulator/air.ts';
import { VirtualTime } from '../../main/simulator/virtual-time.ts';

const announcement = (nodeId: string, machine = nodeId): Announcement => ({
  nodeId,
  person: '',
  machine,
  colour: 1,
  headless: true,
  protocol: 1,
  port: 4440,
  cluster: undefined,
});

test('simulated nodes see each other at their addresses, unless they are parted, and who crashed for a while longer', async () => {
  const time = new VirtualTime();
  let parted = false;
  const air = new Air({ time, reaches: () => !parted });
  const [a, b] = [air.discovery('n0', '10.0.0.0'), air.discovery('n1', '10.0.0.1')];
  let told = 0;
  a.onChange(() => void told++);
  a.start(announcement('a'));
  b.start(announcement('b'));
  await time.run(100);
  expect(told).toBe(1);
  expect(a.seen().map(({ nodeId, address }) => [nodeId, address])).toEqual([['b', '10.0.0.1:4440']]);
  b.update(announcement('b', 'renamed'));
  expect(a.seen()[0]!.machine).toBe('renamed');
  parted = true;
  expect(a.seen()).toEqual([]);
  parted = false;
  air.silence('n1');
  expect(a.seen()).toHaveLength(1);
  await time.run(200_000);
  expect(a.seen()).toEqual([]);
  await a.stop();
  expect(b.seen()).toEqual([]);
});
