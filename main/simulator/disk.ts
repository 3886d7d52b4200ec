import { MemoryStore, type FragmentEntry, type Store } from '../../app/index.ts';

/** The disk of one simulated machine: outlives the processes that open it. */
export class Disk {
  readonly #store = new MemoryStore();
  readonly #settings = new Map<string, unknown>();
  #opened: OpenDisk | undefined;

  /** Opens it for a process; one that had it open before writes nothing any more, as after `kill -9`. */
  open(): Store {
    this.#opened?.end();
    this.#opened = new OpenDisk(this.#store, this.#settings);
    return this.#opened;
  }

  /** The process that has it open has gone: nothing it still tries to write arrives. */
  crash(): void {
    this.#opened?.end();
  }

  /** A copy as it is now: a backup, or the image from which another machine is set up. */
  copy(): Disk {
    const copy = new Disk();
    for (const [key, value] of this.#settings) {
      copy.#settings.set(key, value);
      copy.#store.writeSetting(key, value);
    }
    for (const { id, kind, changedAt, changedBy } of this.#store.documents()) {
      const { snapshot, fragments } = this.#store.load(id);
      const all = snapshot === undefined ? fragments : [snapshot, ...fragments];
      copy.#store.append(all.map((fragment) => ({ document: id, kind, fragment, changedAt, changedBy })));
    }
    return copy;
  }
}

/** A disk as one process sees it. */
class OpenDisk implements Store {
  readonly damage = undefined;
  readonly #store: MemoryStore;
  readonly #settings: Map<string, unknown>;
  #ended = false;

  constructor(store: MemoryStore, settings: Map<string, unknown>) {
    this.#store = store;
    this.#settings = settings;
  }

  end(): void {
    this.#ended = true;
  }

  readSetting(key: string): unknown {
    return this.#store.readSetting(key);
  }

  writeSetting(key: string, value: unknown): void {
    if (this.#ended) return;
    this.#settings.set(key, value);
    this.#store.writeSetting(key, value);
  }

  append(entries: readonly FragmentEntry[]): void {
    if (!this.#ended) this.#store.append(entries);
  }

  /** Never resolves after the end: nobody is told that something is safe that is not. */
  sync(): Promise<void> {
    return this.#ended ? new Promise(() => {}) : this.#store.sync();
  }

  documents() {
    return this.#store.documents();
  }

  load(document: string) {
    return this.#store.load(document);
  }

  newestRow(document: string): number {
    return this.#store.newestRow(document);
  }

  saveSnapshot(document: string, snapshot: Uint8Array, upTo: number): void {
    if (!this.#ended) this.#store.saveSnapshot(document, snapshot, upTo);
  }

  size(): number {
    return this.#store.size();
  }

  close(): void {}
}
