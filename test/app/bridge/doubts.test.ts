import { describe, expect, test } from 'vitest';
import { Doubts, type Named } from '../../../app/bridge/doubts.ts';
import { fingerprintOf } from '../../../app/identity/fingerprint.ts';
import { seededRandom } from '../../../app/random.ts';

const random = seededRandom(7);
const somebody = (person: string | undefined, machine: string): Named => ({
  person,
  machine,
  keys: { signing: random.bytes(32), curve: random.bytes(32) },
});
const wordsOf = ({ keys }: Named): string => fingerprintOf(keys).words.join(' ');

describe('who might be taken for whom', () => {
  const anna = somebody('Anna', 'mac-mini');
  const ben = somebody('Ben', 'bens-laptop');
  const relay = somebody(undefined, 'hall-a');
  const doubts = new Doubts([anna, ben, relay]);

  test('a newcomer who looks like a member is marked, with the words of that member', () => {
    expect(doubts.about(somebody('Аnnа', 'another'))).toEqual([
      `Looks like Anna at mac-mini, but the fingerprint differs: theirs is ${wordsOf(anna)}.`,
      'The name Аnnа mixes letters that look alike: Latin and Cyrillic.',
    ]);
    expect(doubts.about(somebody('Anna', 'another'))[0]).toContain('Looks like Anna at mac-mini');
    expect(doubts.about(somebody('Carl', 'mас-mini'))).toEqual([
      expect.stringContaining('Looks like Anna at mac-mini'),
      'The name mас-mini mixes letters that look alike: Latin and Cyrillic.',
    ]);
  });

  test('a person who takes the name of a machine without one is marked as well', () => {
    expect(doubts.about(somebody('Hall-A', 'x'))[0]).toContain(
      `Looks like hall-a, but the fingerprint differs: theirs is ${wordsOf(relay)}`,
    );
  });

  test('others are not, and nobody is like themselves', () => {
    expect(doubts.about(somebody('Carl', 'carls-laptop'))).toEqual([]);
    for (const member of [anna, ben, relay]) expect(doubts.about(member)).toEqual([]);
    // The same keys under a new name are the same machine.
    expect(doubts.about({ ...anna, machine: 'mac-studio' })).toEqual([]);
  });

  test('of two members who look alike each is marked with the other', () => {
    const double = somebody('Annа', 'x');
    const both = new Doubts([anna, double, ben]);
    expect(both.about(anna)[0]).toContain(wordsOf(double));
    expect(both.about(double)[0]).toContain(wordsOf(anna));
    expect(both.about(ben)).toEqual([]);
  });

  test('a thousand of one name cost a look each, and a sentence each', () => {
    const crowd = Array.from({ length: 1000 }, (_, at) => somebody('Anna', `m${at}`));
    const all = new Doubts(crowd);
    for (const one of crowd) expect(all.about(one)).toHaveLength(1);
  });
});
