import type { Clock } from '../clock.ts';
import type { HeartbeatTiming } from '../config.ts';
import { tcpAddress } from '../endpoint/address.ts';
import type { Endpoint } from '../endpoint/endpoint.ts';
import type { Range } from '../endpoint/stream-range.ts';
import { BanyanError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Random } from '../random.ts';
import type { Store } from '../storage/store.ts';
import { controlFrame } from '../wire/control-message.ts';
import { randomUuid, type Uuid } from '../wire/uuid.ts';
import { Admission } from './admission.ts';
import type { JoinRequest } from './anteroom.ts';
import type { Belonging } from './belonging.ts';
import { Children } from './children.ts';
import { depart } from './departure.ts';
import { Inquirer } from './inquiry.ts';
import type { Introduction, Purpose } from './introduction.ts';
import { Joining } from './joining.ts';
import { ClusterMemory } from './memory.ts';
import { Orders } from './orders.ts';
import { ParentLink } from './parent-link.ts';
import type { ParentSession, SessionEnd } from './parent-session.ts';
import { samePlace, type Place } from './place.ts';
import { Recovery } from './recovery.ts';
import { Regency } from './regency.ts';
import { compareReigns, isPlausibleTerm, type Reign } from './reign.ts';
import { reportMessages, type Report } from './report.ts';
import { Roster } from './roster.ts';
import type { ClusterListeners, Standing } from './standing.ts';
import { Subtree } from './subtree.ts';
import type { ViewCodec } from './view-codec.ts';
import { ViewFeed } from './view-feed.ts';
import { View } from './view.ts';
import type { ViewChanges } from './view-changes.ts';

export interface ClusterParts {
  endpoint: Endpoint;
  store: Store;
  clock: Clock;
  random: Random;
  log: Log;
  timing: HeartbeatTiming;
  codec: ViewCodec;
  selfId: Uuid;
  self: () => Introduction;
  /** Let everyone in who asks. */
  autoAccept: boolean;
  /** Addresses at which discovery sees members of this cluster now, roots first. */
  seenAt: (clusterId: Uuid) => { address: string; root: boolean }[];
}

/**
 * A node's place in the tree of a cluster: it starts clusters, asks to join, carries others, finds another parent when
 * its own is lost, reigns when it is next in line, and steps down before a reign that counts more.
 */
export class Cluster {
  readonly #parts: ClusterParts;
  readonly #selfId: Uuid;
  readonly #memory: ClusterMemory;
  readonly #children: Children;
  readonly #admission: Admission;
  readonly #link: ParentLink;
  readonly #feed: ViewFeed;
  readonly #subtree: Subtree;
  readonly #inquirer: Inquirer;
  readonly #orders: Orders;
  readonly #recovery: Recovery;
  readonly #joining: Joining;
  #listeners: ClusterListeners | undefined;
  #standing: Standing;
  #place: Place;
  #regency: Regency | undefined;
  /** Number of the place this node has, grows with each. */
  #attachment = 0;
  #leaving = false;

