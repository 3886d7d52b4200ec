import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Ledger } from '../../../main/chaos/ledger.ts';

const edits = fc.array(fc.record({ node: fc.nat(11), safe: fc.boolean(), kept: fc.boolean() }), { maxLength: 60 });

describe('the ledger of edits', () => {
  test('misses exactly what was safe and is not there, whatever else there is', () => {
    fc.assert(
      fc.property(edits, (drawn) => {
        const ledger = new Ledger();
        const made = drawn.map(({ node, safe, kept }) => {
          const entry = ledger.made('doc', node);
          entry.safe = safe;
          return { entry, kept };
        });
        const text = made.map(({ entry, kept }) => (kept ? `${entry.token}\n` : '')).join('');
        const { lost, strange } = ledger.faults('doc', text);
        expect(lost).toEqual(made.filter(({ entry, kept }) => entry.safe && !kept).map(({ entry }) => entry));
        expect(strange).toEqual([]);
        expect(ledger.safeCount).toBe(drawn.filter(({ safe }) => safe).length);
      }),
    );
  });

  test('finds strange what is there twice, what nobody wrote, and what was written into another document', () => {
    const ledger = new Ledger();
    const twice = ledger.made('doc', 1);
    const elsewhere = ledger.made('other', 2);
    const text = `${twice.token}\n${twice.token}\nscribble\n${elsewhere.token}\n`;
    expect(ledger.faults('doc', text).strange).toEqual([twice.token, 'scribble', elsewhere.token]);
  });
});
