import * as Y from 'yjs';
import type { FleetNode } from '../../fleet/fleet-node.ts';

/** Something that one node's window wrote has come to another node's window. */
export interface Arrival {
  from: number;
  to: number;
  /** Letters of that writer that are there now, of those this arrival brought: one after its last. */
  upTo: number;
  atMs: number;
}

/** A window at every node of a fleet; all of them in this process, so that one clock measures everything. */
export class Post {
  readonly #document: string;
  readonly #now: () => number;
  /** Numbers of the nodes by the Yjs client ids of their writers. */
  readonly #writers = new Map<number, number>();
  readonly #listeners = new Set<(arrival: Arrival) => void>();

  /** `now` in milliseconds. */
  constructor(document: string, now: () => number) {
    this.#document = document;
    this.#now = now;
  }

  /** Opens a window at a node; again after every start of its process, as a writer that knows nothing of the one before. */
  async open(node: FleetNode): Promise<Correspondent> {
    const { bridge, number } = node;
    bridge.on('fragments', ({ document, fragments }) => {
      if (document !== this.#document) return;
      const atMs = this.#now();
      for (const fragment of fragments) this.#tell(fragment, number, atMs);
    });
    await bridge.call('openDocument', { document: this.#document, have: new Uint8Array() });
    const replica = new Y.Doc();
    this.#writers.set(replica.clientID, number);
    // What a node that goes down does not answer any more is no concern of this bench.
    const send = (fragment: Uint8Array): void =>
      void bridge.call('editDocument', { document: this.#document, fragments: [fragment] }).catch(() => {});
    return new Correspondent(number, replica, send);
  }

  /** Told of every arrival; returns how to stop. */
  onArrival(listener: (arrival: Arrival) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  #tell(fragment: Uint8Array, to: number, atMs: number): void {
    // A comparison brings many edits of many writers in one fragment.
    for (const struct of Y.decodeUpdate(fragment).structs) {
      const from = this.#writers.get(struct.id.client);
      if (from === undefined || struct instanceof Y.Skip) continue;
      const arrival = { from, to, upTo: struct.id.clock + struct.length, atMs };
      for (const listener of this.#listeners) listener(arrival);
    }
  }
}

/** Writes letters at one node, one at a time. */
export class Correspondent {
  readonly number: number;
  readonly #replica: Y.Doc;
  #letters = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(number: number, replica: Y.Doc, send: (fragment: Uint8Array) => void) {
    this.number = number;
    this.#replica = replica;
    replica.on('update', send);
  }

  /** Letters written so far. An {@link Arrival} that reaches further brings something that was written since. */
  get letters(): number {
    return this.#letters;
  }

  /** Writes every so many milliseconds until {@link rest}. */
  write(everyMs: number): void {
    this.rest();
    this.#timer = setInterval(() => {
      this.#replica.getText('body').insert(this.#letters, 'x');
      this.#letters += 1;
    }, everyMs);
  }

  rest(): void {
    clearInterval(this.#timer);
  }
}
