import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Gaps } from '../../../../main/bench/failover/gaps.ts';

const steps = fc.array(fc.record({ stream: fc.constantFrom('a', 'b', 'other'), after: fc.nat(100) }), { maxLength: 60 });

test('the longest gap is the longest of any stream, its beginning and its end included', () => {
  fc.assert(
    fc.property(steps, fc.nat(100), (drawn, rest) => {
      const gaps = new Gaps(['a', 'b'], 0);
      const times = { a: [0], b: [0] };
      let now = 0;
      for (const { stream, after } of drawn) {
        now += after;
        gaps.arrived(stream, now);
        if (stream !== 'other') times[stream as 'a' | 'b'].push(now);
      }
      const end = now + rest;
      const longest = [...Object.values(times)].flatMap((of) => [...of, end].map((at, index, all) => at - (all[index - 1] ?? 0)));
      expect(gaps.end(end)).toBe(Math.max(...longest));
    }),
  );
});

test('what comes after the end makes no difference', () => {
  const gaps = new Gaps(['a'], 0);
  expect(gaps.end(10)).toBe(10);
  gaps.arrived('a', 500);
  expect(gaps.end(1000)).toBe(10);
});
