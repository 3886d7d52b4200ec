import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BanyanError } from '../../../app/errors.ts';
import { TextDocument } from '../../../app/documents/text-document.ts';
import type { DocumentFragment } from '../../../app/documents/document.ts';

const id = '00000000-0000-4000-8000-000000000001';
const anEdit = fc.record({
  writer: fc.nat(2),
  at: fc.nat(40),
  deleted: fc.nat(4),
  inserted: fc.oneof(fc.string({ maxLength: 6 }), fc.constantFrom('👩‍🚀', 'é', '漢字', '\u0301')),
});

describe('a text', () => {
  test('is the same everywhere, whatever the order and however often fragments come', () => {
    fc.assert(
      fc.property(fc.array(anEdit, { maxLength: 40 }), fc.infiniteStream(fc.nat()), (edits, chance) => {
        const writers = [1, 2, 3].map((client) => new TextDocument(id, client));
        const fragments: DocumentFragment[] = [];
        for (const { writer, at, deleted, inserted } of edits)
          fragments.push(writers[writer]!.splice(at, deleted, inserted) ?? new Uint8Array([0, 0]));
        for (const writer of writers) {
          const shuffled = fragments
            .map((fragment) => ({ fragment, rank: chance.next().value! }))
            .toSorted((a, b) => a.rank - b.rank);
          for (const { fragment } of [...shuffled, ...shuffled.slice(0, 5)]) writer.apply(fragment);
        }
        expect(new Set(writers.map((writer) => writer.text)).size).toBe(1);
        expect(new Set(writers.map((writer) => Buffer.from(writer.digest()).toString('hex'))).size).toBe(1);
      }),
    );
  });

  test('becomes exactly what it is made equal to', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (before, after) => {
        const text = new TextDocument(id, 1);
        text.replaceWith(before);
        text.replaceWith(after);
        expect(text.text).toBe(after);
      }),
    );
  });

  test('hands over exactly what another lacks', () => {
    const one = new TextDocument(id, 1);
    const other = new TextDocument(id, 2);
    one.splice(0, 0, 'first');
    other.apply(one.missingFor(other.version()));
    other.splice(5, 0, ' second');
    one.apply(other.missingFor(one.version()));
    expect(one.text).toBe('first second');
    expect(Buffer.compare(one.digest(), other.digest())).toBe(0);
  });

  test('refuses bytes that are no fragment', () => {
    expect(() => new TextDocument(id, 1).apply(Uint8Array.of(9, 200, 3, 1, 255))).toThrow(BanyanError);
  });
});
