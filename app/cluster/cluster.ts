import type { Clock } from '../clock.ts';
import { joinDefaults, type HeartbeatTiming } from '../config.ts';
import type { Endpoint } from '../endpoint/endpoint.ts';
import type { Range } from '../endpoint/stream-range.ts';
import { BanyanError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Random } from '../random.ts';
import type { Store } from '../storage/store.ts';
import { randomUuid, type Uuid } from '../wire/uuid.ts';
import { readBelonging, writeBelonging, type Belonging } from './belonging.ts';
import { Children, type JoinRequest } from './children.ts';
import type { Introduction } from './introduction.ts';
import { decodeView, encodeView, withMembers, type Member, type Membership } from './membership.ts';
import { ParentSession, type SessionEnd } from './parent-session.ts';
import { Return } from './return.ts';
import { refusalOf, type ClusterListeners, type Standing } from './standing.ts';

export interface ClusterParts {
  endpoint: Endpoint;
  store: Store;
  clock: Clock;
  random: Random;
  log: Log;
  timing: HeartbeatTiming;
  self: () => Introduction;
  /** Let everyone in who asks. */
  autoAccept: boolean;
  /** Addresses at which discovery sees this cluster's root now. */
  seenAt: (clusterId: Uuid) => string[];
}

/** Channel of the view. */
const channelName = 'cluster';
const viewKind = 1;

/**
 * A node's place in a cluster, first form: a root with its clients. It starts clusters, asks to join, lets others in,
 * keeps the view, and finds its way back when its host went away.
 */
export class Cluster {
  readonly #parts: ClusterParts;
  readonly #children: Children;
  readonly #return: Return;
  #listeners: ClusterListeners | undefined;
  #standing: Standing;
  #belonging: Belonging | undefined;
  #view: Membership | undefined;
  #session: ParentSession | undefined;
  #redirects = 0;
  #answerWaiter: { resolve(): void; reject(reason: Error): void } | undefined;

