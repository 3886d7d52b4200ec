import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Arrivals } from '../../../main/bench/endpoint/arrivals.ts';

const standing = (): number => 0;

describe('arrivals', () => {
  test('numbered from 1 without a hole are all in place', () => {
    fc.assert(
      fc.property(fc.nat(200), (count) => {
        const arrivals = new Arrivals(standing);
        const take = arrivals.numbered();
        for (let sequence = 1; sequence <= count; sequence += 1) take(sequence);
        expect(arrivals).toMatchObject({ count, misplaced: 0 });
      }),
    );
  });

  test('that are lost, repeated or swapped are noticed', () => {
    const anySequences = fc.uniqueArray(fc.integer({ min: 1, max: 30 }), { minLength: 1 });
    fc.assert(
      fc.property(anySequences, (sequences) => {
        fc.pre(sequences.some((sequence, index) => sequence !== index + 1));
        const arrivals = new Arrivals(standing);
        const take = arrivals.numbered();
        for (const sequence of sequences) take(sequence);
        expect(arrivals.misplaced).toBeGreaterThan(0);
        expect(arrivals.count).toBe(sequences.length);
      }),
    );
    const arrivals = new Arrivals(standing);
    const take = arrivals.numbered();
    for (const sequence of [1, 2, 2, 3]) take(sequence);
    expect(arrivals.misplaced).toBe(1);
  });

  test('of several streams are counted together, each in its own order', () => {
    const arrivals = new Arrivals(standing);
    const [one, other] = [arrivals.numbered(), arrivals.numbered()];
    one(1);
    other(1);
    other(2);
    one(2);
    expect(arrivals).toMatchObject({ count: 4, misplaced: 0 });
  });

  test('tell the time at which the last one came that was waited for, not a later one', async () => {
    let time = 10;
    const arrivals = new Arrivals(() => time);
    const reached = arrivals.reach(2);
    arrivals.arrive();
    time = 20;
    arrivals.arrive();
    time = 30;
    arrivals.arrive();
    await expect(reached).resolves.toBe(20);
    await expect(arrivals.reach(3)).resolves.toBe(30);
  });
});
