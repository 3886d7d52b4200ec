import type { Uuid } from '../wire/uuid.ts';
import { deepestGood } from './best-depth.ts';
import type { Placement } from './placement.ts';
import { moveTo, type TreeMove } from './tree-move.ts';
import type { Member } from './view/member.ts';
import type { View } from './view/view.ts';

/** A child and everybody below it. */
interface Branch {
  child: Member;
  below: ReadonlySet<Uuid>;
  /** Hops from the child to the lowest of them. */
  height: number;
}

/** A host that carries more than it wants. */
interface Overload {
  host: Member;
  depth: number;
  wanted: number;
  /** Everybody it carries, the smallest branch first. */
  branches: readonly Branch[];
}

/**
 * Relieves hosts that carry more than they want: small branches go to where there is room. Where too few of them would
 * hang high enough there, a leaf comes up from the bottom, and takes in the others: so the hole that a lost node left is
 * filled, and all below it stay about on their level. That leaf is one too many for a while, and takes in two or more.
 */
export class Relief {
  readonly #view: View;
  readonly #placement: Placement;
  readonly #mayHost: (nodeId: Uuid) => boolean;
  readonly #depths: ReadonlyMap<Uuid, number>;

  /** `mayHost` says who may carry others at all. */
  constructor(view: View, placement: Placement, mayHost: (nodeId: Uuid) => boolean) {
    this.#view = view;
    this.#placement = placement;
    this.#mayHost = mayHost;
    this.#depths = view.reachable();
  }

  /** The next move, or undefined when nobody is overloaded or can be relieved. */
  get move(): TreeMove | undefined {
    for (const [nodeId, depth] of this.#depths) {
      const host = this.#view.members.get(nodeId)!;
      const children = this.#view.childrenOf(nodeId);
      const wanted = host.prefersLeaf ? 0 : host.capacity;
      if (children.length <= wanted) continue;
      const branches = children.map((child) => this.#branchOf(child));
      const sorted = branches.toSorted((one, other) => one.below.size - other.below.size);
      const move = this.#relieved({ host, depth, wanted, branches: sorted });
      if (move !== undefined) return move;
    }
    return undefined;
  }

  #relieved({ host, depth, wanted, branches }: Overload): TreeMove | undefined {
    // Who has room beside them stays, and they go there, or higher.
    const sister = branches.find(({ child }) => this.#mayTakeIn(child));
    const movers = branches.filter((branch) => branch !== sister);
    if (sister !== undefined && movers.length > 0) return this.#away(movers[0]!, host);
    const good = deepestGood(this.#view);
    const ways = branches.map((branch) => ({ branch, way: this.#away(branch, host) }));
    const fitting = ways.flatMap(({ branch, way }) =>
      way !== undefined && this.#depthBelow(way) + branch.height <= good ? way : [],
    );
    const nearest = ways.find(({ way }) => way !== undefined)?.way;
    const isBetterBeside = nearest !== undefined && depth + 2 < this.#depthBelow(nearest);
    if (fitting.length >= branches.length - wanted || wanted === 0 || !isBetterBeside) return fitting[0] ?? nearest;
    const leaf = this.#lowestLeaf(depth + 1);
    return leaf === undefined ? nearest : { node: leaf, host };
  }

  /** To the place nearest to the root. */
  #away({ child, below }: Branch, host: Member): TreeMove | undefined {
    return moveTo(this.#view, this.#placement, child.nodeId, (other) => other === host.nodeId || below.has(other));
  }

  /** Where a move puts a node, in hops from the root. */
  #depthBelow({ host }: TreeMove): number {
    return this.#depths.get(host.nodeId)! + 1;
  }

  /** A leaf as low as can be, below `depth`, that may carry others. */
  #lowestLeaf(depth: number): Member | undefined {
    for (const nodeId of [...this.#depths.keys()].toReversed()) {
      if (this.#depths.get(nodeId)! <= depth) return undefined;
      const member = this.#view.members.get(nodeId)!;
      if (this.#view.childrenOf(nodeId).length === 0 && this.#mayTakeIn(member)) return member;
    }
    return undefined;
  }

  /** Whether it has room, and wants to carry more than one: else it would only take the place of who hangs below it. */
  #mayTakeIn({ nodeId, prefersLeaf, capacity }: Member): boolean {
    return !prefersLeaf && capacity > 1 && this.#view.childrenOf(nodeId).length < capacity && this.#mayHost(nodeId);
  }

  #branchOf(nodeId: Uuid): Branch {
    const below = this.#view.below(nodeId);
    // Level by level: the last one is one of the lowest.
    const height = this.#depths.get(below.at(-1)!)! - this.#depths.get(nodeId)!;
    return { child: this.#view.members.get(nodeId)!, below: new Set(below), height };
  }
}
