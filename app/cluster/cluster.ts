import type { Clock } from '../clock.ts';
import type { HeartbeatTiming } from '../config.ts';
import type { Endpoint } from '../endpoint/endpoint.ts';
import { BanyanError } from '../errors.ts';
import type { NodeKeys } from '../identity/keys.ts';
import type { Log } from '../log.ts';
import type { Random } from '../random.ts';
import { shownName } from '../shown-name.ts';
import type { Store } from '../storage/store.ts';
import type { Uuid } from '../wire/uuid.ts';
import type { JoinRequest } from './admission/anteroom.ts';
import type { Belonging } from './belonging.ts';
import type { Introduction } from './admission/introduction.ts';
import { Joining } from './admission/joining.ts';
import type { Role } from './membership-log/body.ts';
import type { Membership, Newcomer } from './membership-log/membership.ts';
import { ClusterMemory } from './memory.ts';
import type { Place } from './place.ts';
import { Pulse } from './recovery/pulse.ts';
import { reachOf, shownAddress } from './reach.ts';
import type { ClusterListeners, Standing } from './standing.ts';
import { TreeMember } from './tree-member.ts';
import type { ViewCodec } from './view/view-codec.ts';
import type { View } from './view/view.ts';

export interface ClusterParts {
  endpoint: Endpoint;
  store: Store;
  clock: Clock;
  random: Random;
  log: Log;
  timing: HeartbeatTiming;
  codec: ViewCodec;
  selfId: Uuid;
  keys: NodeKeys;
  membership: Membership;
  /** Finds out at a door how the node behind it is reached. */
  knock: (address: string, timeoutMs: number) => Promise<string>;
  self: () => Introduction;
  /** Let everyone in who asks. */
  autoAccept: boolean;
  /** Addresses at which discovery sees members of this cluster now, roots first. */
  seenAt: (clusterId: Uuid) => { address: string; root: boolean }[];
}

/** The cluster a node belongs to, or none: starts one, asks to join, lets others in, comes back, leaves. */
export class Cluster {
  readonly #parts: ClusterParts;
  readonly #memory: ClusterMemory;
  readonly #tree: TreeMember;
  readonly #joining: Joining;
  readonly #pulse: Pulse;
  #listeners: ClusterListeners | undefined;
  /** Before there is a tree to stand in; undefined afterwards. */
  #outside: Standing | undefined;
  #leaving = false;

