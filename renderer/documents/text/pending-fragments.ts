import * as Y from 'yjs';

/** Above this many, waiting fragments are merged into one: a long time offline stays cheap. */
const mergeAbove = 256;

/** Own edits that the node has not yet confirmed as safe, in their order. */
export class PendingFragments {
  #waiting: Uint8Array[] = [];
  #sent: Uint8Array[] = [];

  add(fragment: Uint8Array): void {
    this.#waiting.push(fragment);
    if (this.#waiting.length > mergeAbove) this.#waiting = [Y.mergeUpdates(this.#waiting)];
  }

  /** Takes what waits, to send it; it counts as pending until {@link confirmed}. */
  take(): readonly Uint8Array[] {
    const taken = this.#waiting;
    this.#sent.push(...taken);
    this.#waiting = [];
    return taken;
  }

  /** The node has these on its disk. */
  confirmed(fragments: readonly Uint8Array[]): void {
    this.#sent = this.#sent.filter((fragment) => !fragments.includes(fragment));
  }

  /** Nobody knows what became of what was sent: it waits again, before what came later. */
  unsend(): void {
    this.#waiting = [...this.#sent, ...this.#waiting];
    this.#sent = [];
  }

  get size(): number {
    return this.#waiting.length + this.#sent.length;
  }
}
