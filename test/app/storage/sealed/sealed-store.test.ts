import { describe, expect, test } from 'vitest';
import { seededRandom } from '../../../../app/random.ts';
import { MemoryStore } from '../../../../app/storage/memory/memory-store.ts';
import { Cipher } from '../../../../app/storage/sealed/cipher.ts';
import { SealedStore } from '../../../../app/storage/sealed/sealed-store.ts';
import type { FragmentEntry, Store } from '../../../../app/storage/store.ts';

const document = '00000000-0000-4000-8000-000000000001';
const other = '00000000-0000-4000-8000-000000000002';
const bytesOf = (text: string): Uint8Array => new Uint8Array(Buffer.from(text));
const entry = (id: string, text: string): FragmentEntry => ({
  document: id,
  kind: 'text',
  fragment: bytesOf(text),
  changedAt: 5,
  changedBy: 'Marguerite',
});
const cipher = (byte = 7): Cipher => new Cipher(new Uint8Array(32).fill(byte), seededRandom(byte));
const damaged = expect.objectContaining({ code: 'store-damaged' });

/** Everything that an inner store was given. */
function told(store: Store): string {
  const { snapshot, fragments } = store.load(document);
  return Buffer.concat([
    ...(snapshot === undefined ? [] : [snapshot]),
    ...fragments,
    Buffer.from(JSON.stringify([store.documents(), store.readSetting('membership-log')])),
  ]).toString('latin1');
}

describe('a sealed store', () => {
  test('lets nothing of the content through to the store below it', () => {
    const inner = new MemoryStore();
    const sealed = new SealedStore(inner, cipher());
    sealed.append([entry(document, 'a fragment in the clear')]);
    sealed.saveSnapshot(document, bytesOf('a snapshot in the clear'), sealed.newestRow(document));
    sealed.append([entry(document, 'another one in the clear')]);
    sealed.writeSetting('membership-log', { entries: ['in the clear'] });
    expect(told(sealed)).toMatch(/snapshot in the clear.*another one in the clear.*Marguerite.*entries/s);
    expect(told(inner)).not.toMatch(/in the clear|Marguerite|entries/);
  });

  test('the same value twice does not look the same', () => {
    const inner = new MemoryStore();
    const sealed = new SealedStore(inner, cipher());
    sealed.append([entry(document, 'twice'), entry(other, 'twice')]);
    expect(inner.load(document).fragments[0]).not.toEqual(inner.load(other).fragments[0]);
    expect(new Set(inner.documents().map(({ changedBy }) => changedBy)).size).toBe(2);
  });

  test('another key opens nothing', () => {
    const inner = new MemoryStore();
    const sealed = new SealedStore(inner, cipher());
    sealed.append([entry(document, 'text')]);
    sealed.writeSetting('port', 1);
    const foreign = new SealedStore(inner, cipher(8));
    expect(() => foreign.load(document)).toThrow(damaged);
    expect(() => foreign.documents()).toThrow(damaged);
    expect(() => foreign.readSetting('port')).toThrow(damaged);
  });

  test('a value that stood in the clear is not believed', () => {
    const inner = new MemoryStore();
    inner.writeSetting('identity', { nodeId: 'planted' });
    inner.append([entry(document, 'planted')]);
    const sealed = new SealedStore(inner, cipher());
    expect(() => sealed.readSetting('identity')).toThrow(damaged);
    expect(() => sealed.load(document)).toThrow(damaged);
    expect(() => sealed.documents()).toThrow(damaged);
  });

  test.each([0, 8, 9, 40, 52])('a changed byte at %d is noticed', (at) => {
    const inner = new MemoryStore();
    const sealed = new SealedStore(inner, cipher());
    sealed.append([entry(document, 'some text')]);
    inner.load(document).fragments[0]![at]! ^= 1;
    expect(() => sealed.load(document)).toThrow(damaged);
  });

  describe('notices a value that was put in the place of another:', () => {
    test('a setting', () => {
      const inner = new MemoryStore();
      const sealed = new SealedStore(inner, cipher());
      sealed.writeSetting('cluster', 'one');
      inner.writeSetting('membership-log', inner.readSetting('cluster'));
      expect(() => sealed.readSetting('membership-log')).toThrow(damaged);
    });

    /** A store like the first, whose fragments and snapshot of `document` are what `arrange` makes of what was sealed. */
    function rearranged(arrange: (rows: Uint8Array[], snapshot: Uint8Array, elsewhere: Uint8Array) => Uint8Array[]): Store {
      const inner = new MemoryStore();
      const sealed = new SealedStore(inner, cipher());
      sealed.append([entry(document, 'zero')]);
      sealed.saveSnapshot(document, bytesOf('whole'), sealed.newestRow(document));
      sealed.append([entry(document, 'one'), entry(document, 'two'), entry(other, 'elsewhere')]);
      const changed = new MemoryStore();
      const elsewhere = inner.load(other).fragments[0]!;
      const { fragments, snapshot } = inner.load(document);
      const rows = arrange([...fragments], snapshot!, elsewhere);
      changed.append(rows.map((fragment) => ({ ...entry(document, ''), fragment })));
      return new SealedStore(changed, cipher());
    }

    test('nothing, where nothing was changed', () => {
      expect(texts(rearranged((rows) => rows))).toEqual(['one', 'two']);
    });

    test.each([
      ['two fragments of one document', (rows: Uint8Array[]) => rows.toReversed()],
      ['a fragment twice', (rows: Uint8Array[]) => [rows[0]!, rows[0]!]],
      ['a fragment of another document', (_rows: Uint8Array[], _snapshot: Uint8Array, elsewhere: Uint8Array) => [elsewhere]],
      ['a snapshot among the fragments', (_rows: Uint8Array[], snapshot: Uint8Array) => [snapshot]],
    ])('%s', (_what, arrange) => {
      expect(() => rearranged(arrange).load(document)).toThrow(damaged);
    });

    test('a moment at which a document was changed', () => {
      const inner = new MemoryStore();
      const sealed = new SealedStore(inner, cipher());
      sealed.append([entry(document, 'one')]);
      const { changedBy } = inner.documents()[0]!;
      inner.append([{ ...entry(document, 'two'), changedBy, changedAt: 6 }]);
      expect(() => sealed.documents()).toThrow(damaged);
    });
  });

  test('numbers go on growing over restarts, snapshots and writes that the disk refused', () => {
    const inner = new StoreThatMayRefuse();
    const first = new SealedStore(inner, cipher());
    first.append([entry(document, 'one'), entry(other, 'x'), entry(document, 'two')]);
    inner.full = true;
    for (let tries = 0; tries < 5; tries++) expect(() => first.append([entry(document, 'lost')])).toThrow('full');
    inner.full = false;
    first.append([entry(document, 'three')]);
    const second = new SealedStore(inner, cipher());
    second.append([entry(document, 'four')]);
    expect(texts(second)).toEqual(['one', 'two', 'three', 'four']);
    second.saveSnapshot(document, bytesOf('whole'), second.newestRow(document));
    second.append([entry(document, 'five')]);
    const third = new SealedStore(inner, cipher());
    third.append([entry(document, 'six')]);
    expect(texts(third)).toEqual(['five', 'six']);
  });
});

const texts = (store: Store): string[] => store.load(document).fragments.map((row) => Buffer.from(row).toString());

class StoreThatMayRefuse extends MemoryStore {
  full = false;

  override append(entries: readonly FragmentEntry[]): void {
    if (this.full) throw new Error('full');
    super.append(entries);
  }
}