  constructor(parts: ClusterParts) {
    this.#parts = parts;
    const { endpoint, clock, log, timing } = parts;
    this.#standing = { phase: 'alone', since: clock.now() };
    this.#children = new Children({
      endpoint,
      clock,
      log,
      timing,
      view: () => (this.#standing.phase === 'root' ? this.#view : undefined),
      redirect: () => (this.#standing.phase === 'member' ? this.#belonging?.rootAddress : undefined),
      admits: (introduction) => parts.autoAccept || this.#belonging?.admitted.includes(introduction.nodeId) === true,
      onAttached: (introduction) => this.#childAttached(introduction),
      onDetached: (nodeId) => this.#childDetached(nodeId),
      onRequestsChanged: () => this.#listeners?.onRequests(),
      onProbe: () => this.#publishView(),
      onSnail: () => this.#listeners?.onSnail(),
    });
    this.#return = new Return(clock, (address) =>
      this.#openSession(address, this.#belonging?.clusterId, joinDefaults.returnTimeoutMs),
    );
    endpoint.handle(channelName, (message) => {
      if (message.kind === viewKind) this.#takeView(decodeView(message.payload));
    });
    endpoint.onControl({
      onChildControl: (peer, frame) => this.#children.take(peer, frame),
      onChildGone: (peer) => this.#children.peerGone(peer),
      onParentControl: (frame) => this.#session?.take(frame),
      onParentLink: (up) => this.#session?.link(up),
      onMissingFromChildren: (ranges) => this.#children.askAll(ranges),
    });
    endpoint.onParentStream(() => this.#session?.heardStream());
    endpoint.listen({ onLost: (range) => this.#lost([range]), onSnail: () => this.#listeners?.onSnail() });
  }

  listen(listeners: ClusterListeners): void {
    this.#listeners = listeners;
  }

  get standing(): Standing {
    return this.#standing;
  }

  get view(): Membership | undefined {
    return this.#view;
  }

  get belonging(): Belonging | undefined {
    return this.#belonging;
  }

  get requests(): JoinRequest[] {
    return this.#children.requests;
  }

  get badFrames(): number {
    return this.#children.badFrames;
  }

  /** Whether a child, or this node itself, is too slow for the live stream and catches up beside it. */
  isSnail(nodeId: Uuid): boolean {
    return nodeId === this.#parts.self().nodeId ? this.#parts.endpoint.crawling : this.#children.isSnail(nodeId);
  }

  /** Milliseconds since a neighbour in the tree was last heard; undefined for others. */
  silentForMs(nodeId: Uuid): number | undefined {
    if (this.#standing.phase === 'member' && this.#standing.parentId === nodeId) return this.#session?.silentForMs;
    return this.#children.silentForMs(nodeId);
  }

  /** Round trip to the parent, while there is one. */
  get roundTripMs(): number | undefined {
    return this.#session?.roundTripMs;
  }

  /** Round trip of a child, as it measured it. */
  childRoundTripMs(nodeId: Uuid): number | undefined {
    return this.#children.roundTripMs(nodeId);
  }

  /** Takes up where the node stood when it stopped. */
  start(): void {
    this.#children.start();
    this.#belonging = readBelonging(this.#parts.store);
    if (this.#belonging === undefined) return;
    if (this.#belonging.role === 'root') this.#reign(this.#belonging);
    else this.#search('Just started.');
  }

  /** Says goodbye to parent and children. */
  async stop(): Promise<void> {
    this.#return.stop();
    this.#children.stop();
    this.#children.sayGoodbye(`${this.#parts.self().machine} went home.`);
    await this.#parts.endpoint.childControlDrained();
    await this.#session?.stop(`${this.#parts.self().machine} left.`);
    this.#session = undefined;
  }

  /** Starts a cluster with this node as its root. Throws `already-joined`. */
  create(name: string): Uuid {
    this.#mustBeAlone();
    const belonging: Belonging = {
      clusterId: randomUuid(this.#parts.random),
      name,
      term: 1,
      role: 'root',
      rootId: this.#parts.self().nodeId,
      rootAddress: '',
      admitted: [],
    };
    this.#remember(belonging);
    this.#reign(belonging);
    return belonging.clusterId;
  }

  /** Asks at `host:port` to be let in. Throws `already-joined` or `address-invalid`. */
  async ask(address: string, clusterName: string): Promise<void> {
    this.#mustBeAlone();
    await this.#session?.stop('asks elsewhere');
    this.#redirects = 0;
    this.#stand({ phase: 'asking', since: this.#parts.clock.now(), name: clusterName, address });
    try {
      await this.#openSession(address, undefined, joinDefaults.answerTimeoutMs);
    } catch (thrown) {
      this.#session = undefined;
      this.#stand({ phase: 'alone', since: this.#parts.clock.now() });
      throw thrown;
    }
  }

  /** Resolves once the question is answered or a person is being asked; rejects with why it was refused. */
  answered(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#answerWaiter = { resolve, reject };
    });
  }

  async cancelAsking(): Promise<void> {
    if (this.#standing.phase !== 'asking') return;
    await this.#session?.stop('changed their mind');
    this.#session = undefined;
    this.#stand({ phase: 'alone', since: this.#parts.clock.now() });
  }

  /** A person's answer to a join request. Throws `not-found`. */
  decide(requestId: string, accept: boolean): void {
    this.#children.decide(requestId, accept);
  }

  /** Leaves the cluster for good, with a goodbye. */
  async leave(): Promise<void> {
    this.#return.stop();
    this.#children.sayGoodbye(`${this.#parts.self().machine} left the cluster.`);
    await this.#session?.stop(`${this.#parts.self().machine} left the cluster.`);
    this.#session = undefined;
    this.#forget();
  }

  /** Tells everybody that this node's name, colour or address changed. */
  introduceAgain(): void {
    if (this.#standing.phase === 'root' && this.#view !== undefined) {
      const own = this.#view.members.get(this.#parts.self().nodeId);
      if (own !== undefined) this.#setView(withMembers(this.#view, [{ ...own, ...shown(this.#parts.self()) }]));
    } else if (this.#standing.phase === 'member') {
      this.#session?.introduceAgain();
    }
  }

  /** Messages that no neighbour remembers: the root's children compare with it, everybody else with its parent. */
  #lost(ranges: Range[]): void {
    if (this.#standing.phase !== 'root') this.#listeners?.onLost(ranges);
  }

  #reign(belonging: Belonging): void {
    const now = this.#parts.clock.now();
    const self = this.#parts.self();
    const own: Member = { nodeId: self.nodeId, ...shown(self), parentId: undefined, present: true, joinedAt: now, since: now };
    this.#stand({ phase: 'root', since: now });
    this.#setView({
      clusterId: belonging.clusterId,
      clusterName: belonging.name,
      term: belonging.term,
      // Grows over restarts, so that a client that comes back takes the new view for the newer one.
      version: now,
      rootId: self.nodeId,
      members: new Map([[self.nodeId, own]]),
    });
  }

  #childAttached(introduction: Introduction): void {
    if (this.#view === undefined || this.#belonging === undefined) return;
    const { nodeId } = introduction;
    if (!this.#belonging.admitted.includes(nodeId))
      this.#remember({ ...this.#belonging, admitted: [...this.#belonging.admitted, nodeId] });
    const now = this.#parts.clock.now();
    const known = this.#view.members.get(nodeId);
    const since = known?.present === true ? known.since : now;
    this.#setView(
      withMembers(this.#view, [
        { nodeId, ...shown(introduction), parentId: this.#view.rootId, present: true, joinedAt: known?.joinedAt ?? now, since },
      ]),
    );
  }

  #childDetached(nodeId: Uuid): void {
    const member = this.#view?.members.get(nodeId);
    if (this.#view === undefined || member === undefined) return;
    this.#setView(withMembers(this.#view, [{ ...member, present: false, since: this.#parts.clock.now() }]));
  }

  #openSession(address: string, clusterId: Uuid | undefined, answerTimeoutMs: number): Promise<void> {
    const { endpoint, clock, log, timing, self } = this.#parts;
    const session = new ParentSession({
      endpoint,
      clock,
      log,
      timing,
      answerTimeoutMs,
      self,
      clusterId,
      address,
      onPending: (name) => {
        if (this.#standing.phase === 'asking') this.#stand({ ...this.#standing, name });
        this.#answerWaiter?.resolve();
      },
      onAttached: (view) => this.#attached(view, address),
      onForgotten: (ranges) => this.#lost(ranges),
      onEnd: (end) => {
        if (this.#session === session) this.#sessionEnded(end);
      },
    });
    this.#session = session;
    return session.start();
  }

  #attached(view: Membership, address: string): void {
    this.#return.stop();
    this.#remember({
      clusterId: view.clusterId,
      name: view.clusterName,
      term: view.term,
      role: 'member',
      rootId: view.rootId,
      rootAddress: address,
      admitted: this.#belonging?.admitted ?? [],
    });
    this.#stand({ phase: 'member', since: this.#parts.clock.now(), parentId: view.rootId });
    this.#takeView(view);
    this.#listeners?.onAttached();
    this.#answerWaiter?.resolve();
  }

