import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Catalogue } from '../../../app/documents/catalogue.ts';
import type { DocumentFragment } from '../../../app/documents/document.ts';

const catalogueId = '00000000-0000-4000-8000-0000000000ff';
const idOf = (number: number): string => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;

/** What somebody does with one of a few entries. */
const aDeed = fc.record({
  who: fc.nat(2),
  entry: fc.nat(3),
  what: fc.constantFrom('add', 'rename', 'hide', 'show', 'remove'),
  name: fc.constantFrom('Plan', 'Log', 'Ferry'),
});

describe('the catalogue', () => {
  test('is the same for everybody, whatever each did meanwhile and in whatever order they hear of it', () => {
    fc.assert(
      fc.property(fc.array(aDeed, { maxLength: 40 }), fc.array(fc.nat(), { maxLength: 200 }), (deeds, shuffle) => {
        const replicas = [1, 2, 3].map((client) => new Catalogue(catalogueId, client));
        const fragments: DocumentFragment[] = [];
        for (const { who, entry, what, name } of deeds) {
          const replica = replicas[who]!;
          const id = idOf(entry);
          const fragment =
            what === 'add'
              ? replica.add({ id, name, kind: 'text', createdAt: entry, createdBy: 'Anna', deletedAt: undefined })
              : what === 'rename'
                ? replica.rename(id, name)
                : what === 'remove'
                  ? replica.remove(id)
                  : replica.setDeleted(id, what === 'hide' ? 7 : undefined);
          if (fragment !== undefined) fragments.push(fragment);
        }
        for (const [index, replica] of replicas.entries()) {
          const order = fragments.map((fragment, at) => ({ fragment, key: shuffle[(at + index * 31) % shuffle.length] ?? at }));
          for (const { fragment } of order.toSorted((a, b) => a.key - b.key)) replica.apply(fragment);
        }
        const [first, ...others] = replicas.map((replica) => replica.entries());
        for (const other of others) expect(other).toEqual(first);
        const digests = replicas.map((replica) => Buffer.from(replica.digest()).toString('hex'));
        expect(new Set(digests).size).toBe(1);
      }),
    );
  });

  test('an entry that is incomplete, or not what it should be, is not listed and harms no other', () => {
    const catalogue = new Catalogue(catalogueId, 1);
    catalogue.add({ id: idOf(1), name: 'Plan', kind: 'text', createdAt: 1, createdBy: 'Anna', deletedAt: undefined });
    catalogue.rename(idOf(2), 'only a name');
    catalogue.add({ id: idOf(3), name: '', kind: 'text', createdAt: 1, createdBy: 'Anna', deletedAt: undefined });
    expect(catalogue.entries().map(({ name }) => name)).toEqual(['Plan']);
  });

  test('what is hidden stays listed as hidden, and can be shown again', () => {
    const catalogue = new Catalogue(catalogueId, 1);
    catalogue.add({ id: idOf(1), name: 'Plan', kind: 'text', createdAt: 1, createdBy: 'Anna', deletedAt: undefined });
    catalogue.setDeleted(idOf(1), 99);
    expect(catalogue.entries()[0]?.deletedAt).toBe(99);
    catalogue.setDeleted(idOf(1), undefined);
    expect(catalogue.entries()[0]?.deletedAt).toBeUndefined();
  });
});
