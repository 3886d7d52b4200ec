import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareReigns, isPlausibleTerm, reignMessage, reignOf, type Reign } from '../../../app/cluster/reign.ts';
import { limits } from '../../../app/config.ts';
import { ReignSchema } from '../../../app/wire/banyan_pb.js';
import { decodeMessage, encodeMessage } from '../../../app/wire/protobuf.ts';
import { idOf } from './a-tree.ts';

const reign = fc
  .record({ term: fc.integer({ min: 0, max: 4 }), root: fc.integer({ min: 0, max: 4 }) })
  .map(({ term, root }): Reign => ({ term, rootId: idOf(root), rootAddress: '127.0.0.1:5000' }));

test('E4 of two reigns one gives way, and always the same one', () => {
  fc.assert(
    fc.property(reign, reign, reign, (one, two, three) => {
      expect(Math.sign(compareReigns(one, two))).toBe(-Math.sign(compareReigns(two, one)) + 0);
      expect(compareReigns(one, two) === 0).toBe(one.term === two.term && one.rootId === two.rootId);
      if (compareReigns(one, two) <= 0 && compareReigns(two, three) <= 0)
        expect(compareReigns(one, three)).toBeLessThanOrEqual(0);
    }),
  );
});

test('E4 a higher term counts more, whoever has it', () => {
  const low = { term: 3, rootId: idOf(9), rootAddress: '' };
  expect(compareReigns(low, { term: 4, rootId: idOf(1) })).toBeLessThan(0);
});

test('E5 a term that leaps ahead is not believed', () => {
  expect(isPlausibleTerm(7 + limits.termLeap, 7)).toBe(true);
  expect(isPlausibleTerm(8 + limits.termLeap, 7)).toBe(false);
});

test('E5 a term of 2^63 can not even be read', () => {
  const bytes = encodeMessage(ReignSchema, { ...reignMessage({ term: 1, rootId: idOf(1), rootAddress: '' }), term: 2n ** 63n });
  expect(() => reignOf(decodeMessage(ReignSchema, bytes))).toThrow(/out of range/);
});
