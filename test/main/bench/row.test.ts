import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { rowOf, spreadOf } from '../../../main/bench/row.ts';

const figure = fc.double({ min: 0.01, max: 1e6, noNaN: true });
const pairs = fc.array(fc.record({ ours: figure, theirs: figure }), { minLength: 1, maxLength: 9 });

describe('a row', () => {
  test('says above 1 when every pair is better, whichever way better is', () => {
    fc.assert(
      fc.property(pairs, fc.boolean(), (measured, higherIsBetter) => {
        const better = measured.map(({ ours, theirs }) => {
          const [low, high] = [Math.min(ours, theirs), Math.max(ours, theirs) * 1.5];
          return higherIsBetter ? { ours: high, theirs: low } : { ours: low, theirs: high };
        });
        expect(rowOf('case', 'baseline', '/s', better, higherIsBetter).ratio).toBeGreaterThan(1);
      }),
    );
  });

  test('has the ratio of one of its pairs, the middle one where they are odd', () => {
    const measured = [
      { ours: 10, theirs: 1 },
      { ours: 2, theirs: 1 },
      { ours: 3, theirs: 6 },
    ];
    expect(rowOf('case', 'baseline', '/s', measured, true).ratio).toBe(2);
    expect(rowOf('case', 'baseline', 'ms', measured, false).ratio).toBe(0.5);
  });

  test('does not depend on the order of its pairs', () => {
    fc.assert(
      fc.property(pairs, (measured) => {
        expect(rowOf('case', 'baseline', '/s', measured.toReversed(), true)).toEqual(
          rowOf('case', 'baseline', '/s', measured, true),
        );
      }),
    );
  });
});

test('a spread is in order and made of the values themselves', () => {
  fc.assert(
    fc.property(fc.array(figure, { minLength: 1, maxLength: 20 }), (values) => {
      const { min, median, max } = spreadOf(values);
      expect(min).toBe(Math.min(...values));
      expect(max).toBe(Math.max(...values));
      expect(values).toContain(median);
      expect(values.filter((value) => value < median).length).toBeLessThanOrEqual(values.length / 2);
      expect(values.filter((value) => value > median).length).toBeLessThanOrEqual(values.length / 2);
    }),
  );
});