  #sessionEnded(end: SessionEnd): void {
    this.#session = undefined;
    if (this.#belonging !== undefined) return this.#search(end.kind === 'redirected' ? 'Sent elsewhere.' : end.sentence);
    const name = this.#standing.phase === 'asking' ? this.#standing.name : '';
    if (end.kind === 'redirected' && this.#redirects++ < joinDefaults.maxRedirects) {
      void this.#openSession(end.address, undefined, joinDefaults.answerTimeoutMs);
      return;
    }
    this.#stand({ phase: 'alone', since: this.#parts.clock.now() });
    const refusal = refusalOf(end, name);
    this.#listeners?.onRefused(refusal);
    this.#answerWaiter?.reject(refusal);
  }

  /** Looks for the root where it was and where discovery sees it, until it is found. */
  #search(reason: string): void {
    const before = this.#standing;
    const since = before.phase === 'searching' ? before.since : this.#parts.clock.now();
    this.#stand({ phase: 'searching', since, reason });
    if (before.phase === 'member' && this.#view !== undefined) this.#showAlone(this.#view);
    this.#return.next(() => {
      const belonging = this.#belonging;
      if (belonging === undefined) return [];
      return [...new Set([...this.#parts.seenAt(belonging.clusterId), belonging.rootAddress])].filter(
        (address) => address !== '',
      );
    });
  }

  /** Out of reach of the root, nobody else is known to be present. */
  #showAlone(view: Membership): void {
    const now = this.#parts.clock.now();
    const own = this.#parts.self().nodeId;
    const gone = [...view.members.values()]
      .filter((member) => member.present && member.nodeId !== own)
      .map((member) => ({ ...member, present: false, since: now }));
    const after = { ...withMembers(view, gone), version: view.version };
    this.#view = after;
    this.#listeners?.onView(view, after);
  }

  #takeView(view: Membership): void {
    if (this.#standing.phase !== 'member' || view.clusterId !== this.#belonging?.clusterId) return;
    if (this.#view !== undefined && this.#view.clusterId === view.clusterId && view.version < this.#view.version) return;
    const before = this.#view?.clusterId === view.clusterId ? this.#view : undefined;
    this.#view = view;
    this.#listeners?.onView(before, view);
  }

  #setView(view: Membership): void {
    const before = this.#view;
    this.#view = view;
    this.#listeners?.onView(before, view);
    this.#publishView();
  }

  #publishView(): void {
    if (this.#view !== undefined) this.#parts.endpoint.channel(channelName).send(viewKind, encodeView(this.#view));
  }

  #stand(standing: Standing): void {
    this.#standing = standing;
    this.#listeners?.onStanding(standing);
  }

  #remember(belonging: Belonging): void {
    this.#belonging = belonging;
    writeBelonging(this.#parts.store, belonging);
  }

  #forget(): void {
    this.#belonging = undefined;
    this.#view = undefined;
    writeBelonging(this.#parts.store, undefined);
    this.#stand({ phase: 'alone', since: this.#parts.clock.now() });
    this.#listeners?.onLeft();
  }

  #mustBeAlone(): void {
    if (this.#belonging === undefined) return;
    throw new BanyanError('already-joined', `This machine belongs to ${this.#belonging.name}. Leave it first.`);
  }
}

function shown({
  person,
  machine,
  colour,
  headless,
  address,
}: Introduction): Pick<Member, 'person' | 'machine' | 'colour' | 'headless' | 'address'> {
  return { person, machine, colour, headless, address };
}
