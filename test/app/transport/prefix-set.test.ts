import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { PrefixSet } from '../../../app/transport/prefix-set.ts';

const fewBytes = fc.uint8Array({ maxLength: 4, max: 2 });
const changes = fc.array(fc.record({ adds: fc.boolean(), prefix: fewBytes }), { maxLength: 40 });
const keyOf = (prefix: Uint8Array): string => prefix.join(',');

/** The same thing as a table of counts. */
function model(steps: { adds: boolean; prefix: Uint8Array }[]): Map<string, Uint8Array[]> {
  const held = new Map<string, Uint8Array[]>();
  for (const { adds, prefix } of steps) {
    const holds = held.get(keyOf(prefix)) ?? [];
    if (adds) held.set(keyOf(prefix), [...holds, prefix]);
    else if (holds.length > 1) held.set(keyOf(prefix), holds.slice(1));
    else held.delete(keyOf(prefix));
  }
  return held;
}

function applied(steps: { adds: boolean; prefix: Uint8Array }[]): PrefixSet {
  const set = new PrefixSet();
  for (const { adds, prefix } of steps) {
    if (adds) set.add(prefix);
    else set.remove(prefix);
  }
  return set;
}

test('holds the prefixes that were added more often than removed', () => {
  fc.assert(
    fc.property(changes, (steps) => {
      const prefixes = [...applied(steps).prefixes()].map(keyOf).toSorted();
      expect(prefixes).toEqual([...model(steps).keys()].toSorted());
    }),
  );
});

test('matches a frame exactly when it begins with a held prefix', () => {
  fc.assert(
    fc.property(changes, fc.uint8Array({ maxLength: 6, max: 2 }), (steps, frame) => {
      const begins = [...model(steps).values()].some(([prefix]) => prefix?.every((byte, at) => frame[at] === byte));
      expect(applied(steps).matches(frame)).toBe(begins);
    }),
  );
});

test('tells the first hold of a prefix and the last', () => {
  fc.assert(
    fc.property(changes, fewBytes, (steps, prefix) => {
      const set = applied(steps);
      const holds = model(steps).get(keyOf(prefix))?.length ?? 0;
      expect(set.add(prefix)).toBe(holds === 0);
      for (let left = holds; left > 0; left -= 1) expect(set.remove(prefix)).toBe(false);
      expect(set.remove(prefix)).toBe(true);
      expect(set.remove(prefix)).toBe(false);
    }),
  );
});

test('forgets all of a prefix that is gone', () => {
  fc.assert(
    fc.property(changes, (steps) => {
      const set = applied(steps);
      for (const [, holds] of model(steps)) for (const prefix of holds) set.remove(prefix);
      expect(set.steps).toBe(0);
    }),
  );
});

test('takes a very long prefix as well as a short one', () => {
  const set = new PrefixSet();
  const long = new Uint8Array(50_000).fill(1);
  set.add(long);
  expect(set.prefixes()).toEqual([long]);
  expect(set.matches(long)).toBe(true);
  set.remove(long);
  expect(set.steps).toBe(0);
});
