import { beforeEach, describe, expect, test } from 'vitest';
import { SilenceWatch } from '../../../../app/cluster/recovery/silence-watch.ts';
import type { Timer } from '../../../../app/clock.ts';
import { heartbeatsFor } from '../../../../app/config.ts';
import { virtualClock, type VirtualClock } from '../../transport/virtual-clock.ts';

const timing = heartbeatsFor('lan');
const { intervalMs, lostAfterMs } = timing;

describe('the watch for silence', () => {
  let clock: VirtualClock;
  let silences: number[];
  let beats: Timer;
  let watch: SilenceWatch;
  let expectant: boolean;

  beforeEach(() => {
    clock = virtualClock();
    silences = [];
    expectant = true;
    watch = new SilenceWatch(clock, timing, () => silences.push(watch.silentForMs));
    beats = clock.every(intervalMs, () => watch.beat(expectant));
  });

  test('says nothing as long as words come', async () => {
    for (let times = 0; times < 20; times++) {
      await clock.advance(intervalMs);
      watch.heard();
    }
    expect(silences).toEqual([]);
  });

  test.each([1, 60, 249])('notices a silence when it has lasted, %i ms after a beat, and not a beat later', async (after) => {
    await clock.advance(4 * intervalMs + after);
    watch.heard();
    await clock.advance(lostAfterMs);
    expect(silences).toEqual([]);
    await clock.advance(2);
    expect(silences).toHaveLength(1);
  });

  test('a word at the last moment counts', async () => {
    watch.heard();
    await clock.advance(lostAfterMs - 1);
    watch.heard();
    await clock.advance(intervalMs);
    expect(silences).toEqual([]);
  });

  test('where nothing is expected, and once it was stopped, it says nothing', async () => {
    expectant = false;
    await clock.advance(10 * lostAfterMs);
    expectant = true;
    watch.heard();
    await clock.advance(lostAfterMs - 1);
    beats.cancel();
    watch.stop();
    await clock.advance(2);
    expect(silences).toEqual([]);
  });
});

describe('whoever was held up itself', () => {
  test('accuses nobody when it goes on, neither by a beat nor by a moment that is long past', () => {
    let now = 0;
    let silences = 0;
    const due: (() => void)[] = [];
    const clock = {
      now: () => now,
      monotonic: () => now,
      after: (_: number, action: () => void) => (due.push(action), { cancel: () => {} }),
      soon: (action: () => void) => (due.push(action), { cancel: () => {} }),
      every: () => ({ cancel: () => {} }),
    };
    const watch = new SilenceWatch(clock, timing, () => void silences++);
    for (now = intervalMs; now <= 4 * intervalMs; now += intervalMs) watch.beat(true);
    expect(due).toHaveLength(1);
    // The process stands still for a minute; what was due meanwhile runs before anything is read.
    now += 60_000;
    for (let action = due.shift(); action !== undefined; action = due.shift()) action();
    watch.beat(true);
    expect(silences).toBe(0);
    expect(watch.silentForMs).toBe(0);
  });
});
