import { treeDefaults } from '../../config.ts';
import type { Uuid } from '../../wire/uuid.ts';
import type { Member } from '../view/member.ts';
import { Placement } from '../placement.ts';
import type { Candidate } from './search.ts';
import { succession } from './succession.ts';
import type { View } from '../view/view.ts';

/** What an orphan knows when it looks for somebody to hang from. */
export interface Bereavement {
  selfId: Uuid;
  view: View;
  /** The way to the root as it was: the lost parent first, the root last. */
  path: readonly Uuid[];
  lostAddress: string;
  /** The connection broke, rather than that the parent fell silent: it may be there again at once. */
  broken: boolean;
  /** Others hang from the orphan, or wait to: that it is not alone needs no witness. */
  accompanied: boolean;
  /** Who may carry others. */
  mayHost: (nodeId: Uuid) => boolean;
  /** Who hangs below the orphan, and can't carry it. */
  isBelow: (nodeId: Uuid) => boolean;
}

/**
 * Whom an orphan asks, in this order (PROTOCOL.md, rule G3): the parent again when only the connection broke; then, while the root
 * may live, the grandparent or another free place outside of the lost branch, each of the orphans another one, and the
 * root itself; then those in line for the succession before it. Whoever comes to the end of the list without an answer
 * is itself next in line.
 */
export function candidatesOf(bereavement: Bereavement): Candidate[] {
  const { view, path, selfId, isBelow, mayHost } = bereavement;
  const [parentId] = path;
  const rootLost = parentId === undefined || parentId === view.rootId;
  const wanted = [
    ...(bereavement.broken ? [{ address: bereavement.lostAddress, nodeId: parentId, witness: false }] : []),
    ...(rootLost ? [] : refuges(bereavement)),
    ...heirsBefore(bereavement, rootLost),
  ];
  const seen = new Set<string>();
  return wanted.filter(({ address, nodeId }) => {
    const usable =
      address !== '' &&
      nodeId !== selfId &&
      !seen.has(address) &&
      (nodeId === undefined || (!isBelow(nodeId) && mayHost(nodeId)));
    seen.add(address);
    return usable;
  });
}

/** Places outside of the lost branch; children of one lost parent spread out by their order. */
function refuges({ view, path, selfId, mayHost }: Bereavement): Candidate[] {
  const parentId = path[0]!;
  const lostBranch = new Set(view.below(parentId));
  const siblings = view.childrenOf(parentId).toSorted();
  const place = Math.max(0, siblings.indexOf(selfId));
  const grandparent = path[1];
  const order: Member[] = [];
  // The lost one leaves its place at the grandparent.
  if (grandparent !== undefined && view.members.has(grandparent)) order.push(view.members.get(grandparent)!);
  for (const host of new Placement(view, mayHost).places((nodeId) => lostBranch.has(nodeId))) {
    order.push(host);
    if (order.length > place + treeDefaults.refuges) break;
  }
  const own = order.length === 0 ? [] : [order[place % order.length]!, ...order.slice(0, treeDefaults.refuges)];
  return [...own, view.members.get(view.rootId)].flatMap((member) => (member === undefined ? [] : [candidateOf(member, false)]));
}

/** Those in line before this node; when it is the first itself, those after it, who tell whether the root is lost to them too. */
function heirsBefore({ view, selfId, path, broken, accompanied, mayHost }: Bereavement, rootLost: boolean): Candidate[] {
  const heirs = succession(view, treeDefaults.successors, mayHost).filter(({ nodeId }) => nodeId !== path[0]);
  const own = heirs.findIndex(({ nodeId }) => nodeId === selfId);
  const before = (own < 0 ? heirs : heirs.slice(0, own)).map((heir) => candidateOf(heir, false));
  if (!rootLost || own < 0 || (broken && accompanied)) return before;
  const witnesses = heirs.slice(own + 1, own + 1 + treeDefaults.refuges);
  // A silence may be one's own; a connection that broke for everybody needs no more than a second voice.
  return [...before, ...witnesses.slice(0, broken ? 1 : undefined).map((heir) => candidateOf(heir, true))];
}

const candidateOf = ({ address, nodeId }: Member, witness: boolean): Candidate => ({ address, nodeId, witness });
