import { describe, expect, test } from 'vitest';
import { savedState } from '../../renderer/documents/text/saved-state.ts';
import { readingText, wordCount } from '../../renderer/documents/text/word-count.ts';
import { firstName, initials } from '../../renderer/components/initials.ts';
import { agoText } from '../../renderer/components/times.ts';
import { counted, listed, rateText } from '../../renderer/components/words.ts';

describe('words on the screen', () => {
  test('words are counted in every script', () => {
    expect(wordCount('One, two… three!')).toBe(3);
    expect(wordCount('')).toBe(0);
    expect(wordCount('これは本です')).toBeGreaterThan(1);
  });

  test('reading takes at least a minute', () => {
    expect(readingText(0)).toBe('No words yet');
    expect(readingText(1)).toBe('1 word, 1 min read');
    expect(readingText(2642)).toBe('2,642 words, 12 min read');
  });

  test('initials are those of the first and the last word, also with one word, none, or signs', () => {
    expect(['Mira Sandoval', 'Inés de la Rojas', 'ben', '', '(x) y'].map((name) => initials(name))).toEqual([
      'MS',
      'IR',
      'B',
      '?',
      'XY',
    ]);
    expect(initials('Mira Sandoval', 1)).toBe('M');
    expect(firstName(' Mira Sandoval')).toBe('Mira');
  });

  test('how long ago something was is said in as few words as it takes', () => {
    const now = new Date(2026, 4, 20, 13, 58).getTime();
    const ago = (...args: [number, number, number, number, number]): string => agoText(new Date(...args).getTime(), now, 'en-GB');
    expect(ago(2026, 4, 20, 13, 58)).toBe('now');
    expect(ago(2026, 4, 20, 13, 56)).toBe('2 min ago');
    expect(ago(2026, 4, 20, 11, 20)).toBe('11:20');
    expect(ago(2026, 4, 19, 23, 59)).toBe('yesterday');
    expect(ago(2026, 4, 4, 9, 0)).toBe('4 May');
    expect(ago(2024, 4, 4, 9, 0)).toBe('4 May 2024');
  });

  test('a clock that is ahead elsewhere counts as now', () => {
    expect(agoText(2000, 1000)).toBe('now');
  });

  test('counts carry their noun, lists end with "and"', () => {
    expect([counted(1, 'machine'), counted(1012, 'machine'), counted(2, 'person', 'people')]).toEqual([
      '1 machine',
      '1,012 machines',
      '2 people',
    ]);
    expect([listed([]), listed(['Ben']), listed(['Ben', 'Mira']), listed(['Ben', 'Mira'], 9)]).toEqual([
      '',
      'Ben',
      'Ben and Mira',
      'Ben, Mira and 7 more',
    ]);
  });

  test('rates have a digit below ten', () => {
    expect([0, 0.31, 14.2, 1284].map(rateText)).toEqual(['0', '0.3', '14', '1,284']);
  });

  test('where a text is safe is never said to be more than it is', () => {
    const shared = { home: 'cluster', safeOn: 14 } as const;
    expect(savedState(true, 0, shared).text).toBe('Safe on 14 machines');
    expect(savedState(true, 2, shared).text).toBe('Saving here');
    expect(savedState(true, 0, { home: 'here', safeOn: 1 }).text).toBe('Safe here');
    expect(savedState(false, 3, shared).text).toBe('3 edits kept in this window');
  });
});
