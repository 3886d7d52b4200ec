/** One edit: a line that nobody else writes, in one document. */
export interface Entry {
  token: string;
  document: string;
  /** Number of the node it was made at. */
  node: number;
  /** Whether the node said that the edit is on its disk. */
  safe: boolean;
}

/** Everything that was written, and what of it was promised to stay. */
export class Ledger {
  readonly #entries: Entry[] = [];

  /** Notes an edit that is on its way to a node. Tokens are unique, and none is part of another. */
  made(document: string, node: number): Entry {
    const entry: Entry = { token: `<${node}.${this.#entries.length}>`, document, node, safe: false };
    this.#entries.push(entry);
    return entry;
  }

  get madeCount(): number {
    return this.#entries.length;
  }

  get safeCount(): number {
    return this.#entries.filter(({ safe }) => safe).length;
  }

  /** Edits that were counted safe and are not in a document's text, and those in it more than once or made by nobody. */
  faults(document: string, text: string): { lost: Entry[]; strange: string[] } {
    const found = new Map<string, number>();
    for (const line of text.split('\n')) if (line !== '') found.set(line, (found.get(line) ?? 0) + 1);
    const mine = this.#entries.filter((entry) => entry.document === document);
    const known = new Set(mine.map(({ token }) => token));
    return {
      lost: mine.filter(({ safe, token }) => safe && !found.has(token)),
      strange: [...found].filter(([line, times]) => times > 1 || !known.has(line)).map(([line]) => line),
    };
  }
}
