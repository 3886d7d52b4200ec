import type { Uuid } from '../../wire/uuid.ts';
import type { Member } from '../view/member.ts';
import type { View } from '../view/view.ts';

/**
 * The members in line for the succession, the first one first: who would rather carry nobody or keeps nothing comes
 * last, then those nearest to the root, then those who have been here for longest. Equal views have equal lines.
 */
export function succession(view: View, most: number, mayHost: (nodeId: Uuid) => boolean): Member[] {
  const line: { member: Member; rank: readonly [number, number, number, Uuid] }[] = [];
  for (const [nodeId, depth] of view.reachable()) {
    const member = view.members.get(nodeId)!;
    if (depth === 0 || !mayHost(nodeId)) continue;
    const unwilling = Number(member.prefersLeaf) + 2 * Number(member.keepsNothing) + Number(member.capacity === 0);
    line.push({ member, rank: [unwilling, depth, member.joinedAt, nodeId] });
    // Level by level: once enough of the willing are found, deeper ones can't come before them.
    if (line.length >= most && unwilling === 0 && depth > 1 && willing(line) >= most) break;
  }
  return line
    .toSorted((one, other) => compareRanks(one.rank, other.rank))
    .slice(0, most)
    .map(({ member }) => member);
}

const willing = (line: readonly { rank: readonly [number, number, number, Uuid] }[]): number =>
  line.filter(({ rank }) => rank[0] === 0 && rank[1] < line.at(-1)!.rank[1]).length;

function compareRanks(one: readonly [number, number, number, Uuid], other: readonly [number, number, number, Uuid]): number {
  for (const at of [0, 1, 2] as const) if (one[at] !== other[at]) return one[at] - other[at];
  return one[3] < other[3] ? -1 : Number(one[3] !== other[3]);
}
