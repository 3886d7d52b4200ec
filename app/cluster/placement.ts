import type { Random } from '../random.ts';
import type { Uuid } from '../wire/uuid.ts';
import type { Member } from './view/member.ts';
import type { RoomyLevel, View } from './view/view.ts';

/** Hosts of a level that are drawn before all of it are looked at. */
const mostDraws = 8;

/** Finds room in the tree of one view. Which members have room is worked out once per view, whoever asks. */
export class Placement {
  readonly view: View;
  readonly #mayHost: (nodeId: Uuid) => boolean;
  readonly #levels: readonly RoomyLevel[];

  /** `mayHost` says who may carry others at all. */
  constructor(view: View, mayHost: (nodeId: Uuid) => boolean) {
    this.view = view;
    this.#mayHost = mayHost;
    const { willing, unwilling } = view.room;
    // Only when nobody else is left, those who would rather carry nobody do.
    this.#levels = willing.some((level) => this.#isOpen(level)) ? willing : unwilling;
  }

  /** Hops from the root to the nearest member with room; the child will be one deeper. */
  get depth(): number | undefined {
    return this.#levels.find((level) => this.#isOpen(level))?.depth;
  }

  /**
   * A member with room as near to the root as can be; one of several by chance, so that many who ask at once don't all
   * run to the same. `excluded` says whom not to take.
   */
  choose(random: Random, excluded: (nodeId: Uuid) => boolean): Member | undefined {
    for (const level of this.#levels) {
      const host = this.#drawn(level, random, ({ nodeId }) => this.#mayHost(nodeId) && !excluded(nodeId));
      if (host !== undefined) return host;
    }
    return undefined;
  }

  /** Single places in order, those nearest to the root first: the orphans of one parent take one each. */
  *places(excluded: (nodeId: Uuid) => boolean): Generator<Member> {
    for (const { places } of this.#levels)
      for (const { host, free } of places)
        if (this.#mayHost(host.nodeId) && !excluded(host.nodeId)) for (let place = 0; place < free; place++) yield host;
  }

  #isOpen({ places }: RoomyLevel): boolean {
    return places.some(({ host }) => this.#mayHost(host.nodeId));
  }

  /** One of a level that fits, each as likely as it has room. */
  #drawn({ places, free }: RoomyLevel, random: Random, fits: (host: Member) => boolean): Member | undefined {
    // Nearly everybody fits, so drawing again is cheaper than looking at a level of thousands.
    for (let draws = 0; draws < mostDraws; draws++) {
      const ticket = random.integer(free);
      const host = hostOf(places, ticket);
      if (fits(host)) return host;
    }
    const fitting = places.filter(({ host }) => fits(host));
    if (fitting.length === 0) return undefined;
    let ticket = random.integer(fitting.reduce((sum, place) => sum + place.free, 0));
    return fitting.find((place) => (ticket -= place.free) < 0)!.host;
  }
}

/** Whose the ticket with this number is, by halving: `before` grows. */
function hostOf(places: RoomyLevel['places'], ticket: number): Member {
  let low = 0;
  let high = places.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if (places[middle]!.before <= ticket) low = middle;
    else high = middle - 1;
  }
  return places[low]!.host;
}
