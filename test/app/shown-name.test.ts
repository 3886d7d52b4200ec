import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { name } from '../../app/bridge/plain-views.ts';
import { limits } from '../../app/config.ts';
import { fromTxt } from '../../app/discovery/mdns/txt-record.ts';
import { shownName, shownSentence, visibleText } from '../../app/shown-name.ts';

/** Characters of every kind that has deceived somebody, between ordinary ones. */
const tricky = fc.constantFrom(
  ...['a', 'B', ' ', 'é', 'e\u0301', '漢', '👩', 'א', '\u0301', '\u0327', '\u0336'],
  ...['\u202e', '\u202a', '\u2066', '\u2069', '\u200e', '\u200f', '\u061c', '\u200b', '\u200c', '\u200d', '\ufeff'],
  ...['\0', '\n', '\r', '\t', '\u001b', '\u0085', '\u2028', '\u00a0', '\u3000', '\u2800', '\u3164', '\u115f', '\u034f'],
  ...['\ufe0f', '\u{e0041}', '\u{e0101}', '\ud800', '\udc00', '\ufffe', '\u{1fffe}', '\ue000', '\u00ad', '\u1e9b\u0323'],
);
const anyText = fc.oneof(
  fc.array(tricky, { maxLength: 100 }).map((parts) => parts.join('')),
  fc.string({ unit: 'binary', maxLength: 200 }),
);
const deceptive = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]/u;

describe('a name that is shown', () => {
  test('holds nothing that can’t be seen, whatever came', () => {
    fc.assert(
      fc.property(anyText, (raw) => {
        const shown = shownName(raw);
        expect(shown).not.toMatch(deceptive);
        expect(shown.isWellFormed()).toBe(true);
        expect(shown).not.toMatch(/^\s|\s$|\s\s|(^|\s)\p{M}|\p{M}{5}/u);
        expect(shown.length).toBeGreaterThan(0);
        expect(shown.length).toBeLessThanOrEqual(limits.nameCharacters);
      }),
      { numRuns: 2000 },
    );
  });

  test('is the same everywhere, also when it has gone through several hands', () => {
    fc.assert(
      fc.property(anyText, (raw) => {
        expect(shownName(shownName(raw))).toBe(shownName(raw));
      }),
      { numRuns: 2000 },
    );
  });

  test.each([
    ['Anna', 'Anna'],
    ['Anna Müller', 'Anna Müller'],
    ['  Anna   Miller ', 'Anna Miller'],
    ['\u202egnp.annA', 'gnp.annA'],
    ['An\u200bna', 'Anna'],
    ['An\u2066\u202eab\u2069na', 'Anabna'],
    ['Anna\u001b[31m', 'Anna[31m'],
    ['Anna\nroot', 'Anna root'],
    ['Z\u0303\u0303\u0303\u0303\u0303\u0303\u0303', 'Z\u0303\u0303\u0303\u0303'],
    ['\u3164\u2800\u200b', 'Unnamed'],
    ['', 'Unnamed'],
    ['Zoe\u0308', 'Zoë'],
    ['אנה', 'אנה'],
  ])('%j is shown as %j', (raw, shown) => expect(shownName(raw)).toBe(shown));

  test('is not cut within a character', () => {
    const shown = shownName(`${'a'.repeat(limits.nameCharacters - 1)}👩`);
    expect(shown).toBe('a'.repeat(limits.nameCharacters - 1));
  });

  test('of a megabyte is bounded before anything is done with it', () => {
    expect(shownName('\u202e'.repeat(1_000_000))).toBe('Unnamed');
    expect(visibleText(`${'x'.repeat(1_000_000)}`, 10)).toBe('x'.repeat(10));
  });

  test('by a person is cleaned, and refused with one sentence when nothing is left of it', () => {
    expect(name.parse(' An\u200bna ')).toBe('Anna');
    const refused = name.safeParse('\u202e\u200b');
    expect(refused.error?.issues[0]?.message).toBe('A name needs at least one character that can be seen.');
  });

  test('of somebody who is announced is clean, of the cluster and its people too', () => {
    const id = '00000000-0000-4000-8000-000000000001';
    const txt = {
      v: '1',
      id,
      p: 'An\u202ena',
      m: 'mac\u200b',
      c: '1',
      h: '0',
      ci: id,
      cn: 'Kes\u2066trel',
      cp: 'A\u202d\tB\u001b\tC\tD',
    };
    expect(fromTxt(txt, 1)).toMatchObject({
      person: 'Anna',
      machine: 'mac',
      cluster: { name: 'Kestrel', people: ['A', 'B', 'C'] },
    });
  });

  test('a sentence from another machine is one line, and bounded', () => {
    expect(shownSentence('No.\n\u001b[2J\u202eCome in')).toBe('No. [2JCome in');
    expect(shownSentence('x'.repeat(1000))).toHaveLength(limits.sentenceCharacters);
  });
});