  constructor(parts: ClusterParts) {
    this.#parts = parts;
    this.#outside = { phase: 'alone', since: parts.clock.now() };
    this.#memory = new ClusterMemory(parts.store, parts.clock, parts.selfId);
    this.#tree = new TreeMember({
      ...parts,
      memory: this.#memory,
      listeners: {
        onStanding: (standing) => {
          this.#outside = undefined;
          this.#pulse.lead(standing.phase === 'root');
          this.#listeners?.onStanding(standing);
        },
        onAttached: () => {
          this.#joining.answered();
          // Who is about to go has nothing to compare any more.
          if (!this.#leaving) this.#listeners?.onAttached();
        },
        onPlace: () => this.#listeners?.onPlace(),
        onView: (before, after, changes) => this.#listeners?.onView(before, after, changes),
        onRequests: () => this.#listeners?.onRequests(),
        onCompare: (documents) => this.#listeners?.onCompare(documents),
        onLost: (ranges) => this.#listeners?.onLost(ranges),
        onSuspicious: (sentence) => this.#listeners?.onSuspicious(sentence),
        onSelfRemoved: () => void this.#removed(),
      },
    });
    const { endpoint, clock } = parts;
    this.#pulse = new Pulse({
      endpoint,
      clock,
      // Who is too slow for the stream does not hear it, and asks for what it missed.
      expects: () => this.standing.phase === 'member' && this.place.rooted && !endpoint.crawling,
      onSilence: () => {
        const sentence = 'It is there, but passes nothing on.';
        parts.log.warn('left a parent that passes nothing on', { address: this.#tree.link.session?.address });
        this.#listeners?.onSuspicious(`${this.#parentName} is there, but passes nothing on.`);
        this.#tree.forsake(sentence);
      },
    });
    this.#joining = new Joining({
      link: this.#tree.link,
      onFound: (session) => this.#tree.attach(session),
      onPending: (name) => {
        if (this.#outside?.phase === 'asking') this.#standOutside({ ...this.#outside, name });
      },
      onRefused: (refusal) => {
        this.#standOutside({ phase: 'alone', since: parts.clock.now() });
        this.#listeners?.onRefused(refusal);
      },
    });
    parts.membership.onChange(() => this.#listeners?.onMembers());
    parts.endpoint.listen({ onSnail: () => this.#listeners?.onSnail() });
  }

  listen(listeners: ClusterListeners): void {
    this.#listeners = listeners;
  }

  get standing(): Standing {
    return this.#outside ?? this.#tree.standing;
  }

  get view(): View | undefined {
    return this.#tree.feed.view;
  }

  get belonging(): Belonging | undefined {
    return this.#memory.belonging;
  }

  /** The reign and the way to the root as they are known here. */
  get place(): Place {
    return this.#tree.place;
  }

  get requests(): JoinRequest[] {
    return this.#tree.children.requests;
  }

  /** Who belongs to the cluster, and what they may do. */
  get membership(): Membership {
    return this.#parts.membership;
  }

  get badFrames(): number {
    return this.#tree.children.badFrames;
  }

  /** Rounds of the search for a parent in which everybody was asked in vain. */
  get vainRounds(): number {
    return this.#tree.vainRounds;
  }

  /** Nodes that hang below this one now. */
  get children(): Uuid[] {
    return this.#tree.children.nodeIds;
  }

  /** Milliseconds since a neighbour in the tree was last heard; undefined for others. */
  silentForMs(nodeId: Uuid): number | undefined {
    const { standing } = this;
    if (standing.phase === 'member' && standing.parentId === nodeId) return this.#tree.link.session?.silentForMs;
    return this.#tree.children.silentForMs(nodeId);
  }

  /** Round trip to the parent, while there is one. */
  get roundTripMs(): number | undefined {
    return this.#tree.link.session?.roundTripMs;
  }

  /** Round trip of a child, as it measured it. */
  childRoundTripMs(nodeId: Uuid): number | undefined {
    return this.#tree.children.roundTripMs(nodeId);
  }

  /** Takes up where the node stood when it stopped. */
  start(): void {
    this.#tree.children.start();
    const belonging = this.#memory.recall();
    if (belonging === undefined) return;
    if (this.#parts.membership.recall(belonging.clusterId)) return this.#tree.resume(belonging);
    // Without the log nobody could be told from a stranger, this node itself not either.
    this.#parts.log.warn('the list of members is missing or damaged; this machine has to be let in anew');
    this.#memory.forget();
  }

  /** Hands over what hangs from this node, then says goodbye. */
  async stop(): Promise<void> {
    await this.#go('went home');
    this.#tree.children.stop();
    this.#pulse.stop();
    this.#memory.stop();
    this.#parts.membership.stop();
  }

  /** Starts a cluster with this node as its root. Throws `already-joined`. */
  create(called: string): Uuid {
    const name = shownName(called);
    this.mustBeAlone();
    const clusterId = this.#parts.membership.found(this.#parts.self().machine);
    this.#memory.belong({ clusterId, name, term: 0, role: 'root', rootId: this.#parts.selfId, rootAddress: '' });
    this.#tree.reign(1);
    return clusterId;
  }

  /** Asks at `host:port` to be let in. Throws `already-joined` or `address-invalid`. */
  async ask(address: string, clusterName: string): Promise<void> {
    this.mustBeAlone();
    reachOf(address);
    this.#standOutside({ phase: 'asking', since: this.#parts.clock.now(), name: clusterName, address: shownAddress(address) });
    this.#joining.ask(address, clusterName);
  }

  /** Resolves once the question is answered or a person is being asked; rejects with why it was refused. */
  answered(): Promise<void> {
    return this.#joining.outcome();
  }

  async cancelAsking(): Promise<void> {
    if (this.#outside?.phase !== 'asking') return;
    this.#tree.link.stopSeeking();
    this.#standOutside({ phase: 'alone', since: this.#parts.clock.now() });
  }

  /** A person's answer to a join request. Throws `not-found`, `not-allowed`. */
  decide(requestId: string, accept: boolean, role: Role = 'editor', mayHost = true): void {
    const { children, admission } = this.#tree;
    const name = this.belonging?.name ?? 'The cluster';
    const sentence = `${name} did not let you in this time. Ask somebody in it, then try again.`;
    if (!accept) return void children.answerRequest(requestId, { kind: 'refuse', code: 'refused', sentence });
    const { introduction, keys } = children.applicant(requestId);
    this.letIn({ nodeId: introduction.nodeId, name: introduction.machine, keys }, role, mayHost);
    this.#tree.admit(introduction);
    const hasRoom = children.taken < Math.max(1, this.#parts.self().capacity);
    const host = hasRoom ? undefined : admission.elsewhere(introduction.nodeId);
    children.answerRequest(requestId, host === undefined ? { kind: 'offer' } : { kind: 'redirect', address: host.address });
  }

  /** Makes somebody a member, who then may come without a person being asked. Throws `not-joined`, `not-allowed`. */
  letIn(newcomer: Newcomer, role: Role, mayHost: boolean): void {
    this.letInAll([newcomer], role, mayHost);
  }

  /** The same for many, who are told to everybody together. Throws `not-joined`, `not-allowed`, `too-large`. */
  letInAll(newcomers: readonly Newcomer[], role: Role, mayHost: boolean): void {
    this.#parts.membership.letIn(newcomers, role, mayHost);
  }

  /** Says what a member may do from now on. Throws `not-found`, `not-allowed`. */
  setRole(nodeId: Uuid, role: Role, mayHost: boolean): void {
    this.#mustBeMember(nodeId);
    this.#parts.membership.append([{ kind: 'role', nodeId, role, mayHost: mayHost && role !== 'viewer' }]);
  }

  /** Removes a member: all its connections are cut within a second. Throws `not-found`, `not-allowed`. */
  remove(nodeId: Uuid): void {
    this.#mustBeMember(nodeId);
    this.#parts.membership.append([{ kind: 'removal', nodeId }]);
  }

  /** Leaves the cluster for good, with a goodbye. */
  async leave(): Promise<void> {
    await this.#go('left the cluster');
    this.#memory.forget();
    this.#parts.membership.forget();
    this.#tree.feed.forget();
    this.#standOutside({ phase: 'alone', since: this.#parts.clock.now() });
    this.#listeners?.onLeft();
  }

  /** Tells everybody that this node's name, colour or address changed. */
  introduceAgain(): void {
    this.#tree.introduceAgain();
  }

  /** Content of these documents came by comparison: those below compare with this node in their turn. */
  tellToCompare(documents: readonly Uuid[]): void {
    this.#tree.children.tellToCompare(documents);
  }

  /** An admin has removed this node: it is alone again, and keeps what it has. */
  async #removed(): Promise<void> {
    const name = this.belonging?.name ?? 'the cluster';
    await this.leave();
    this.#listeners?.onRefused(new BanyanError('refused', `This machine was removed from ${name}. Its documents stay here.`));
  }

  #mustBeMember(nodeId: Uuid): void {
    if (this.membership.member(nodeId) === undefined)
      throw new BanyanError('not-found', 'Nobody in this cluster has that name or id.');
  }

  async #go(how: string): Promise<void> {
    this.#leaving = true;
    await this.#tree.leave(`${this.#parts.self().machine} ${how}.`);
    this.#leaving = false;
  }

  get #parentName(): string {
    const { standing } = this;
    const parent = standing.phase === 'member' ? this.view?.members.get(standing.parentId) : undefined;
    return parent?.machine ?? 'The parent';
  }

  #standOutside(standing: Standing): void {
    this.#outside = standing;
    this.#listeners?.onStanding(standing);
  }

  /** Throws `already-joined`. */
  mustBeAlone(): void {
    if (this.belonging === undefined) return;
    throw new BanyanError('already-joined', `This machine belongs to ${this.belonging.name}. Leave it first.`);
  }
}
