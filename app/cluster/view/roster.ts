import type { Clock } from '../../clock.ts';
import { limits, treeDefaults } from '../../config.ts';
import type { Uuid } from '../../wire/uuid.ts';
import { memberFrom, type Introduction } from '../admission/introduction.ts';
import { isLaterPlace, sameMember, type Member } from './member.ts';
import type { Reign } from '../reign.ts';
import type { Report } from '../report.ts';
import type { ViewDelta } from './view-codec.ts';
import type { View } from './view.ts';
import type { ViewChanges } from './view-changes.ts';

/** A view that came out of the one before, as it is told to the others. */
export interface ViewStep {
  view: View;
  changes: ViewChanges;
  delta: ViewDelta;
}

/** The root's list of members: gathers what is reported, and makes it into the next view. */
export class Roster {
  readonly #clock: Clock;
  readonly #reign: Reign;
  #view: View;
  #changed = new Map<Uuid, Member>();
  readonly #removed = new Set<Uuid>();
  /** Members that are present and have no way to the root, with the time since when. */
  #adrift = new Map<Uuid, number>();
  #announced = false;

  /** Takes over `view`; the next {@link commit} tells everybody of this reign. */
  constructor(clock: Clock, reign: Reign, view: View) {
    this.#clock = clock;
    this.#reign = reign;
    this.#view = view;
  }

  /** Whether there is something for {@link commit}. */
  get changed(): boolean {
    return !this.#announced || this.#changed.size > 0 || this.#removed.size > 0;
  }

  /** A member as it is known now, what waits for the next view included. */
  find(nodeId: Uuid): Member | undefined {
    return this.#changed.get(nodeId) ?? (this.#removed.has(nodeId) ? undefined : this.#view.members.get(nodeId));
  }

  /** Sets down the root itself. */
  reignAs(introduction: Introduction, attachment: number): void {
    const now = this.#clock.now();
    const known = this.find(introduction.nodeId);
    const own = memberFrom(introduction, { parentId: undefined, attachment, present: true, now });
    this.#put({ ...own, joinedAt: known?.joinedAt ?? now, since: known?.present === true ? known.since : now });
  }

  /** A member counts as away. */
  absent(nodeId: Uuid): void {
    const member = this.find(nodeId);
    if (member?.present === true) this.#put({ ...member, present: false, snail: false, since: this.#clock.now() });
  }

  /** Somebody is a member from now on, and has not hung anywhere yet. */
  admit(introduction: Introduction): void {
    if (this.find(introduction.nodeId) !== undefined) return;
    this.#put(memberFrom(introduction, { parentId: undefined, attachment: 0, present: false, now: this.#clock.now() }));
  }

  /** Somebody is a member no more. */
  remove(nodeId: Uuid): void {
    if (this.find(nodeId) === undefined) return;
    this.#changed.delete(nodeId);
    if (this.#view.members.has(nodeId)) this.#removed.add(nodeId);
  }

  /** Takes in what was reported from below. */
  take({ attached, detached }: Report): void {
    const now = this.#clock.now();
    for (const member of attached) {
      const known = this.find(member.nodeId);
      if (member.nodeId === this.#reign.rootId || (known !== undefined && isLaterPlace(known, member))) continue;
      const since = known?.present === true ? known.since : now;
      const seen = { ...member, present: true, joinedAt: known?.joinedAt ?? now, since };
      // Under a new root everybody is reported again, and next to nobody has changed.
      if (known === undefined || !sameMember(known, seen)) this.#put(seen);
    }
    for (const { nodeId, parentId, incarnation, attachment } of detached) {
      const known = this.find(nodeId);
      if (known === undefined || known.parentId !== parentId || isLaterPlace(known, { incarnation, attachment })) continue;
      this.absent(nodeId);
    }
  }

  /** Members that have had no way to the root for too long count as away. To be called now and then. */
  sweep(below: { size: number; has(nodeId: Uuid): boolean }): void {
    const now = this.#clock.monotonic();
    if (below.size + 1 === this.#view.present) {
      this.#adrift.clear();
      return;
    }
    const adrift = new Map<Uuid, number>();
    for (const member of this.#view.members.values()) {
      if (!member.present || member.nodeId === this.#reign.rootId || below.has(member.nodeId)) continue;
      const since = this.#adrift.get(member.nodeId) ?? now;
      adrift.set(member.nodeId, since);
      if (now - since > treeDefaults.adriftMs) this.absent(member.nodeId);
    }
    this.#adrift = adrift;
  }

  /** Makes the next view out of what has changed; undefined when nothing has. */
  commit(): ViewStep | undefined {
    if (!this.changed) return undefined;
    this.#announced = true;
    const { term, rootId, rootAddress } = this.#reign;
    const { clusterId, clusterName, version, digest: fromDigest } = this.#view;
    const content = { clusterId, clusterName, term, version: version + 1, rootId };
    const changed = [...this.#changed.values()];
    const removed = [...this.#removed];
    const { view, changes } = this.#view.with(content, changed, removed);
    this.#view = view;
    this.#changed = new Map();
    this.#removed.clear();
    return { view, changes, delta: { ...content, rootAddress, fromDigest, digest: view.digest, changed, removed } };
  }

  #put(member: Member): void {
    if (this.find(member.nodeId) === undefined) this.#makeRoom();
    this.#changed.set(member.nodeId, member);
    this.#removed.delete(member.nodeId);
  }

  /** A full list lets go of who has been away for longest. */
  #makeRoom(): void {
    if (this.#view.members.size + this.#changed.size - this.#removed.size < limits.members) return;
    let longest: Member | undefined;
    for (const member of this.#view.members.values()) {
      const gone = !member.present && !this.#changed.has(member.nodeId) && !this.#removed.has(member.nodeId);
      if (gone && (longest === undefined || member.since < longest.since)) longest = member;
    }
    if (longest !== undefined) this.#removed.add(longest.nodeId);
  }
}

/** The roster with which a node begins to reign. With `turning` the former root is there, and is going to hang below it. */
export function succeed(beginning: {
  clock: Clock;
  reign: Reign;
  view: View;
  self: Introduction;
  attachment: number;
  below: readonly Member[];
  turning: boolean;
}): Roster {
  const { clock, reign, view, self, attachment, below, turning } = beginning;
  const roster = new Roster(clock, reign, view);
  roster.reignAs(self, attachment);
  roster.take({ attached: below, detached: [] });
  const former = view.rootId;
  if (!turning && former !== self.nodeId && below.every(({ nodeId }) => nodeId !== former)) roster.absent(former);
  return roster;
}
