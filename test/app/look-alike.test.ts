import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { mixedScripts, skeletons } from '../../app/look-alike.ts';

/** Whether two names have nothing in them that tells them apart at a glance. */
function looksLike(one: string, other: string): boolean {
  const theirs = skeletons(other);
  return skeletons(one).some((look) => theirs.includes(look));
}

describe('names that look alike (UTS #39)', () => {
  test.each([
    ['Anna', 'Аnnа', 'Cyrillic letters'],
    ['Anna', 'Αnna', 'a Greek letter'],
    ['Anna', 'Ａｎｎａ', 'full-width letters'],
    ['Anna', '𝐀𝐧𝐧𝐚', 'mathematical letters'],
    ['Anna', 'ⒶⓃⓃⒶ', 'circled letters'],
    ['Anna', 'Ꭺnna', 'a Cherokee letter'],
    ['Anna', 'ANNA', 'capitals'],
    ['Anna', 'An na', 'a blank'],
    ['Anna', 'Anna', 'nothing'],
    ['Arnold', 'Amold', 'rn for m'],
    ['Bill', 'BiII', 'capital i for l'],
    ['mac-10', 'mac-lO', 'letters for digits'],
    ['сора', 'copa', 'Cyrillic throughout'],
    ['mac-mini', 'mac–mini', 'another dash'],
  ])('%s and %s: %s', (one, other) => expect(looksLike(one, other)).toBe(true));

  test.each([
    ['Anna', 'Hanna'],
    ['Anna', 'Ana'],
    ['Noor', 'Nora'],
    ['mac-mini', 'mac-mini-2'],
    ['Иванова', 'Ivanova'],
    ['漢字', '汉字'],
  ])('%s and %s are told apart', (one, other) => expect(looksLike(one, other)).toBe(false));

  test('looking alike is mutual, and everybody looks like themselves', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 30 });
    fc.assert(
      fc.property(text, text, (one, other) => {
        expect(looksLike(one, one)).toBe(true);
        expect(looksLike(one, other)).toBe(looksLike(other, one));
      }),
      { numRuns: 1000 },
    );
  });

  test('a letter that is exchanged for its double changes no skeleton', () => {
    const doubles = {
      a: 'а',
      c: 'с',
      e: 'е',
      o: 'ο',
      p: 'р',
      x: 'х',
      i: 'і',
      A: 'Α',
      B: 'В',
      H: 'Н',
      K: 'Κ',
      M: 'М',
      T: 'Т',
    } as const;
    const letters = Object.keys(doubles) as (keyof typeof doubles)[];
    const exchanged = fc.array(fc.tuple(fc.constantFrom(...letters), fc.boolean()), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(exchanged, (name) => {
        const plain = name.map(([letter]) => letter).join('');
        const forged = name.map(([letter, change]) => (change ? doubles[letter] : letter)).join('');
        expect(skeletons(forged)[0]).toBe(skeletons(plain)[0]);
      }),
      { numRuns: 1000 },
    );
  });

  test('a word that mixes scripts is told from words in several', () => {
    expect(mixedScripts('Аnna')).toEqual(['Latin', 'Cyrillic']);
    expect(mixedScripts('Anna Αλfa')).toEqual(['Latin', 'Greek']);
    expect(mixedScripts('Anna Иванова')).toEqual([]);
    expect(mixedScripts('Anna 山田')).toEqual([]);
    expect(mixedScripts('Müller-Lüdenscheidt 2')).toEqual([]);
  });
});
