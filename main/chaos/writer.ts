import { setTimeout as pause } from 'node:timers/promises';
import * as Y from 'yjs';
import type { Random } from '../../app/index.ts';
import type { Bridge } from '../../app/bridge/index.ts';
import type { Ledger } from './ledger.ts';

const fromNode = 'node';
const shortestPauseMs = 50;
const pauseSpanMs = 200;
/** Edits that may wait for their answer: a node that stands still is not written to without end. */
const mostWaiting = 50;

/** A window at a node: a replica of every document, in which somebody writes lines, now here, now there. */
export class Writer {
  readonly #bridge: Bridge;
  readonly #random: Random;
  readonly #ledger: Ledger;
  readonly #node: number;
  readonly #replicas = new Map<string, Y.Doc>();
  #waiting = 0;
  #ended = false;

  constructor(bridge: Bridge, node: number, ledger: Ledger, random: Random) {
    this.#bridge = bridge;
    this.#node = node;
    this.#ledger = ledger;
    this.#random = random;
  }

  /** Writes until {@link end}, or until the node goes away; that is what the chaos is for, and not an error. */
  async write(documents: readonly string[]): Promise<void> {
    try {
      this.#bridge.on('fragments', ({ document, fragments }) => {
        const replica = this.#replicas.get(document);
        if (replica !== undefined) for (const fragment of fragments) Y.applyUpdate(replica, fragment, fromNode);
      });
      this.#bridge.onClose(() => void (this.#ended = true));
      for (const document of documents) await this.#open(document);
      while (!this.#ended) {
        await pause(shortestPauseMs + this.#random.integer(pauseSpanMs));
        if (this.#waiting < mostWaiting) this.#edit(documents[this.#random.integer(documents.length)]!);
      }
    } catch {
      this.#ended = true;
    }
  }

  end(): void {
    this.#ended = true;
  }

  /** Edits that the node has not answered yet. */
  get waiting(): number {
    return this.#ended ? 0 : this.#waiting;
  }

  async #open(document: string): Promise<void> {
    const replica = new Y.Doc();
    this.#replicas.set(document, replica);
    const { missing } = await this.#bridge.call('openDocument', { document, have: new Uint8Array() });
    Y.applyUpdate(replica, missing, fromNode);
  }

  #edit(document: string): void {
    if (this.#ended) return;
    const replica = this.#replicas.get(document)!;
    const text = replica.getText('body');
    const entry = this.#ledger.made(document, this.#node);
    let fragment = new Uint8Array();
    replica.once('update', (update: Uint8Array) => void (fragment = new Uint8Array(update)));
    // Always at the start of a line: whatever others do at the same place, no line ends up inside another.
    text.insert(this.#startOfSomeLine(text.toString()), `${entry.token}\n`);
    this.#waiting += 1;
    this.#bridge.call('editDocument', { document, fragments: [fragment] }).then(
      () => {
        this.#waiting -= 1;
        entry.safe = true;
      },
      // Nobody promised anything.
      () => void (this.#waiting -= 1),
    );
  }

  #startOfSomeLine(text: string): number {
    const somewhere = this.#random.integer(text.length + 1);
    return text.lastIndexOf('\n', somewhere) + 1;
  }
}
