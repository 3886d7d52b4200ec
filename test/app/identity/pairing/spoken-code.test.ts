import { describe, expect, test } from 'vitest';
import { codeWords } from '../../../../app/identity/pairing/code-words.ts';
import { codeSecret, codeText, newCode, readCode } from '../../../../app/identity/pairing/spoken-code.ts';
import { seededRandom } from '../../../../app/random.ts';

describe('the words of codes', () => {
  test('there are 1,024 of them, short and lower case, told by four letters', () => {
    expect(codeWords.length).toBe(1024);
    expect(new Set(codeWords.map((word) => word.slice(0, 4))).size).toBe(1024);
    for (const word of codeWords) expect(word).toMatch(/^[a-z]{4,8}$/);
    expect(codeWords).toEqual(codeWords.toSorted());
  });

  test('one wrong letter never makes another word of one', () => {
    const known = new Set(codeWords);
    const letters = [...'abcdefghijklmnopqrstuvwxyz'];
    for (const word of codeWords) {
      const near = [...word].flatMap((_, at) => [
        word.slice(0, at) + word.slice(at + 1),
        ...letters.filter((letter) => letter !== word[at]).map((letter) => word.slice(0, at) + letter + word.slice(at + 1)),
      ]);
      expect(near.filter((other) => known.has(other))).toEqual([]);
    }
  });
});

describe('a spoken code', () => {
  test('is read as it is written, however it was typed', () => {
    const random = seededRandom(3);
    for (let count = 0; count < 100; count++) {
      const code = newCode(random);
      expect(readCode(codeText(code))).toEqual(code);
    }
    const typed = ['amber-otter-07', ' Amber Otter 07 ', 'AMBER  otter.07', 'amber – otter – 07'];
    for (const text of typed) expect(readCode(text)).toEqual({ words: ['amber', 'otter'], digits: 7 });
  });

  test.each([
    ['', 'two words and two digits'],
    ['amber-otter', 'two words and two digits'],
    ['amber-otter-7', 'two words and two digits'],
    ['amber-otter-777', 'two words and two digits'],
    ['amber-otter-47-1', 'two words and two digits'],
    ['amber-ottter-47', '"ottter" is in no code'],
    ['nonsense-otter-47', '"nonsense" is in no code'],
    [`${'amber-'.repeat(1000)}47`, 'two words and two digits'],
  ])('%j is none, and it is said why', (text, why) => {
    expect(() => readCode(text)).toThrow(why);
  });

  test('only its words are secret', () => {
    expect(Buffer.from(codeSecret(readCode('amber-otter-47'))).toString()).toBe('amber otter');
  });
});
