import { expect, test } from 'vitest';
import { seededRandom } from '../../../app/random.ts';
import { targets, tryAll } from '../../fuzz/parsers.ts';

test('whatever takes bytes from outside takes or refuses noise and changed input, and nothing else happens', async () => {
  const random = seededRandom(20_261_123);
  const tally: Record<string, { taken: number; refused: number }> = {};
  for (let round = 0; round < 500; round++) await tryAll(random, tally);
  expect(Object.keys(tally)).toEqual(Object.keys(targets));
});

test('every valid example is taken', async () => {
  const random = seededRandom(1);
  for (const { example, take } of Object.values(targets)) await take(example(random));
});
