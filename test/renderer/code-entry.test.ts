import { describe, expect, test } from 'vitest';
import { completions, leftText, pastedCode, triesText, wordTrouble } from '../../renderer/pairing/code-entry.ts';
import { colourTriples, halfPaths, heartPaths, leafPaths, veinPaths } from '../../renderer/pairing/fingerprint-shapes.ts';

describe('typing a code', () => {
  test('words are offered from the first letter on, six at most', () => {
    expect(completions('')).toEqual([]);
    expect(completions('ott')).toEqual(['otter']);
    expect(completions('o')).toHaveLength(6);
    expect(completions('xx')).toEqual([]);
  });

  test('a word is wrong as soon as nothing begins like it, and one that is not whole when its field is left', () => {
    expect(wordTrouble('', true)).toBeUndefined();
    expect(wordTrouble('otter', true)).toBeUndefined();
    expect(wordTrouble('ott', false)).toBeUndefined();
    expect(wordTrouble('ott', true)).toContain('“ott” is in no code');
    expect(wordTrouble('ottx', false)).toContain('“ottx” is in no code');
  });

  test('a whole code is taken apart however it is written', () => {
    for (const text of ['amber-otter-47', ' Amber Otter 47', 'amber – otter – 47'])
      expect(pastedCode(text)).toEqual(['amber', 'otter', '47']);
    for (const text of ['amber', 'amber-otter', 'amber-otter-4', 'banyan://join/abc']) expect(pastedCode(text)).toBeUndefined();
  });

  test('what is left is said in minutes, seconds and tries', () => {
    expect([leftText(84_000, 0), leftText(500, 0), leftText(0, 5)]).toEqual(['1:24', '0:01', '0:00']);
    expect([triesText(3), triesText(1)]).toEqual(['3 tries left', '1 try left']);
  });
});

test('a fingerprint has a shape for every figure', () => {
  expect([leafPaths, halfPaths, veinPaths].map(({ length }) => length)).toEqual([3, 3, 3]);
  expect([heartPaths.length, colourTriples.length]).toEqual([4, 8]);
  for (const triple of colourTriples) expect(new Set(triple).size).toBe(3);
});
