import { expect, test } from 'vitest';
import { Letters, writeSteadily } from '../../../../main/bench/failover/letters.ts';

test('every letter has the time at which it came, also when several came at once or one came again', async () => {
  let now = 0;
  const letters = new Letters(() => now);
  for (const [at, count] of [
    [1, 1],
    [2, 3],
    [3, 2],
    [4, 4],
  ] as const) {
    now = at;
    letters.reach(count);
  }
  expect(await letters.await(4, 60_000)).toEqual([1, 2, 2, 4]);
});

test('letters can be waited for, and in vain', async () => {
  const letters = new Letters(() => 7);
  const both = letters.await(2, 60_000);
  letters.reach(1);
  letters.reach(2);
  expect(await both).toEqual([7, 7]);
  expect(await letters.await(3, 1)).toEqual([7, 7]);
});

test('a steady pace writes every letter in turn, none of them early', async () => {
  const written: number[] = [];
  const startedAt = performance.now();
  const times = await writeSteadily(
    5,
    2,
    () => performance.now(),
    (letter) => void written.push(letter),
  );
  expect(written).toEqual([0, 1, 2, 3, 4]);
  // From the start, not from the first letter, which may itself be late. Timers of Node fire up to a millisecond early.
  for (const [letter, at] of times.entries()) expect(at - startedAt).toBeGreaterThan(letter * 2 - 2);
});
