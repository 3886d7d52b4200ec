import fc from 'fast-check';
import { expect, test } from 'vitest';
import { systemClock, untilNextBeat } from '../../app/clock.ts';

test('timers of one interval beat together, after half to one and a half of it', () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1e9, noNaN: true }), fc.integer({ min: 1, max: 60_000 }), (now, intervalMs) => {
      const wait = untilNextBeat(now, intervalMs);
      expect(wait).toBeGreaterThanOrEqual(intervalMs / 2);
      expect(wait).toBeLessThanOrEqual(1.5 * intervalMs);
      const off = (now + wait) % intervalMs;
      expect(Math.min(off, intervalMs - off)).toBeLessThan(0.001);
    }),
  );
});

test('the machine’s clock beats until it is told to stop, also from within a beat', async () => {
  const clock = systemClock();
  const beats: string[] = [];
  const { promise, resolve } = Promise.withResolvers<void>();
  const once = clock.every(5, () => {
    beats.push('once');
    once.cancel();
  });
  const often = clock.every(5, () => {
    if (beats.push('often') < 6) return;
    often.cancel();
    clock.after(30, resolve);
  });
  // Timers of the clock keep no process alive.
  const alive = setInterval(() => {}, 1000);
  await promise;
  clearInterval(alive);
  expect(beats.filter((beat) => beat === 'once')).toHaveLength(1);
  expect(beats).toHaveLength(6);
});

test('soon comes before any timer', async () => {
  const clock = systemClock();
  const order: string[] = [];
  const { promise, resolve } = Promise.withResolvers<void>();
  const alive = setInterval(() => {}, 1000);
  clock.after(2, () => {
    order.push('after');
    resolve();
  });
  clock.soon(() => order.push('soon'));
  clock.soon(() => order.push('never')).cancel();
  await promise;
  clearInterval(alive);
  expect(order).toEqual(['soon', 'after']);
});
