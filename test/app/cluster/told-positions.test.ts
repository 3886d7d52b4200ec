import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ToldPositions } from '../../../app/cluster/told-positions.ts';
import { streamDefaults } from '../../../app/config.ts';
import { streamText, type Position } from '../../../app/endpoint/stream-range.ts';
import { idOf } from './a-tree.ts';

const at = (number: number, sequence: number): Position => ({ origin: idOf(number), incarnation: 1, channel: 'a', sequence });
const positions = fc.uniqueArray(fc.record({ number: fc.nat(9), sequence: fc.integer({ min: 1, max: 99 }) }), {
  selector: ({ number }) => number,
});

test('B2 what is told piece by piece is what was told last of each stream, since all were told', () => {
  fc.assert(
    fc.property(fc.array(fc.record({ positions, movedOnly: fc.boolean() }), { maxLength: 12 }), (heartbeats) => {
      const told = new ToldPositions();
      const expected = new Map<number, number>();
      for (const { positions: named, movedOnly } of heartbeats) {
        told.take(
          named.map(({ number, sequence }) => at(number, sequence)),
          movedOnly,
        );
        if (!movedOnly) expected.clear();
        for (const { number, sequence } of named) expected.set(number, sequence);
      }
      for (let number = 0; number < 10; number++)
        expect(told.sequenceOf(streamText(at(number, 0)))).toBe(expected.get(number) ?? 0);
    }),
  );
});

test('a child that tells of ever new streams is remembered up to a bound', () => {
  const told = new ToldPositions();
  for (let number = 0; number < 10_000; number++) told.take([at(number, 5)], true);
  const remembered = Array.from({ length: 10_000 }, (_, number) => told.sequenceOf(streamText(at(number, 0)))).filter(Boolean);
  expect(remembered.length).toBe(streamDefaults.toldEntries);
});
