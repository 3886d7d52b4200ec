import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Pairs } from '../../../../main/bench/failover/pairs.ts';

const heard = fc.record({ from: fc.nat(5), to: fc.nat(5) });
const members = fc.uniqueArray(fc.nat(5), { minLength: 2, maxLength: 6 });

describe('who has heard from whom', () => {
  test('is complete with the first moment at which every pair was heard, and not before', () => {
    fc.assert(
      fc.property(members, fc.array(heard, { maxLength: 120 }), (all, drawn) => {
        const pairs = new Pairs(all);
        const open = new Set(all.flatMap((from) => all.filter((to) => to !== from).map((to) => `${from} ${to}`)));
        let completeAt: number | undefined;
        for (const [atMs, { from, to }] of drawn.entries()) {
          pairs.heard(from, to, atMs);
          open.delete(`${from} ${to}`);
          if (open.size === 0) completeAt ??= atMs;
          expect(pairs.completeAtMs).toBe(completeAt);
          expect(pairs.missing.length === 0).toBe(open.size === 0);
        }
      }),
    );
  });

  test('does not depend on strangers, on echoes, or on what is heard twice', () => {
    const pairs = new Pairs([1, 2]);
    for (const [from, to] of [
      [1, 1],
      [3, 1],
      [1, 3],
      [1, 2],
      [1, 2],
    ] as const)
      pairs.heard(from, to, 5);
    expect(pairs.missing).toEqual(['1 heard nothing of 2']);
    pairs.heard(2, 1, 7);
    pairs.heard(2, 1, 9);
    expect(pairs.completeAtMs).toBe(7);
  });

  test('can be waited for, before and after, and in vain', async () => {
    const pairs = new Pairs([1, 2]);
    await pairs.complete(1);
    expect(pairs.completeAtMs).toBeUndefined();
    const complete = pairs.complete(60_000);
    pairs.heard(1, 2, 1);
    pairs.heard(2, 1, 2);
    await complete;
    await pairs.complete(60_000);
    expect(pairs.completeAtMs).toBe(2);
  });
});
