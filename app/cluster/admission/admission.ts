import { limits, treeDefaults } from '../../config.ts';
import type { Random } from '../../random.ts';
import type { Uuid } from '../../wire/uuid.ts';
import type { Answer } from './answer.ts';
import type { Application } from './introduction.ts';
import type { Member } from '../view/member.ts';
import type { Place } from '../place.ts';
import { Placement } from '../placement.ts';
import { compareReigns, isPlausibleTerm, type Reign } from '../reign.ts';
import type { View } from '../view/view.ts';

export interface AdmissionParts {
  random: Random;
  selfId: Uuid;
  cluster: () => { id: Uuid; name: string } | undefined;
  place: () => Place;
  view: () => View | undefined;
  /** Places taken or offered here. */
  taken: () => number;
  /** Children that this node takes on while there is room elsewhere. */
  capacity: () => number;
  /** Whether a node may come in without a person being asked. */
  admits: (application: Application) => boolean;
  /** Whether a person here may let others in. */
  isAdmin: () => boolean;
  /** Where somebody who may is there now; undefined when nowhere. */
  adminAddress: () => string | undefined;
  /** Whether a node may carry others. */
  mayHost: (nodeId: Uuid) => boolean;
  /** Whether the parent has been silent for long enough to be suspected. */
  parentSuspected: () => boolean;
  /** Somebody knows a reign that counts more than this tree's; `alive` says that its root is there. */
  meet: (reign: Reign, alive: boolean) => void;
}

/** What a host answers who asks it for a place: here, somewhere better, later, or not at all. */
export class Admission {
  readonly #parts: AdmissionParts;
  #placement: Placement | undefined;

  constructor(parts: AdmissionParts) {
    this.#parts = parts;
  }

  decide(application: Application): Answer {
    const { cluster, place, selfId, admits } = this.#parts;
    const within = cluster();
    const { nodeId } = application.introduction;
    if (within === undefined) return refuse('not-joined', 'That machine is in no cluster. Ask the person there to start one.');
    if (application.clusterId !== undefined && application.clusterId !== within.id)
      return refuse('refused', `That machine carries another cluster now, ${within.name}.`);
    if (nodeId === selfId) return refuse('bad-input', 'A node can not join itself.');
    const here = place();
    if (here.path.includes(nodeId)) return refuse('refused', 'You carry that machine yourself; that would be a loop.');
    if (!here.rooted || this.#doubts(application)) return { kind: 'hold' };
    if (!admits(application)) return this.#strange();
    return this.#outranked(application, here) ?? this.#room(application, here);
  }

  /** Where else there is room, for somebody who was let in here. Undefined when nowhere. */
  elsewhere(nodeId: Uuid): Member | undefined {
    return this.#choose(nodeId, (other) => other === this.#parts.selfId);
  }

  /**
   * Where there is room outside of this node's own branch. Children that are sent away at the same time must not be
   * sent below each other.
   */
  outside(nodeId: Uuid): Member | undefined {
    const { selfId, view } = this.#parts;
    const branch = new Set(view()?.below(selfId));
    return this.#choose(nodeId, (other) => branch.has(other));
  }

  /** Somebody whom the log does not know: an admin has to let it in. */
  #strange(): Answer {
    if (this.#parts.isAdmin()) return { kind: 'ask' };
    const address = this.#parts.adminAddress();
    if (address !== undefined) return { kind: 'redirect', address };
    return refuse('refused', 'Nobody who may let others in is there just now. Try again when an admin of that cluster is.');
  }

  /** Who has lost the very parent that is silent here too is in no better hands here. */
  #doubts({ lostId }: Application): boolean {
    return lostId !== undefined && lostId === this.#parts.place().path[0] && this.#parts.parentSuspected();
  }

  /** Somebody who has seen a higher reign: the roots have to settle that first (PROTOCOL.md, rules E3 and E4). */
  #outranked({ reign, purpose, introduction }: Application, here: Place): Answer | undefined {
    if (reign === undefined || compareReigns(reign, here.reign) <= 0) return undefined;
    if (!isPlausibleTerm(reign.term, here.reign.term))
      return refuse('bad-input', `Nobody has reigned ${reign.term} times. That machine should forget its cluster and join anew.`);
    const alive = purpose === 'merge' && reign.rootId === introduction.nodeId;
    this.#parts.meet(alive ? { ...reign, rootAddress: introduction.address } : reign, alive);
    if (alive) return refuse('refused', 'Your reign counts more than the one here; this tree comes to you.');
    return compareReigns(reign, this.#parts.place().reign) <= 0 ? undefined : { kind: 'hold' };
  }

  #room({ introduction, purpose, hops }: Application, here: Place): Answer {
    const { taken, capacity, selfId, mayHost } = this.#parts;
    const fit = mayHost(selfId);
    const room = fit ? capacity() - taken() : 0;
    const spare = fit ? Math.max(capacity(), 1) * treeDefaults.spareFactor - taken() : 0;
    const urgent = purpose === 'orphan' || purpose === 'merge' || purpose === 'move';
    const deepEnough = here.path.length < limits.treeDepth - 2;
    if (urgent && deepEnough && spare > 0) return { kind: 'offer' };
    const best = this.#choose(introduction.nodeId, (other) => room <= 0 && other === selfId);
    const depth = this.#placement?.depth ?? here.path.length;
    const nearEnough = hops >= 2 || depth >= here.path.length || best?.nodeId === selfId;
    if (room > 0 && deepEnough && (nearEnough || best === undefined)) return { kind: 'offer' };
    if (best !== undefined && best.nodeId !== selfId) return { kind: 'redirect', address: best.address };
    if (deepEnough && spare > 0) return { kind: 'offer' };
    return refuse('queue-full', 'There is no room in that tree just now. Try again in a moment.');
  }

  /** The best place for a node, not below itself, and with none that is `excluded`. */
  #choose(nodeId: Uuid, excluded: (other: Uuid) => boolean): Member | undefined {
    const { view, random, mayHost } = this.#parts;
    const known = view();
    if (known === undefined) return undefined;
    if (this.#placement?.view !== known) this.#placement = new Placement(known, mayHost);
    const below = known.members.has(nodeId) ? new Set(known.below(nodeId)) : undefined;
    return this.#placement.choose(random, (other) => below?.has(other) === true || excluded(other));
  }
}

const refuse = (code: string, sentence: string): Answer => ({ kind: 'refuse', code, sentence });
