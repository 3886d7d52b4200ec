import { expect, test } from 'vitest';
import { Heartbeat } from '../../../../app/transport/zmtp/heartbeat.ts';
import { virtualClock } from '../virtual-clock.ts';

/** A heartbeat every 100 ms; when it asks, it gives up after 300 ms. */
function beating({ asks } = { asks: true }) {
  const clock = virtualClock();
  const asked: number[] = [];
  const dead: number[] = [];
  const heartbeat = new Heartbeat({
    clock,
    intervalMs: 100,
    dead: () => {
      dead.push(clock.now());
      heartbeat.stop();
    },
  });
  if (asks) heartbeat.ask(() => void asked.push(clock.now()), 300);
  return { clock, heartbeat, asked, dead };
}

test('a silent peer is asked and then given up', async () => {
  const { clock, asked, dead } = beating();
  await clock.advance(1_000);
  expect({ asked, dead }).toEqual({ asked: [200, 300], dead: [400] });
});

test('a peer that is heard is never given up', async () => {
  const { clock, heartbeat, dead } = beating();
  for (let round = 0; round < 20; round += 1) {
    heartbeat.heard();
    await clock.advance(250);
  }
  expect(dead).toEqual([]);
});

test('a link in use is not asked: of a quiet one only the side that hears nothing asks', async () => {
  const { clock, heartbeat, asked } = beating();
  for (let round = 0; round < 20; round += 1) {
    heartbeat.heard();
    await clock.advance(100);
  }
  expect(asked).toEqual([]);
});

test('a peer may ask for less patience, not for more', async () => {
  const hasty = beating();
  hasty.heartbeat.giveUpAfter(100);
  await hasty.clock.advance(1_000);
  expect(hasty.dead).toEqual([200]);
  const lazy = beating();
  lazy.heartbeat.giveUpAfter(60_000);
  lazy.heartbeat.giveUpAfter(0);
  await lazy.clock.advance(1_000);
  expect(lazy.dead).toEqual([400]);
});

test('while we do not read, the peer is asked but not given up', async () => {
  const { clock, heartbeat, asked, dead } = beating();
  heartbeat.setDeaf(true);
  await clock.advance(1_000);
  expect(asked).toHaveLength(10);
  heartbeat.setDeaf(false);
  await clock.advance(350);
  expect(dead).toEqual([]);
  await clock.advance(100);
  expect(dead).toHaveLength(1);
});

test('a peer that is not asked is given up only if it wanted that itself', async () => {
  const { clock, heartbeat, asked, dead } = beating({ asks: false });
  await clock.advance(60_000);
  expect({ asked, dead }).toEqual({ asked: [], dead: [] });
  heartbeat.heard();
  heartbeat.giveUpAfter(200);
  await clock.advance(300);
  expect(dead).toEqual([60_300]);
});
