import type { Uuid } from '../../wire/uuid.ts';
import type { DocumentRecord, FragmentEntry, Store, StoredDocument } from '../store.ts';
import type { Cipher } from './cipher.ts';
import { SealedValues } from './sealed-values.ts';

/**
 * A store over another one that seals every value that carries content: settings, fragments, snapshots, names. What the
 * other one needs to find its way stays as it is: keys of settings, ids and kinds of documents, times, sizes.
 */
export class SealedStore implements Store {
  readonly #inner: Store;
  readonly #values: SealedValues;
  /** The number of the newest fragment of each document, as far as this run has appended to it. */
  readonly #numbers = new Map<Uuid, number>();

  constructor(inner: Store, cipher: Cipher) {
    this.#inner = inner;
    this.#values = new SealedValues(cipher);
  }

  get damage(): string | undefined {
    return this.#inner.damage;
  }

  readSetting(key: string): unknown {
    const sealed = this.#inner.readSetting(key);
    return sealed === undefined ? undefined : this.#values.openSetting(key, sealed);
  }

  writeSetting(key: string, value: unknown): void {
    this.#inner.writeSetting(key, this.#values.sealSetting(key, value));
  }

  append(entries: readonly FragmentEntry[]): void {
    const numbers = new Map<Uuid, number>();
    const sealed = entries.map((entry) => {
      const number = (numbers.get(entry.document) ?? this.#lastNumber(entry.document)) + 1;
      numbers.set(entry.document, number);
      return {
        ...entry,
        fragment: this.#values.sealFragment(entry.document, number, entry.fragment),
        changedBy: this.#values.sealName(entry.document, entry.changedAt, entry.changedBy),
      };
    });
    this.#inner.append(sealed);
    // Only what was kept counts: a number may never run ahead of its row, or the next start would begin below it.
    for (const [document, number] of numbers) this.#numbers.set(document, number);
  }

  sync(): Promise<void> {
    return this.#inner.sync();
  }

  documents(): DocumentRecord[] {
    return this.#inner.documents().map((record) => ({
      ...record,
      changedBy: this.#values.openName(record.id, record.changedAt, record.changedBy),
    }));
  }

  load(document: Uuid): StoredDocument {
    const { snapshot, fragments } = this.#inner.load(document);
    return {
      snapshot: snapshot && this.#values.openSnapshot(document, snapshot),
      fragments: this.#values.openFragments(document, fragments),
    };
  }

  newestRow(document: Uuid): number {
    return this.#inner.newestRow(document);
  }

  saveSnapshot(document: Uuid, snapshot: Uint8Array, upTo: number): void {
    this.#inner.saveSnapshot(document, this.#values.sealSnapshot(document, snapshot), upTo);
  }

  size(): number {
    return this.#inner.size();
  }

  close(): void {
    this.#inner.close();
  }

  /** Rows grow at least as fast as numbers, so that the newest row is never below the number of an earlier run. */
  #lastNumber(document: Uuid): number {
    return Math.max(this.#numbers.get(document) ?? 0, this.#inner.newestRow(document));
  }
}
