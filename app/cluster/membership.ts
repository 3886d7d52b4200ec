import { limits } from '../config.ts';
import { BanyanError } from '../errors.ts';
import { ViewSchema, type View } from '../wire/banyan_pb.js';
import { decodeMessage, encodeMessage, safeInteger } from '../wire/protobuf.ts';
import { uuidBytes, uuidFromBytes, type Uuid } from '../wire/uuid.ts';

/** One machine of a cluster, as the view lists it. */
export interface Member {
  nodeId: Uuid;
  person: string;
  machine: string;
  /** 1 to 12. */
  colour: number;
  headless: boolean;
  address: string;
  /** Undefined for the root. */
  parentId: Uuid | undefined;
  present: boolean;
  joinedAt: number;
  /** When `present` became what it is. */
  since: number;
}

/** The view: members and edges of a cluster's tree at one version. Never changed in place. */
export interface Membership {
  clusterId: Uuid;
  clusterName: string;
  term: number;
  version: number;
  rootId: Uuid;
  members: ReadonlyMap<Uuid, Member>;
}

/** The view with some members added or replaced, one version later. */
export function withMembers(view: Membership, changed: readonly Member[]): Membership {
  const members = new Map(view.members);
  for (const member of changed) members.set(member.nodeId, member);
  return { ...view, version: view.version + 1, members };
}

/** What differs between two views, for those who want to be told. */
export function differences(
  before: Membership | undefined,
  after: Membership,
): { joined: Member[]; came: Member[]; went: Member[] } {
  const joined: Member[] = [];
  const came: Member[] = [];
  const went: Member[] = [];
  for (const member of after.members.values()) {
    const earlier = before?.members.get(member.nodeId);
    if (earlier === undefined) {
      if (member.present) joined.push(member);
    } else if (member.present && !earlier.present) came.push(member);
    else if (!member.present && earlier.present) went.push(member);
  }
  return { joined, came, went };
}

/** The view in the form of the wire. */
export function viewMessage(view: Membership): Omit<View, '$typeName'> {
  return {
    clusterId: uuidBytes(view.clusterId),
    clusterName: view.clusterName,
    term: BigInt(view.term),
    version: BigInt(view.version),
    rootId: uuidBytes(view.rootId),
    members: [...view.members.values()].map((member) => ({
      $typeName: 'banyan.v1.Member' as const,
      nodeId: uuidBytes(member.nodeId),
      person: member.person,
      machine: member.machine,
      colour: member.colour,
      headless: member.headless,
      address: member.address,
      parentId: member.parentId === undefined ? new Uint8Array() : uuidBytes(member.parentId),
      present: member.present,
      joinedAtMs: member.joinedAt,
      sinceMs: member.since,
    })),
  };
}

export function encodeView(view: Membership): Uint8Array {
  return encodeMessage(ViewSchema, viewMessage(view));
}

export function decodeView(bytes: Uint8Array): Membership {
  return membershipOf(decodeMessage(ViewSchema, bytes));
}

/** A view from the wire, checked. Throws `bad-input`. */
export function membershipOf(view: View): Membership {
  if (view.members.length > limits.members)
    throw new BanyanError('too-large', `A view of ${view.members.length} members is above the limit.`);
  const members = new Map<Uuid, Member>();
  for (const raw of view.members) {
    const nodeId = uuidFromBytes(raw.nodeId);
    members.set(nodeId, {
      nodeId,
      person: shownName(raw.person),
      machine: shownName(raw.machine),
      colour: validColour(raw.colour),
      headless: raw.headless,
      address: raw.address.slice(0, 128),
      parentId: raw.parentId.byteLength === 0 ? undefined : uuidFromBytes(raw.parentId),
      present: raw.present,
      joinedAt: raw.joinedAtMs,
      since: raw.sinceMs,
    });
  }
  return {
    clusterId: uuidFromBytes(view.clusterId),
    clusterName: shownName(view.clusterName),
    term: safeInteger(view.term, 'Term'),
    version: safeInteger(view.version, 'View version'),
    rootId: uuidFromBytes(view.rootId),
    members,
  };
}

/** A name from outside, made fit to be shown: bounded, trimmed, without control and direction-changing characters. */
export function shownName(raw: string): string {
  const clean = raw
    .replaceAll(/[\p{Cc}\p{Cf}\p{Co}\p{Cn}]/gu, '')
    .trim()
    .slice(0, limits.nameCharacters);
  return clean === '' ? 'Unnamed' : clean;
}

/** A colour from outside, brought into 1 to 12. */
export function validColour(raw: number): number {
  return Number.isInteger(raw) && raw >= 1 && raw <= 12 ? raw : 7;
}
