import type { Member } from './member.ts';

/**
 * A digest of a set of members, 64 bits: the sum of the members' own, so that a change costs as much as what changed
 * and the order doesn't matter. It tells views apart that drifted; it proves nothing against who means harm.
 */
export type ViewDigest = bigint;

/** The digest of a view with nobody in it. */
export const emptyDigest: ViewDigest = 0n;

/** The digest after `before` has given way to `after`; undefined for who was not there, or is not there any more. */
export function digestAfter(digest: ViewDigest, before: Member | undefined, after: Member | undefined): ViewDigest {
  const without = before === undefined ? digest : digest - memberDigest(before);
  return BigInt.asUintN(64, after === undefined ? without : without + memberDigest(after));
}

/** The digest of one member: two runs of FNV-1a (32 bits) with different beginnings over its fields (PROTOCOL.md, rule G6). */
function memberDigest(member: Member): bigint {
  const text = [
    member.nodeId,
    member.parentId ?? '',
    member.person,
    member.machine,
    member.address,
    [
      member.incarnation,
      member.attachment,
      member.capacity,
      member.colour,
      Number(member.headless),
      Number(member.present),
      Number(member.prefersLeaf),
      Number(member.keepsNothing),
      Number(member.snail),
      member.joinedAt,
      member.since,
    ].join(','),
  ].join('\n');
  let low = 0x811c9dc5;
  let high = 0xcbf29ce4;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    low = Math.imul(low ^ unit, 0x01000193);
    high = Math.imul(high ^ unit, 0x01000193) + at;
  }
  return (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0);
}
