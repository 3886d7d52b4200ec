import type { Random } from '../random.ts';
import type { Uuid } from '../wire/uuid.ts';
import type { Member } from './member.ts';
import type { RoomyMember, View } from './view.ts';

/** Finds room in the tree of one view; worked out once per view, whoever asks. */
export class Placement {
  readonly view: View;
  readonly #mayHost: (nodeId: Uuid) => boolean;
  readonly #free: RoomyMember[] = [];
  /** Members beyond this level are not looked at: there is room enough above. */
  #lowest = Number.POSITIVE_INFINITY;

  /** `mayHost` says who may carry others at all. */
  constructor(view: View, mayHost: (nodeId: Uuid) => boolean) {
    this.view = view;
    this.#mayHost = mayHost;
    this.#look((member) => !member.prefersLeaf && member.capacity > 0);
    // Only when nobody else is left, those who would rather carry nobody do.
    if (this.#free.length === 0) this.#look((member) => member.prefersLeaf || member.capacity === 0);
  }

  /** Hops from the root to the nearest member with room; the child will be one deeper. */
  get depth(): number | undefined {
    return this.#free[0]?.depth;
  }

  /**
   * A member with room as near to the root as can be; one of several by chance, so that many who ask at once don't all
   * run to the same. `excluded` says whom not to take.
   */
  choose(random: Random, excluded: (nodeId: Uuid) => boolean): Member | undefined {
    const depth = this.#free.find(({ host }) => !excluded(host.nodeId))?.depth;
    if (depth === undefined) return undefined;
    const level = this.#free.filter((place) => place.depth === depth && !excluded(place.host.nodeId));
    let ticket = random.integer(level.reduce((sum, { free }) => sum + free, 0));
    for (const { host, free } of level) {
      ticket -= free;
      if (ticket < 0) return host;
    }
    return undefined;
  }

  /** Single places in order, those nearest to the root first: the orphans of one parent take one each. */
  *places(excluded: (nodeId: Uuid) => boolean): Generator<Member> {
    for (const { host, free } of this.#free) if (!excluded(host.nodeId)) for (let place = 0; place < free; place++) yield host;
  }

  #look(eligible: (member: Member) => boolean): void {
    let room = 0;
    for (const place of this.view.roomy()) {
      const { host, depth, free } = place;
      if (depth > this.#lowest) break;
      if (!eligible(host) || !this.#mayHost(host.nodeId)) continue;
      this.#free.push(place);
      room += free;
      // Enough for all who may ask before the next view, and one level more.
      if (room >= 64 && this.#lowest === Number.POSITIVE_INFINITY) this.#lowest = depth + 1;
    }
  }
}
