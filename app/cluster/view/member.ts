import type { MessageInitShape } from '@bufbuild/protobuf';
import { limits } from '../../config.ts';
import { shownName } from '../../shown-name.ts';
import type { Member as MemberMessage, MemberSchema } from '../../wire/banyan_pb.js';
import { uuidBytes, uuidFromBytes, type Uuid } from '../../wire/uuid.ts';

/** One machine of a cluster, as the view lists it. Never changed in place. */
export interface Member {
  readonly nodeId: Uuid;
  readonly person: string;
  readonly machine: string;
  /** 1 to 12. */
  readonly colour: number;
  readonly headless: boolean;
  /** `host:port` of its control socket. */
  readonly address: string;
  /** Undefined for the root, and for who has not hung anywhere yet. */
  readonly parentId: Uuid | undefined;
  readonly present: boolean;
  /** Wall time of the root that let it in. */
  readonly joinedAt: number;
  /** When `present` became what it is. */
  readonly since: number;
  /** Number of its start. */
  readonly incarnation: number;
  /** Number of its place: of two reports the one with the higher (incarnation, attachment) counts. */
  readonly attachment: number;
  /** Most children that it takes on while there is room elsewhere. */
  readonly capacity: number;
  readonly prefersLeaf: boolean;
  readonly keepsNothing: boolean;
  /** It is too slow for the live stream and catches up beside it. */
  readonly snail: boolean;
}

/** Whether a report with these numbers is about a later place than `known`. */
export function isLaterPlace(
  report: Pick<Member, 'incarnation' | 'attachment'>,
  known: Pick<Member, 'incarnation' | 'attachment'>,
): boolean {
  return (
    report.incarnation > known.incarnation || (report.incarnation === known.incarnation && report.attachment > known.attachment)
  );
}

/** Whether nothing differs between two members. */
export function sameMember(one: Member, other: Member): boolean {
  return (Object.keys(one) as (keyof Member)[]).every((field) => one[field] === other[field]);
}

/** A member in the form of the wire. */
export function memberMessage(member: Member): MessageInitShape<typeof MemberSchema> {
  return {
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
    incarnation: member.incarnation,
    attachment: member.attachment,
    capacity: member.capacity,
    prefersLeaf: member.prefersLeaf,
    keepsNothing: member.keepsNothing,
    snail: member.snail,
  };
}

/** A member from the wire, made fit to be shown. Throws `bad-input`. */
export function memberOf(raw: MemberMessage): Member {
  return {
    nodeId: uuidFromBytes(raw.nodeId),
    person: shownName(raw.person),
    machine: shownName(raw.machine),
    colour: validColour(raw.colour),
    headless: raw.headless,
    address: raw.address.slice(0, limits.addressCharacters),
    parentId: raw.parentId.byteLength === 0 ? undefined : uuidFromBytes(raw.parentId),
    present: raw.present,
    joinedAt: raw.joinedAtMs,
    since: raw.sinceMs,
    incarnation: raw.incarnation,
    attachment: raw.attachment,
    capacity: Math.min(raw.capacity, limits.fanOut),
    prefersLeaf: raw.prefersLeaf,
    keepsNothing: raw.keepsNothing,
    snail: raw.snail,
  };
}

/** A colour from outside, brought into 1 to 12. */
export function validColour(raw: number): number {
  return Number.isInteger(raw) && raw >= 1 && raw <= 12 ? raw : 7;
}
