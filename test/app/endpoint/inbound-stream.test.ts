import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { InboundStream } from '../../../app/endpoint/inbound-stream.ts';

const aRange = fc.tuple(fc.integer({ min: 1, max: 60 }), fc.nat(5)).map(([first, length]) => ({ first, last: first + length }));

describe('an inbound stream', () => {
  test('S2 never takes a number twice, whatever is lost, repeated or out of order', () => {
    fc.assert(
      fc.property(fc.array(aRange, { maxLength: 80 }), (ranges) => {
        const stream = new InboundStream('reliable');
        const taken: number[] = [];
        for (const { first, last } of ranges)
          for (let number = stream.accept(first, last).from; number <= last; number++) taken.push(number);
        expect(taken).toEqual([...new Set(taken)].toSorted((a, b) => a - b));
      }),
    );
  });

  test('S4 names every hole exactly once', () => {
    fc.assert(
      fc.property(fc.array(aRange, { maxLength: 80 }), (ranges) => {
        const stream = new InboundStream('reliable');
        const accounted = new Set<number>();
        for (const { first, last } of ranges) {
          const { from, gap } = stream.accept(first, last);
          for (let number = gap?.from ?? 1; number <= (gap?.to ?? 0); number++) accounted.add(number);
          for (let number = from; number <= last; number++) accounted.add(number);
        }
        expect(accounted.size).toBe(stream.highest);
      }),
    );
  });

  test('what is only the latest has no holes', () => {
    expect(new InboundStream('latest').accept(9, 9)).toEqual({ from: 9, gap: undefined });
  });
});
