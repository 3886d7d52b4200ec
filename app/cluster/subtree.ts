import { limits } from '../config.ts';
import type { Uuid } from '../wire/uuid.ts';
import { isLaterPlace, type Member } from './view/member.ts';
import type { Report } from './report.ts';

/** Who hangs below this node, at any depth, as those in between have reported it. */
export class Subtree {
  readonly #selfId: Uuid;
  readonly #members = new Map<Uuid, Member>();
  readonly #children = new Map<Uuid, Set<Uuid>>();

  constructor(selfId: Uuid) {
    this.#selfId = selfId;
  }

  /** Everybody below, nearer ones first, so that whoever reads it meets parents before children. */
  all(): Member[] {
    const found: Member[] = [];
    const walk = [this.#selfId];
    for (let at = 0; at < walk.length; at++)
      for (const child of this.#children.get(walk[at]!) ?? []) {
        found.push(this.#members.get(child)!);
        walk.push(child);
      }
    return found;
  }

  has(nodeId: Uuid): boolean {
    return this.#members.has(nodeId);
  }

  get size(): number {
    return this.#members.size;
  }

  /** The child through which a node below is reached; undefined for who is not below. */
  branchOf(nodeId: Uuid): Uuid | undefined {
    let at = this.#members.get(nodeId);
    for (let depth = 0; at !== undefined && depth < limits.treeDepth; depth++) {
      if (at.parentId === this.#selfId) return at.nodeId;
      at = at.parentId === undefined ? undefined : this.#members.get(at.parentId);
    }
    return undefined;
  }

  /**
   * Takes in what this node saw itself, or what the child `via` reported: of that only what hangs below that child
   * counts. Answers with what of it was new.
   */
  take({ attached, detached }: Report, via?: Uuid): Report {
    const concerns = (parentId: Uuid | undefined): boolean =>
      via === undefined ? parentId === this.#selfId : parentId !== undefined && this.branchOf(parentId) === via;
    const newlyAttached = attached.filter((member) => concerns(member.parentId) && this.#put(member));
    const newlyDetached = detached.filter(({ nodeId, parentId, incarnation, attachment }) => {
      if (!concerns(parentId)) return false;
      const member = this.#members.get(nodeId);
      if (member === undefined || member.parentId !== parentId) return false;
      if (isLaterPlace(member, { incarnation, attachment })) return false;
      this.#remove(member);
      return true;
    });
    return { attached: newlyAttached, detached: newlyDetached };
  }

  clear(): void {
    this.#members.clear();
    this.#children.clear();
  }

  #put(member: Member): boolean {
    if (member.nodeId === this.#selfId || member.parentId === undefined) return false;
    const known = this.#members.get(member.nodeId);
    if (known !== undefined && isLaterPlace(known, member)) return false;
    if (known === undefined && this.#members.size >= limits.members) return false;
    if (known !== undefined && this.#isAbove(member.nodeId, member.parentId)) return false;
    // Who has taken a new place reports anew who hangs below it; what was known of that may be out of date.
    if (known !== undefined && isLaterPlace(member, known)) this.#remove(known);
    else if (known !== undefined && known.parentId !== member.parentId) this.#unlink(known);
    this.#members.set(member.nodeId, member);
    const siblings = this.#children.get(member.parentId) ?? new Set();
    siblings.add(member.nodeId);
    this.#children.set(member.parentId, siblings);
    return true;
  }

  /** Whether `upper` is `lower` or stands on its way up to this node. */
  #isAbove(upper: Uuid, lower: Uuid): boolean {
    let at: Uuid | undefined = lower;
    for (let depth = 0; at !== undefined && depth <= limits.treeDepth; depth++) {
      if (at === upper) return true;
      at = this.#members.get(at)?.parentId;
    }
    return false;
  }

  /** Who goes takes along everybody below; they come back with it, or elsewhere. */
  #remove(member: Member): void {
    this.#unlink(member);
    const gone = [member];
    for (let at = 0; at < gone.length; at++) {
      const { nodeId } = gone[at]!;
      for (const child of this.#children.get(nodeId) ?? []) gone.push(this.#members.get(child)!);
      this.#children.delete(nodeId);
      this.#members.delete(nodeId);
    }
  }

  #unlink({ nodeId, parentId }: Member): void {
    const siblings = this.#children.get(parentId!);
    siblings?.delete(nodeId);
    if (siblings?.size === 0) this.#children.delete(parentId!);
  }
}
