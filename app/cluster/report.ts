import type { MessageInitShape } from '@bufbuild/protobuf';
import { limits } from '../config.ts';
import { BanyanError } from '../errors.ts';
import type { Report as ReportMessage, ReportSchema } from '../wire/banyan_pb.js';
import { uuidBytes, uuidFromBytes, type Uuid } from '../wire/uuid.ts';
import { memberMessage, memberOf, type Member } from './view/member.ts';

/** A child is not below its host any more. */
export interface Detachment {
  readonly nodeId: Uuid;
  /** Who carried it. */
  readonly parentId: Uuid;
  readonly incarnation: number;
  readonly attachment: number;
}

/** What changed below a node, on its way up to the root. */
export interface Report {
  readonly attached: readonly Member[];
  readonly detached: readonly Detachment[];
}

/** A report in parts that fit a control frame. */
export function reportMessages({ attached, detached }: Report): MessageInitShape<typeof ReportSchema>[] {
  const parts: MessageInitShape<typeof ReportSchema>[] = [];
  const size = limits.reportMembers;
  for (let at = 0; at < Math.max(attached.length, detached.length); at += size)
    parts.push({
      attached: attached.slice(at, at + size).map(memberMessage),
      detached: detached.slice(at, at + size).map(({ nodeId, parentId, incarnation, attachment }) => ({
        nodeId: uuidBytes(nodeId),
        parentId: uuidBytes(parentId),
        incarnation,
        attachment,
      })),
    });
  return parts;
}

/** A report from the wire. Throws `bad-input`, `too-large`. */
export function reportOf(raw: ReportMessage): Report {
  if (raw.attached.length > limits.reportMembers || raw.detached.length > limits.reportMembers)
    throw new BanyanError('too-large', `A report names at most ${limits.reportMembers} members.`);
  return {
    attached: raw.attached.map(memberOf),
    detached: raw.detached.map(({ nodeId, parentId, incarnation, attachment }) => ({
      nodeId: uuidFromBytes(nodeId),
      parentId: uuidFromBytes(parentId),
      incarnation,
      attachment,
    })),
  };
}
