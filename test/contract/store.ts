import { describe, expect, test } from 'vitest';
import type { FragmentEntry, Store } from '../../app/storage/store.ts';

const document = '00000000-0000-4000-8000-000000000001';
const other = '00000000-0000-4000-8000-000000000002';
const entry = (id: string, byte: number): FragmentEntry => ({
  document: id,
  kind: 'text',
  fragment: Uint8Array.of(byte),
  changedAt: byte,
  changedBy: 'Anna',
});
const bytes = (fragments: readonly Uint8Array[]): number[] => fragments.map((fragment) => fragment[0]!);

/** What every store has to do. */
export function storeContract(name: string, open: () => Store): void {
  describe(`the store in ${name}`, () => {
    test('gives back settings as they were written', () => {
      const store = open();
      expect(store.readSetting('nothing')).toBeUndefined();
      store.writeSetting('some', { of: ['everything', 1, null] });
      expect(store.readSetting('some')).toEqual({ of: ['everything', 1, null] });
      store.close();
    });

    test('gives back the fragments of a document in order, and no others', () => {
      const store = open();
      store.append([entry(document, 1), entry(other, 9), entry(document, 2)]);
      store.append([entry(document, 3)]);
      expect(bytes(store.load(document).fragments)).toEqual([1, 2, 3]);
      expect(store.load('00000000-0000-4000-8000-000000000003')).toEqual({ snapshot: undefined, fragments: [] });
      store.close();
    });

    test('a snapshot stands for everything up to its row, and for nothing after it', () => {
      const store = open();
      store.append([entry(document, 1), entry(document, 2)]);
      const upTo = store.newestRow(document);
      store.append([entry(document, 3)]);
      store.saveSnapshot(document, Uint8Array.of(12), upTo);
      const { snapshot, fragments } = store.load(document);
      expect([...snapshot!]).toEqual([12]);
      expect(bytes(fragments)).toEqual([3]);
      store.close();
    });

    test('keeps fragments after a snapshot that replaced all before', () => {
      const store = open();
      store.append([entry(document, 1)]);
      store.saveSnapshot(document, Uint8Array.of(1), store.newestRow(document));
      store.append([entry(document, 2)]);
      expect(bytes(store.load(document).fragments)).toEqual([2]);
      store.close();
    });

    test('knows when and by whom a document was changed last', () => {
      const store = open();
      store.append([entry(document, 1), { ...entry(document, 2), changedBy: 'Ben' }]);
      expect(store.documents()).toEqual([{ id: document, kind: 'text', changedAt: 2, changedBy: 'Ben' }]);
      expect(store.size()).toBeGreaterThan(0);
      store.close();
    });
  });
}
