import type { NodeLink } from '../../connect/node-link.ts';
import { TextReplica } from './text-replica.ts';

/** Replicas kept although nobody looks at them: going back to a text is instant, and its undo is still there. */
const keptIdle = 8;

/** The texts this window holds. One with unconfirmed edits is never let go. */
export class OpenReplicas {
  readonly #link: NodeLink;
  readonly #replicas = new Map<string, TextReplica>();

  constructor(link: NodeLink) {
    this.#link = link;
  }

  /** The replica of a document, opened if need be. */
  open(document: string): TextReplica {
    const replica = this.#replicas.get(document) ?? new TextReplica(document, this.#link);
    // Put last: the map's order is the order of use.
    this.#replicas.delete(document);
    this.#replicas.set(document, replica);
    this.#letGo();
    return replica;
  }

  /** Whether this window holds a replica of a document. */
  has(document: string): boolean {
    return this.#replicas.has(document);
  }

  /** Edits of this window that its node has not confirmed, over all texts. */
  get pending(): number {
    return [...this.#replicas.values()].reduce((sum, replica) => sum + replica.state.getState().pending, 0);
  }

  #letGo(): void {
    const idle = [...this.#replicas.values()].filter((replica) => replica.state.getState().pending === 0);
    for (const replica of idle.slice(0, -keptIdle)) {
      this.#replicas.delete(replica.id);
      replica.close();
    }
  }
}
