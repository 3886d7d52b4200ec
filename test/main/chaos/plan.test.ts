import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { planOf } from '../../../main/chaos/plan.ts';
import { halves } from '../../../main/chaos/troubles.ts';

const settings = fc.record({ seed: fc.nat(), seconds: fc.integer({ min: 1, max: 120 }), links: fc.boolean() });

describe('a plan of chaos', () => {
  test('follows from its seed', () => {
    fc.assert(fc.property(settings, (given) => void expect(planOf(given)).toEqual(planOf(given))));
    expect(planOf({ seed: 1, seconds: 30, links: true })).not.toEqual(planOf({ seed: 2, seconds: 30, links: true }));
  });

  test('is in the order of time, within its time, and without cuts where links can not be cut', () => {
    fc.assert(
      fc.property(settings, (given) => {
        const plan = planOf(given);
        expect(plan.length).toBeGreaterThan(0);
        expect(plan.map(({ atMs }) => atMs)).toEqual(plan.map(({ atMs }) => atMs).toSorted((a, b) => a - b));
        expect(plan.every(({ atMs, forMs }) => atMs < given.seconds * 1000 && forMs > 0)).toBe(true);
        if (!given.links) expect(plan.every(({ deed }) => deed === 'kill' || deed === 'pause')).toBe(true);
      }),
    );
  });

  test('begins the same when it lasts longer', () => {
    fc.assert(
      fc.property(settings, (given) => {
        const plan = planOf(given);
        expect(planOf({ ...given, seconds: given.seconds + 10 }).slice(0, plan.length)).toEqual(plan);
      }),
    );
  });

  test('has every deed in it, and meets the root far more often than anybody else', () => {
    const plan = planOf({ seed: 3, seconds: 600, links: true });
    expect(new Set(plan.map(({ deed }) => deed))).toEqual(new Set(['kill', 'pause', 'cut', 'isolate', 'split']));
    expect(plan.filter(({ target }) => target === 'root').length / plan.length).toBeGreaterThan(0.25);
  });
});

test('a split leaves nobody out and no part empty', () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 40 }), fc.nat(), (count, pick) => {
      const all = Array.from({ length: count }, (_, index) => index);
      const [one, other] = halves(all, pick);
      expect(one.length).toBeGreaterThan(0);
      expect(other.length).toBeGreaterThan(0);
      expect([...one, ...other].toSorted((a, b) => a - b)).toEqual(all);
    }),
  );
});
