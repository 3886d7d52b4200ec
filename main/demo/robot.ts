import { setTimeout as pause } from 'node:timers/promises';
import * as Y from 'yjs';
import type { Bridge } from '../../app/bridge/index.ts';
import type { Random } from '../../app/index.ts';
import { sentences, title } from './sentences.ts';

/** Lines kept in the text; beyond it a robot tidies up before it writes on. */
const mostLines = 24;

/** Somebody who writes at a person's pace, now here, now there, now with a slip of the finger. */
export class Robot {
  readonly #bridge: Bridge;
  readonly #document: string;
  readonly #random: Random;
  readonly #replica = new Y.Doc();

  constructor(bridge: Bridge, document: string, random: Random) {
    this.#bridge = bridge;
    this.#document = document;
    this.#random = random;
  }

  /** Writes until the process ends. */
  async live(): Promise<void> {
    const fromNode = 'node';
    this.#bridge.on('fragments', ({ document, fragments }) => {
      if (document === this.#document) for (const fragment of fragments) Y.applyUpdate(this.#replica, fragment, fromNode);
    });
    const { missing } = await this.#bridge.call('openDocument', { document: this.#document, have: new Uint8Array() });
    Y.applyUpdate(this.#replica, missing, fromNode);
    this.#replica.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin !== fromNode) void this.#bridge.call('editDocument', { document: this.#document, fragments: [update] });
    });
    for (;;) {
      await pause(500 + this.#random.integer(3500));
      await this.#tidy();
      await this.#write(this.#text.length === 0 ? title : sentences[this.#random.integer(sentences.length)]!);
    }
  }

  async #write(sentence: string): Promise<void> {
    const start = this.#startOfSomeLine();
    // The line comes first, so that nobody who writes next to it gets mixed up in it.
    this.#text.insert(start, '\n');
    let caret = await this.#show(start);
    for (const character of sentence) {
      if (this.#random.integer(30) === 0) await this.#slip(caret);
      const at = this.#resolve(caret);
      this.#text.insert(at, character);
      caret = await this.#show(at + 1);
      await pause(40 + this.#random.integer(140));
    }
  }

  /** A wrong key, noticed and taken back. */
  async #slip(caret: Y.RelativePosition): Promise<void> {
    const at = this.#resolve(caret);
    this.#text.insert(at, String.fromCharCode(97 + this.#random.integer(26)));
    await this.#show(at + 1);
    await pause(200);
    const now = this.#resolve(caret);
    this.#text.delete(now, 1);
    await pause(120);
  }

  async #tidy(): Promise<void> {
    const lines = this.#text.toString().split('\n');
    if (lines.length <= mostLines) return;
    this.#text.delete(0, lines[0]!.length + 1);
    await this.#show(0);
  }

  /** Where a line begins: mostly the last one, sometimes any. */
  #startOfSomeLine(): number {
    const starts = [0, ...[...this.#text.toString().matchAll(/\n/g)].map((match) => match.index + 1)];
    return this.#random.integer(3) === 0 ? starts[this.#random.integer(starts.length)]! : starts.at(-1)!;
  }

  #resolve(position: Y.RelativePosition): number {
    return Y.createAbsolutePositionFromRelativePosition(position, this.#replica)?.index ?? this.#text.length;
  }

  /** Tells others where the caret is; answers with the place, which stays right when others write. */
  async #show(at: number): Promise<Y.RelativePosition> {
    const place = Y.createRelativePositionFromTypeIndex(this.#text, at, -1);
    const encoded = Y.encodeRelativePosition(place);
    await this.#bridge.call('setPresence', { document: this.#document, cursor: { anchor: encoded, head: encoded } });
    return place;
  }

  get #text(): Y.Text {
    return this.#replica.getText('body');
  }
}
