import { controlFrame } from '../wire/control-message.ts';
import type { Uuid } from '../wire/uuid.ts';
import { adminIn } from './admission/admins.ts';
import type { Children } from './children.ts';
import { Expulsion } from './expulsion.ts';
import { HelloCheck } from './admission/hello-check.ts';
import { HostTrust } from './admission/host-trust.ts';
import type { Application } from './admission/introduction.ts';
import { LogFeed } from './membership-log/log-feed.ts';
import type { Place } from './place.ts';
import type { Lacking } from './admission/welcome.ts';
import { succession } from './recovery/succession.ts';
import type { TreeMemberParts } from './tree-member-parts.ts';
import type { ViewFeed } from './view/view-feed.ts';

/** What of a tree member its guard has to see and to move. */
export interface Guarded {
  readonly children: Children;
  readonly feed: ViewFeed;
  readonly place: Place;
  readonly isRoot: boolean;
  /** Leaves the parent for another one. */
  forsake(sentence: string): void;
  /** Takes these out of the view, where this node is the root. */
  strike(nodeIds: readonly Uuid[]): void;
}

/** Who may do what, at one node of a tree: everything that asks the membership log, and what follows when it changes. */
export class Guard {
  readonly check: HelloCheck;
  readonly trust: HostTrust;
  readonly log: LogFeed;
  readonly #parts: TreeMemberParts;
  readonly #guarded: Guarded;
  readonly #expulsion: Expulsion;

  constructor(parts: TreeMemberParts, guarded: Guarded) {
    this.#parts = parts;
    this.#guarded = guarded;
    const { endpoint, clock, random, log, memory, membership, keys, selfId, listeners } = parts;
    const clusterId = (): Uuid | undefined => memory.belonging?.clusterId;
    const suspect = (sentence: string): void => this.suspect(sentence);
    this.check = new HelloCheck({ clock, random, keys, membership, clusterId, suspect });
    this.trust = new HostTrust({ keys, membership, clusterId, selfId });
    this.log = new LogFeed({ endpoint, clock, log, membership, suspect });
    this.#expulsion = new Expulsion({
      ...{ endpoint, clock, membership, selfId },
      isRoot: () => guarded.isRoot,
      children: () => guarded.children.nodeIds,
      above: () => guarded.place.path,
      expelChild: (nodeId, sentence) => guarded.children.expel(nodeId, sentence),
      forsake: (sentence) => guarded.forsake(sentence),
      onRemoved: (nodeIds) => guarded.strike(nodeIds),
      onSelfRemoved: () => listeners.onSelfRemoved(),
      onUnfit: () => this.#handOn(),
    });
    membership.onChange(({ entries }) => this.#expulsion.heard(entries));
  }

  /** Whether a node may become root or relay, as far as is known. */
  mayHost = (nodeId: Uuid): boolean => this.#parts.membership.mayHost(nodeId);

  /** Whether this node itself may. */
  get fit(): boolean {
    return this.mayHost(this.#parts.selfId);
  }

  /** Where an admin is there now, other than here; undefined when nowhere. */
  get adminAddress(): string | undefined {
    return adminIn(this.#guarded.feed.view, this.#parts.membership, this.#parts.selfId)?.address;
  }

  /** Whether somebody may come in without a person being asked; with an open door it is let in on the spot. */
  admits = ({ introduction, keys }: Application): boolean => {
    const { membership, autoAccept } = this.#parts;
    const { nodeId, machine } = introduction;
    if (membership.member(nodeId) !== undefined) return true;
    if (!autoAccept || !membership.isAdmin) return false;
    membership.letIn([{ nodeId, name: machine, keys }], 'editor', true);
    return true;
  };

  /** What somebody lacks who is let in: who is new to the cluster the whole. */
  lackingFor = ({ logHeads, purpose }: Application): Lacking => {
    const { membership, codec } = this.#parts;
    const { log } = membership;
    const { view } = this.#guarded.feed;
    if (logHeads.length > 0 || log === undefined) return { log: membership.bytesLackingAt(logHeads, purpose), whole: [] };
    return { log: new Uint8Array(), whole: view === undefined ? [log.frame] : [log.frame, codec.frameOf(view)] };
  };

  /** Somebody does what can't be meant. */
  suspect(sentence: string): void {
    this.#parts.log.warn(sentence);
    this.#parts.listeners.onSuspicious(sentence);
  }

  stop(): void {
    this.#expulsion.stop();
    this.log.stop();
  }

  /** This node may not reign any more: the first of its children that may has to. */
  #handOn(): void {
    const { children, feed, place } = this.#guarded;
    const line = feed.view === undefined ? [] : succession(feed.view, feed.view.members.size, this.mayHost);
    const heir = line.find(({ nodeId }) => children.has(nodeId));
    if (heir === undefined) return;
    children.tell(heir.nodeId, controlFrame({ case: 'succeed', value: { term: BigInt(place.reign.term + 1) } }));
  }
}
