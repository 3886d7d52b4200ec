import type { ClusterEvent } from './bridge/views.ts';
import type { Clock } from './clock.ts';
import type { Cluster } from './cluster/cluster.ts';
import type { Member } from './cluster/view/member.ts';
import type { Standing } from './cluster/standing.ts';
import type { View } from './cluster/view/view.ts';
import type { ViewNews } from './cluster/view/view-changes.ts';
import type { Identity } from './identity/identity.ts';
import type { Happenings } from './telemetry/happenings.ts';
import type { Uuid } from './wire/uuid.ts';

export interface NoticesParts {
  cluster: Cluster;
  clock: Clock;
  identity: Identity;
  happenings: Happenings<ClusterEvent['kind']>;
}

/** More of a kind at once are told in one sentence. */
const mostSingly = 4;
/** What is said of doubtful peers, not more often than this. */
const suspicionIntervalMs = 10_000;

/** Puts what happens in the cluster into sentences, for the timeline and the log. */
export class Notices {
  readonly #parts: NoticesParts;
  #standing: Standing;
  #suspectedAt = -Infinity;

  constructor(parts: NoticesParts) {
    this.#parts = parts;
    this.#standing = parts.cluster.standing;
  }

  tell(kind: ClusterEvent['kind'], nodeId: Uuid | null, sentence: string): void {
    this.#parts.happenings.add({ at: this.#parts.clock.now(), kind, nodeId, sentence });
  }

  /** This node stands differently. */
  standing(standing: Standing): void {
    const { cluster, identity } = this.#parts;
    const before = this.#standing;
    const name = cluster.belonging?.name ?? '';
    this.#standing = standing;
    if (standing.phase === 'searching' && before.phase === 'member')
      this.tell(
        'lost',
        before.parentId,
        `Lost touch with ${this.#nameOf(before.parentId)}. ${standing.reason} What is written here is kept.`,
      );
    if (standing.phase === 'root' && before.phase !== 'root') this.#reigns(before, name);
    if (standing.phase === 'asking' && before.phase !== 'asking')
      this.tell('asked', identity.nodeId, `Asked ${standing.name} to be let in.`);
    if (standing.phase !== 'member') return;
    const host = this.#nameOf(standing.parentId);
    if (before.phase === 'member') this.tell('parent', identity.nodeId, `${identity.machine} hangs from ${host} now.`);
    else if (before.phase === 'root')
      this.tell('parent', identity.nodeId, `${identity.machine} gave way, and hangs from ${host} now.`);
    else this.tell('joined', identity.nodeId, `In ${name}.`);
  }

  /** The view changed. */
  view(before: View | undefined, after: View, { joined, came, went, moved }: ViewNews): void {
    if (before === undefined) return;
    const ownId = this.#parts.identity.nodeId;
    // Mostly this node itself is none of those who changed, and they may be thousands.
    const isAmong = before.members.get(ownId) !== after.members.get(ownId);
    const others = (members: readonly Member[]): readonly Member[] =>
      isAmong ? members.filter(({ nodeId }) => nodeId !== ownId) : members;
    if (before.rootId !== after.rootId && after.rootId !== ownId)
      this.tell('promoted', after.rootId, `${this.#nameOf(after.rootId)} carries ${after.clusterName} now.`);
    this.#several('joined', others(joined), () => 'joined', 'joined');
    this.#several('back', others(came), () => 'is back', 'are back');
    const elsewhere = others(moved).filter(({ nodeId }) => nodeId !== after.rootId);
    const from = (member: Member): string => (member.parentId === undefined ? 'nobody' : this.#nameOf(member.parentId));
    this.#several('moved', elsewhere, (member) => `hangs from ${from(member)} now`, 'hang elsewhere now');
    if (this.#standing.phase !== 'searching') this.#several('left', others(went), () => 'went', 'went');
  }

  /** Somebody does what can't be meant. */
  suspicious(sentence: string): void {
    const now = this.#parts.clock.monotonic();
    if (now - this.#suspectedAt < suspicionIntervalMs) return;
    this.#suspectedAt = now;
    this.tell('refused', null, sentence);
  }

  #reigns(before: Standing, name: string): void {
    const { identity } = this.#parts;
    const succeeded = before.phase === 'member' || before.phase === 'searching';
    this.tell(
      succeeded ? 'promoted' : 'started',
      identity.nodeId,
      `${identity.machine} carries ${name}${succeeded ? ' now' : ''}.`,
    );
  }

  #several(kind: ClusterEvent['kind'], members: readonly Member[], one: (member: Member) => string, many: string): void {
    if (members.length > mostSingly) return this.tell('counted', null, `${members.length} machines ${many}.`);
    for (const member of members) this.tell(kind, member.nodeId, `${shownName(member)} ${one(member)}.`);
  }

  #nameOf(nodeId: Uuid): string {
    const member = this.#parts.cluster.view?.members.get(nodeId);
    return member === undefined ? 'the host' : member.machine;
  }
}

function shownName(member: Member): string {
  return member.headless ? member.machine : member.person;
}
