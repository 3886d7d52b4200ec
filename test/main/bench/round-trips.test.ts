import { expect, test } from 'vitest';
import { middleRoundTrip } from '../../../main/bench/endpoint/round-trips.ts';

test('round trips of the warm-up do not count, and the middle one of the others does', async () => {
  const durations = [50, 50, 3, 1, 2, 4, 90];
  let time = 0;
  let asked = 0;
  const ask = (): Promise<void> => {
    time += durations[asked++]!;
    return Promise.resolve();
  };
  await expect(middleRoundTrip(ask, () => time, 100, 100)).resolves.toBe(3);
  expect(asked).toBe(durations.length);
});
