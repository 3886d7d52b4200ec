import type { FleetNode } from '../fleet/fleet-node.ts';
import { presentIn, type ShownTree } from '../fleet/tree-faults.ts';

/** How long those that nothing was done to did not agree on a root and on each other, in milliseconds. */
export interface Lapse {
  atMs: number;
  forMs: number;
}

/** Whether nodes show one root of one term, one of themselves, and each sees all of them. */
export function agree(trees: ReadonlyMap<string, ShownTree | undefined>): boolean {
  const shown = [...trees.values()];
  const [first] = shown;
  if (first === undefined || !trees.has(first.root)) return false;
  return shown.every((tree) => {
    if (tree === undefined || tree.root !== first.root || tree.term !== first.term) return false;
    const present = presentIn(tree);
    return [...trees.keys()].every((id) => present.has(id));
  });
}

/**
 * Watches whether the healthy agree, those that have just come back among them: a lapse ends when they have found home,
 * too. What they show is at most 100 ms old, so no figure is finer than that.
 */
export class RecoveryWatch {
  readonly lapses: Lapse[] = [];
  #since: number | undefined;

  /** Looks once; `atMs` since the beginning. */
  look(atMs: number, healthy: readonly FleetNode[]): void {
    if (agree(new Map(healthy.map((node) => [node.nodeId, node.tree])))) this.end(atMs);
    else this.#since ??= atMs;
  }

  /** Closes a lapse that is open. */
  end(atMs: number): void {
    if (this.#since !== undefined) this.lapses.push({ atMs: this.#since, forMs: atMs - this.#since });
    this.#since = undefined;
  }
}
