import type { Uuid } from '../../wire/uuid.ts';
import type { Member } from './member.ts';
import { ViewChanges, type MemberChange } from './view-changes.ts';
import { digestAfter, emptyDigest, type ViewDigest } from './view-digest.ts';

/** What a view is made of. */
export interface ViewContent {
  readonly clusterId: Uuid;
  readonly clusterName: string;
  readonly term: number;
  readonly version: number;
  readonly rootId: Uuid;
}

/** What follows from the edges of a view; worked out once, when somebody first asks. */
interface Shape {
  readonly children: ReadonlyMap<Uuid, readonly Uuid[]>;
  /** Hops to the root, of those who have a way to it. */
  readonly depths: ReadonlyMap<Uuid, number>;
  readonly present: number;
  readonly people: readonly string[];
  readonly room: Room;
}

/** Members of one level of the tree that have room for more children. */
export interface RoomyLevel {
  readonly depth: number;
  /** In all. */
  readonly free: number;
  /** Each with its room, and the room of those before it. */
  readonly places: readonly { readonly host: Member; readonly free: number; readonly before: number }[];
}

/** Where there is room, level by level, the root's first. */
export interface Room {
  readonly willing: readonly RoomyLevel[];
  /** Of those who would rather carry nobody. */
  readonly unwilling: readonly RoomyLevel[];
}

/** Names that {@link View.people} gives at the most. */
const mostPeople = 8;

/** The view: members and edges of a cluster's tree at one version. Never changed in place. */
export class View implements ViewContent {
  readonly clusterId: Uuid;
  readonly clusterName: string;
  readonly term: number;
  readonly version: number;
  readonly rootId: Uuid;
  readonly members: ReadonlyMap<Uuid, Member>;
  readonly digest: ViewDigest;
  #shape: Shape | undefined;

  private constructor(content: ViewContent, members: ReadonlyMap<Uuid, Member>, digest: ViewDigest) {
    this.clusterId = content.clusterId;
    this.clusterName = content.clusterName;
    this.term = content.term;
    this.version = content.version;
    this.rootId = content.rootId;
    this.members = members;
    this.digest = digest;
  }

  /** A view with these members. */
  static of(content: ViewContent, members: Iterable<Member>): View {
    const map = new Map<Uuid, Member>();
    let digest = emptyDigest;
    for (const member of members) {
      digest = digestAfter(digest, map.get(member.nodeId), member);
      map.set(member.nodeId, member);
    }
    return new View(content, map, digest);
  }

  /** The view with members put in, replaced and taken out, and what changed by that. */
  with(content: ViewContent, changed: readonly Member[], removed: readonly Uuid[]): { view: View; changes: ViewChanges } {
    const members = new Map(this.members);
    const changes: MemberChange[] = [];
    let { digest } = this;
    const change = (nodeId: Uuid, after: Member | undefined): void => {
      const before = members.get(nodeId);
      if (after === undefined) members.delete(nodeId);
      else members.set(nodeId, after);
      digest = digestAfter(digest, before, after);
      changes.push({ before, after });
    };
    for (const member of changed) change(member.nodeId, member);
    for (const nodeId of removed) change(nodeId, undefined);
    return { view: new View(content, members, digest), changes: new ViewChanges(changes) };
  }

  /** Children of a member that are present, in the order of their joining. */
  childrenOf(nodeId: Uuid): readonly Uuid[] {
    return this.#shaped.children.get(nodeId) ?? [];
  }

  /** Hops from a member to the root; undefined for who is away or has no way to it. */
  depthOf(nodeId: Uuid): number | undefined {
    return this.#shaped.depths.get(nodeId);
  }

  /** Members with a way to the root, the root first, level by level. */
  reachable(): ReadonlyMap<Uuid, number> {
    return this.#shaped.depths;
  }

  /** Where there is room for more children. Who would rather carry nobody has room for one. */
  get room(): Room {
    return this.#shaped.room;
  }

  /** How many members are present. */
  get present(): number {
    return this.#shaped.present;
  }

  /** Names of a few people who are present. */
  get people(): readonly string[] {
    return this.#shaped.people;
  }

  /** A member and everybody below it, itself first. */
  below(nodeId: Uuid): Uuid[] {
    const found = [nodeId];
    const seen = new Set(found);
    for (let at = 0; at < found.length; at++)
      for (const child of this.childrenOf(found[at]!))
        if (!seen.has(child)) {
          seen.add(child);
          found.push(child);
        }
    return found;
  }

  get #shaped(): Shape {
    this.#shape ??= shapeOf(this);
    return this.#shape;
  }
}

function shapeOf({ members, rootId }: View): Shape {
  const children = new Map<Uuid, Uuid[]>();
  const people: string[] = [];
  let present = 0;
  for (const member of members.values()) {
    if (!member.present) continue;
    present++;
    if (!member.headless && people.length < mostPeople) people.push(member.person);
    if (member.parentId === undefined) continue;
    const siblings = children.get(member.parentId);
    if (siblings === undefined) children.set(member.parentId, [member.nodeId]);
    else siblings.push(member.nodeId);
  }
  const depths = new Map<Uuid, number>();
  if (members.get(rootId)?.present === true) depths.set(rootId, 0);
  // A map grows while it is walked, so this goes down level by level.
  for (const [nodeId, depth] of depths)
    for (const child of children.get(nodeId) ?? []) if (!depths.has(child)) depths.set(child, depth + 1);
  const free = (host: Member): number =>
    Math.max(host.capacity, host.prefersLeaf ? 1 : 0) - (children.get(host.nodeId)?.length ?? 0);
  const hosts = [...depths].map(([nodeId, depth]) => ({ host: members.get(nodeId)!, depth, free: free(members.get(nodeId)!) }));
  const isWilling = ({ prefersLeaf, capacity }: Member): boolean => !prefersLeaf && capacity > 0;
  const room = {
    willing: levelsOf(hosts.filter(({ host }) => isWilling(host))),
    unwilling: levelsOf(hosts.filter(({ host }) => !isWilling(host))),
  };
  return { children, depths, present, people, room };
}

/** Those with room by their level; to be given level by level. */
function levelsOf(hosts: readonly { host: Member; depth: number; free: number }[]): RoomyLevel[] {
  const levels: { depth: number; free: number; places: { host: Member; free: number; before: number }[] }[] = [];
  for (const { host, depth, free } of hosts) {
    if (free <= 0) continue;
    let level = levels.at(-1);
    if (level?.depth !== depth) levels.push((level = { depth, free: 0, places: [] }));
    level.places.push({ host, free, before: level.free });
    level.free += free;
  }
  return levels;
}
