import type { DocumentRecord, FragmentEntry, Store, StoredDocument } from '../store.ts';

interface Shelf {
  record: DocumentRecord;
  snapshot: Uint8Array | undefined;
  fragments: { row: number; bytes: Uint8Array }[];
}

/** A store that forgets at the end of the process: for tests, the simulator and the demo. */
export class MemoryStore implements Store {
  readonly damage = undefined;
  /** As JSON; a text as it is, because it can't be changed. */
  readonly #settings = new Map<string, { json: string } | { text: string }>();
  readonly #shelves = new Map<string, Shelf>();
  #lastRow = 0;

  readSetting(key: string): unknown {
    const kept = this.#settings.get(key);
    if (kept === undefined) return undefined;
    return 'text' in kept ? kept.text : JSON.parse(kept.json);
  }

  writeSetting(key: string, value: unknown): void {
    this.#settings.set(key, typeof value === 'string' ? { text: value } : { json: JSON.stringify(value) });
  }

  append(entries: readonly FragmentEntry[]): void {
    for (const { document, kind, fragment, changedAt, changedBy } of entries) {
      const shelf = this.#shelves.get(document) ?? {
        record: { id: document, kind, changedAt, changedBy },
        snapshot: undefined,
        fragments: [],
      };
      shelf.record = { id: document, kind, changedAt, changedBy };
      shelf.fragments.push({ row: ++this.#lastRow, bytes: fragment.slice() });
      this.#shelves.set(document, shelf);
    }
  }

  async sync(): Promise<void> {}

  documents(): DocumentRecord[] {
    return [...this.#shelves.values()].map((shelf) => ({ ...shelf.record }));
  }

  load(document: string): StoredDocument {
    const shelf = this.#shelves.get(document);
    return {
      snapshot: shelf?.snapshot,
      fragments: shelf?.fragments.map((fragment) => fragment.bytes) ?? [],
    };
  }

  newestRow(document: string): number {
    return this.#shelves.get(document)?.fragments.at(-1)?.row ?? 0;
  }

  saveSnapshot(document: string, snapshot: Uint8Array, upTo: number): void {
    const shelf = this.#shelves.get(document);
    if (shelf === undefined) return;
    shelf.snapshot = snapshot.slice();
    shelf.fragments = shelf.fragments.filter((fragment) => fragment.row > upTo);
  }

  size(): number {
    let bytes = 0;
    for (const shelf of this.#shelves.values()) {
      bytes += shelf.snapshot?.byteLength ?? 0;
      for (const fragment of shelf.fragments) bytes += fragment.bytes.byteLength;
    }
    return bytes;
  }

  close(): void {}
}