  constructor(parts: ClusterParts) {
    this.#parts = parts;
    const { endpoint, store, clock, log, timing, codec, random, self } = parts;
    this.#selfId = parts.selfId;
    this.#standing = { phase: 'alone', since: clock.now() };
    this.#place = { reign: { term: 0, rootId: this.#selfId, rootAddress: '' }, path: [], rooted: false };
    this.#memory = new ClusterMemory(store, clock, this.#selfId);
    this.#subtree = new Subtree(this.#selfId);
    this.#inquirer = new Inquirer({ endpoint, clock, answerMs: timing.lostAfterMs, selfId: this.#selfId });
    const cluster = (): { id: Uuid; name: string } | undefined =>
      this.belonging === undefined ? undefined : { id: this.belonging.clusterId, name: this.belonging.name };
    this.#feed = new ViewFeed({
      endpoint,
      clock,
      log,
      codec,
      clusterId: () => this.belonging?.clusterId,
      accepts: (reign) => this.#accepts(reign),
      onView: (before, after, changes) => this.#viewed(before, after, changes),
    });
    this.#orders = new Orders({
      selfId: this.#selfId,
      cluster,
      place: () => this.#place,
      branchOf: (nodeId) => this.#subtree.branchOf(nodeId),
      tellChild: (nodeId, frame) => this.#children.tell(nodeId, frame),
      tellParent: (frame) => this.#link.session?.send(frame),
      answer: (peer, frame) => endpoint.controlChild(peer, frame),
      onPlace: (place) => this.#takePlace(place),
      onMove: (address) => this.#moveTo(address),
      onCompare: (documents) => this.#listeners?.onCompare(documents),
      onSucceed: (term) => this.#succeed(term),
      onMeeting: (reign, alive) => this.#meet(reign, alive),
    });
    this.#admission = new Admission({
      random,
      selfId: this.#selfId,
      cluster,
      place: () => this.#place,
      view: () => this.#feed.view,
      taken: () => this.#children.taken,
      capacity: () => (self().prefersLeaf ? 0 : self().capacity),
      admits: ({ introduction }) => parts.autoAccept || this.#memory.admits(introduction.nodeId),
      parentSuspected: () => (this.#link.session?.silentForMs ?? 0) > timing.suspectAfterMs,
      meet: (reign, alive) => this.#meet(reign, alive),
    });
    this.#children = new Children({
      endpoint,
      clock,
      log,
      timing,
      selfId: this.#selfId,
      cluster,
      place: () => this.#place,
      viewDigest: () => this.#feed.digest,
      decide: (application) => this.#admission.decide(application),
      onReport: (report, via) => this.#reported(report, via),
      onRequestsChanged: () => this.#listeners?.onRequests(),
      onHeld: () => this.#recovery.reconsider(),
      onOther: (peer, body, isChild) => this.#orders.takeFromBelow(peer, body, isChild),
    });
    this.#link = new ParentLink({
      ...{ endpoint, clock, log, timing, self },
      clusterId: () => this.belonging?.clusterId,
      reign: () => (this.#place.reign.term > 0 ? this.#place.reign : undefined),
      parent: {
        onOrder: (body) => this.#orders.takeFromAbove(body),
        onViewDigest: (digest) => this.#feed.compare(digest),
        onForgotten: (ranges) => this.#lost(ranges),
      },
      onLost: (end) => this.#orphaned(end),
    });
    const onFound = (session: ParentSession): void => this.#attach(session);
    this.#recovery = new Recovery({
      ...{ clock, random, selfId: this.#selfId, link: this.#link, subtree: this.#subtree, seenAt: parts.seenAt, onFound },
      ownAddress: () => self().address,
      belonging: () => this.belonging,
      place: () => this.#place,
      view: () => this.#feed.view,
      othersHere: () => this.#children.nodeIds.length + this.#children.held,
      onNext: (term) => this.#reign(term),
      onAlone: () => this.#showAlone(),
    });
    this.#joining = new Joining({
      ...{ link: this.#link, onFound },
      onPending: (name) => {
        if (this.#standing.phase === 'asking') this.#stand({ ...this.#standing, name });
      },
      onRefused: (refusal) => {
        this.#stand({ phase: 'alone', since: clock.now() });
        this.#listeners?.onRefused(refusal);
      },
    });
    endpoint.onControl({
      onChildControl: (peer, frame) => this.#children.take(peer, frame),
      onChildGone: (peer) => this.#children.peerGone(peer),
      onMissingFromChildren: (ranges) => this.#children.askAll(ranges),
    });
    endpoint.listen({ onLost: (range) => this.#lost([range]), onSnail: () => this.#listeners?.onSnail() });
  }

  listen(listeners: ClusterListeners): void {
    this.#listeners = listeners;
  }

  get standing(): Standing {
    return this.#standing;
  }

  get view(): View | undefined {
    return this.#feed.view;
  }

  get belonging(): Belonging | undefined {
    return this.#memory.belonging;
  }

  /** The reign and the way to the root as they are known here. */
  get place(): Place {
    return this.#place;
  }

  get requests(): JoinRequest[] {
    return this.#children.requests;
  }

  get badFrames(): number {
    return this.#children.badFrames;
  }

  /** Nodes that hang below this one now. */
  get children(): Uuid[] {
    return this.#children.nodeIds;
  }

  /** Milliseconds since a neighbour in the tree was last heard; undefined for others. */
  silentForMs(nodeId: Uuid): number | undefined {
    if (this.#standing.phase === 'member' && this.#standing.parentId === nodeId) return this.#link.session?.silentForMs;
    return this.#children.silentForMs(nodeId);
  }

  /** Round trip to the parent, while there is one. */
  get roundTripMs(): number | undefined {
    return this.#link.session?.roundTripMs;
  }

  /** Round trip of a child, as it measured it. */
  childRoundTripMs(nodeId: Uuid): number | undefined {
    return this.#children.roundTripMs(nodeId);
  }

  /** Takes up where the node stood when it stopped. */
  start(): void {
    this.#children.start();
    const belonging = this.#memory.recall();
    if (belonging === undefined) return;
    const { term, rootId, rootAddress, role, peers } = belonging;
    this.#place = { reign: { term, rootId, rootAddress }, path: [], rooted: false };
    // A root that was alone is one again; any other may have been succeeded while it was away.
    if (role === 'root' && peers.length === 0) this.#reign(term + 1);
    else this.#search('Just started.');
  }

  /** Hands over what hangs from this node, then says goodbye. */
  async stop(): Promise<void> {
    await this.#go(`${this.#parts.self().machine} went home.`);
    this.#memory.stop();
  }

  /** Starts a cluster with this node as its root. Throws `already-joined`. */
  create(name: string): Uuid {
    this.#mustBeAlone();
    const clusterId = randomUuid(this.#parts.random);
    this.#memory.belong({ clusterId, name, term: 0, role: 'root', rootId: this.#selfId, rootAddress: '' });
    this.#reign(1);
    return clusterId;
  }

  /** Asks at `host:port` to be let in. Throws `already-joined` or `address-invalid`. */
  async ask(address: string, clusterName: string): Promise<void> {
    this.#mustBeAlone();
    tcpAddress(address);
    this.#stand({ phase: 'asking', since: this.#parts.clock.now(), name: clusterName, address });
    this.#joining.ask(address, clusterName);
  }

  /** Resolves once the question is answered or a person is being asked; rejects with why it was refused. */
  answered(): Promise<void> {
    return this.#joining.outcome();
  }

  async cancelAsking(): Promise<void> {
    if (this.#standing.phase !== 'asking') return;
    this.#link.stopSeeking();
    this.#stand({ phase: 'alone', since: this.#parts.clock.now() });
  }

  /** A person's answer to a join request. Throws `not-found`. */
  decide(requestId: string, accept: boolean): void {
    const name = this.belonging?.name ?? 'The cluster';
    const sentence = `${name} did not let you in this time. Ask somebody in it, then try again.`;
    if (!accept) return void this.#children.answerRequest(requestId, { kind: 'refuse', code: 'refused', sentence });
    const introduction = this.#children.applicant(requestId);
    this.#regency?.roster.admit(introduction);
    // Everybody has to know it before it gets there.
    this.#feed.publishNow();
    const { capacity } = this.#parts.self();
    const host = this.#children.taken < Math.max(1, capacity) ? undefined : this.#admission.elsewhere(introduction.nodeId);
    this.#children.answerRequest(requestId, host === undefined ? { kind: 'offer' } : { kind: 'redirect', address: host.address });
  }

  /** Leaves the cluster for good, with a goodbye. */
  async leave(): Promise<void> {
    await this.#go(`${this.#parts.self().machine} left the cluster.`);
    this.#memory.forget();
    this.#feed.forget();
    this.#children.start();
    this.#stand({ phase: 'alone', since: this.#parts.clock.now() });
    this.#listeners?.onLeft();
  }

  /** Tells everybody that this node's name, colour or address changed. */
  introduceAgain(): void {
    if (this.#regency === undefined) return this.#link.session?.introduceAgain();
    this.#regency.roster.reignAs(this.#parts.self(), this.#attachment);
    this.#feed.publishSoon();
  }

  /** Content of these documents came by comparison: those below compare with this node in their turn. */
  tellToCompare(documents: readonly Uuid[]): void {
    this.#children.tellToCompare(documents);
  }

  /** Messages that no neighbour remembers: the root's children compare with it, everybody else with its parent. */
  #lost(ranges: Range[]): void {
    if (this.#standing.phase !== 'root') this.#listeners?.onLost(ranges);
  }

  /** This node is the root from now on. With `turning` its parent is still there, and is going to hang below it. */
  #reign(term: number, turning = false): void {
    const { clock, self } = this.#parts;
    const { clusterId, name } = this.belonging!;
    this.#settle();
    const reign: Reign = { term, rootId: this.#selfId, rootAddress: self().address };
    const before = this.#feed.view;
    const roster = new Roster(
      clock,
      reign,
      before ?? View.of({ clusterId, clusterName: name, term, version: 0, rootId: this.#selfId }, []),
    );
    roster.reignAs(self(), ++this.#attachment);
    roster.take({ attached: this.#subtree.all(), detached: [] });
    if (before !== undefined && before.rootId !== this.#selfId && !turning && !this.#subtree.has(before.rootId))
      roster.absent(before.rootId);
    this.#memory.belong({ clusterId, name, term, role: 'root', rootId: this.#selfId, rootAddress: '' });
    if (turning) this.#link.linger();
    this.#regency = new Regency({
      ...{ clock, roster, reign, clusterId, feed: this.#feed, inquirer: this.#inquirer, random: this.#parts.random },
      order: (nodeId, address) => this.#orders.move(nodeId, address),
      otherRoots: () =>
        this.#parts
          .seenAt(clusterId)
          .filter(({ root, address }) => root && address !== reign.rootAddress)
          .map(({ address }) => address),
      onOutranked: (other) => this.#meet(other, true),
    });
    this.#stand({ phase: 'root', since: clock.now() });
    this.#feed.lead(roster);
    this.#stepTo({ reign, path: [], rooted: true });
  }

  /** A place was offered and is taken: below that host, with everybody who hangs from this node. */
  #attach(session: ParentSession): void {
    const { clusterId, clusterName, hostId, place, viewDigest } = session.offer!;
    const { clock } = this.#parts;
    this.#settle();
    this.#abdicate();
    // While the tree turns round, the new parent was a child.
    if (this.#children.has(hostId)) this.#children.release(hostId);
    this.#link.adopt(session, ++this.#attachment);
    const { term, rootId, rootAddress } = place.reign;
    this.#memory.belong({ clusterId, name: clusterName, term, role: 'member', rootId, rootAddress });
    this.#memory.admit(place.path);
    this.#sendReport({ attached: this.#subtree.all(), detached: [] });
    this.#stand({ phase: 'member', since: clock.now(), parentId: hostId });
    this.#stepTo(place);
    if (viewDigest !== this.#feed.digest || this.#feed.view === undefined) this.#feed.ask();
    if (!this.#leaving) this.#listeners?.onAttached();
    this.#joining.answered();
  }

  /** The parent is lost. Those below stay, and wait with this node for another one. */
  #orphaned(end: SessionEnd): void {
    const sentence = end.kind === 'redirected' ? 'Sent elsewhere.' : end.sentence;
    this.#search(sentence, end.kind === 'lost' && end.broken);
  }

  /** Looks for a parent: among those who may carry this node, then among those in line; and reigns when it is next. */
  #search(reason: string, broken = false): void {
    const lostId = this.#standing.phase === 'member' ? this.#standing.parentId : undefined;
    this.#stand({ phase: 'searching', since: this.#parts.clock.now(), reason });
    this.#stepTo({ ...this.#place, rooted: false });
    this.#recovery.start(lostId, broken);
  }

  /** The root, or a parent about to go, says that there is a better place. The present one is kept until that is taken. */
  #moveTo(address: string): void {
    if (this.#standing.phase !== 'member' || this.#link.seeking) return;
    this.#seek(address, 'move');
  }

  /** Asks for a place at an address; the present one is kept until there is another. */
  #seek(address: string, purpose: Purpose): void {
    const nothing = (): void => {};
    const outcome = {
      onFound: (session: ParentSession) => this.#attach(session),
      onPending: nothing,
      onDoubt: nothing,
      onExhausted: nothing,
    };
    this.#link.seek([{ address, nodeId: undefined, witness: false }], { purpose }, outcome);
  }

  #succeed(term: number): void {
    if (this.#standing.phase === 'member' && isPlausibleTerm(term, this.#place.reign.term))
      this.#reign(Math.max(term, this.#place.reign.term + 1), true);
  }

  /** Somebody knows a reign that counts more than this tree's. The root steps down, or goes beyond that term (rule R4). */
  #meet(reign: Reign, alive: boolean): void {
    if (!isPlausibleTerm(reign.term, this.#place.reign.term))
      return this.#suspect(`Somebody claims term ${reign.term}, which can't be.`);
    if (compareReigns(reign, this.#place.reign) <= 0) return;
    if (this.#regency === undefined) return this.#orders.passUp(reign, alive);
    if (!alive) return this.#reign(reign.term + 1);
    if (this.#link.seeking || reign.rootAddress === '') return;
    this.#seek(reign.rootAddress, 'merge');
  }

  /** Whether a view of this reign counts here; what carries a lower one is refused (rule R3). */
  #accepts(reign: Reign): boolean {
    const order = compareReigns(reign, this.#place.reign);
    if (order === 0) return true;
    if (order < 0) {
      this.#suspect(`Refused a view of term ${reign.term}; this tree is in term ${this.#place.reign.term}.`);
      return false;
    }
    if (this.#regency !== undefined || !isPlausibleTerm(reign.term, this.#place.reign.term)) {
      this.#meet(reign, true);
      return false;
    }
    this.#stepTo({ ...this.#place, reign });
    return true;
  }

  #takePlace(told: Place): void {
    if (this.#standing.phase !== 'member') return;
    const path = [this.#standing.parentId, ...told.path];
    if (path.includes(this.#selfId)) {
      // Two who lost their parents at the same time may have hung themselves below each other (rule L2).
      void this.#link.leave('that would be a loop');
      return this.#orphaned({ kind: 'lost', reached: true, broken: false, sentence: 'The way to the root led back here.' });
    }
    const reign = compareReigns(told.reign, this.#place.reign) >= 0 ? told.reign : this.#place.reign;
    this.#stepTo({ reign, path, rooted: told.rooted });
  }

  /** Stands at this place from now on, tells those below, and answers those who were waiting for a way to the root. */
  #stepTo(place: Place): void {
    const before = this.#place;
    if (samePlace(before, place)) return;
    this.#place = place;
    const { belonging } = this;
    if (belonging !== undefined && belonging.role === 'member' && belonging.term < place.reign.term) {
      const { term, rootId, rootAddress } = place.reign;
      this.#memory.belong({ clusterId: belonging.clusterId, name: belonging.name, role: 'member', term, rootId, rootAddress });
    }
    this.#children.tellPlace();
    if (place.rooted) this.#children.answerHeld();
  }

  #reported(report: Report, via: Uuid | undefined): void {
    const news = this.#subtree.take(report, via);
    if (this.#regency === undefined) return this.#sendReport(news);
    this.#regency.roster.take(news);
    this.#feed.publishSoon();
    // A parent that gave its reign away hangs below by now.
    if (via === undefined && news.attached.length > 0) this.#link.stopLingering();
  }

  #sendReport(report: Report): void {
    for (const value of reportMessages(report)) this.#link.session?.send(controlFrame({ case: 'report', value }));
  }

  #viewed(before: View | undefined, after: View, changes: ViewChanges): void {
    this.#memory.viewed(after);
    this.#listeners?.onView(before, after, changes);
    this.#regency?.viewed();
  }

  /** Out of reach of the root, nobody else is known to be present but those below. */
  #showAlone(): void {
    const { view } = this.#feed;
    if (view === undefined) return;
    const now = this.#parts.clock.now();
    const gone = [...view.members.values()]
      .filter(({ present, nodeId }) => present && nodeId !== this.#selfId && !this.#subtree.has(nodeId))
      .map((member) => ({ ...member, present: false, since: now }));
    const shown = view.with(view, gone, []);
    this.#feed.replace(shown.view, shown.changes);
  }

  #abdicate(): void {
    this.#regency?.end();
    this.#regency = undefined;
    this.#feed.follow();
  }

  /** The search is over, one way or the other. */
  #settle(): void {
    this.#link.stopSeeking();
    this.#recovery.stop();
    this.#regency?.end();
  }

  async #go(reason: string): Promise<void> {
    const { clock, endpoint } = this.#parts;
    this.#leaving = true;
    await depart({
      clock,
      feed: this.#feed,
      children: this.#children,
      selfId: this.#selfId,
      isRoot: () => this.#regency !== undefined,
      term: () => this.#place.reign.term,
      elsewhere: (nodeId) => this.#admission.elsewhere(nodeId),
    });
    this.#settle();
    this.#abdicate();
    this.#children.stop();
    this.#children.sayGoodbye(reason);
    await endpoint.childControlDrained();
    await this.#link.leave(reason);
    this.#leaving = false;
  }

  #suspect(sentence: string): void {
    this.#parts.log.warn(sentence);
    this.#listeners?.onSuspicious(sentence);
  }

  #stand(standing: Standing): void {
    this.#standing = standing;
    this.#listeners?.onStanding(standing);
  }

  #mustBeAlone(): void {
    if (this.belonging === undefined) return;
    throw new BanyanError('already-joined', `This machine belongs to ${this.belonging.name}. Leave it first.`);
  }
}
