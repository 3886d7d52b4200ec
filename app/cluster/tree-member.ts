import type { Range } from '../endpoint/stream-range.ts';
import { controlFrame } from '../wire/control-message.ts';
import type { Uuid } from '../wire/uuid.ts';
import { Admission } from './admission/admission.ts';
import type { Belonging } from './belonging.ts';
import { Children } from './children.ts';
import { depart } from './departure.ts';
import { Encounters } from './recovery/encounters.ts';
import { Guard } from './guard.ts';
import { Inquirer } from './admission/inquiry.ts';
import type { Introduction, Purpose } from './admission/introduction.ts';
import { headMessages } from './membership-log/log-feed.ts';
import { Orders } from './orders.ts';
import { ParentLink } from './parent-link.ts';
import type { ParentSession, SessionEnd } from './parent-session.ts';
import { samePlace, type Place } from './place.ts';
import { Recovery } from './recovery/recovery.ts';
import { Regency } from './recovery/regency.ts';
import { compareReigns, isPlausibleTerm, type Reign } from './reign.ts';
import { reportMessages, type Report } from './report.ts';
import { succeed } from './view/roster.ts';
import type { Standing } from './standing.ts';
import { Subtree } from './subtree.ts';
import { emptyDigest, type ViewDigest } from './view/view-digest.ts';
import { ViewFeed } from './view/view-feed.ts';
import { View } from './view/view.ts';
import type { TreeMemberParts } from './tree-member-parts.ts';
import type { ViewChanges } from './view/view-changes.ts';

/**
 * A node as a member of a tree: it hangs from a parent or reigns, and carries others; finds another parent when its own
 * is lost, reigns when it is next in line, and steps down before a reign that counts more.
 */
export class TreeMember {
  readonly children: Children;
  readonly admission: Admission;
  readonly link: ParentLink;
  readonly feed: ViewFeed;
  readonly #parts: TreeMemberParts;
  readonly #selfId: Uuid;
  readonly #subtree: Subtree;
  readonly #inquirer: Inquirer;
  readonly #orders: Orders;
  readonly #recovery: Recovery;
  readonly #encounters: Encounters;
  readonly #guard: Guard;
  #standing: Standing;
  #place: Place;
  #regency: Regency | undefined;
  /** Number of the place this node has, grows with each. */
  #attachment = 0;

  constructor(parts: TreeMemberParts) {
    this.#parts = parts;
    const { endpoint, clock, log, timing, codec, random, self, memory, membership, keys, listeners } = parts;
    this.#guard = new Guard(parts, this);
    const { mayHost } = this.#guard;
    const clusterId = (): Uuid | undefined => memory.belonging?.clusterId;
    this.#selfId = parts.selfId;
    this.#standing = { phase: 'alone', since: clock.now() };
    this.#place = this.#nowhere;
    this.#subtree = new Subtree(this.#selfId);
    this.#inquirer = new Inquirer({
      endpoint,
      clock,
      answerMs: timing.lostAfterMs,
      selfId: this.#selfId,
      keys,
      removals: () => membership.removals(),
    });
    const cluster = (): { id: Uuid; name: string } | undefined =>
      memory.belonging === undefined ? undefined : { id: memory.belonging.clusterId, name: memory.belonging.name };
    this.feed = new ViewFeed({
      ...{ endpoint, clock, log, codec },
      clusterId,
      accepts: (reign) => this.#encounters.accepts(reign),
      onView: (before, after, changes) => this.#viewed(before, after, changes),
      onAnswered: () => this.children.tellView(),
    });
    this.#encounters = new Encounters({
      reign: () => this.#place.reign,
      isRoot: () => this.isRoot,
      passUp: (reign, alive) => this.#orders.passUp(reign, alive),
      outgrow: (term) => this.reign(term),
      stepDown: (address) => this.#seek(address, 'merge'),
      follow: (reign) => this.#stepTo({ ...this.#place, reign }),
      suspect: (sentence) => this.#guard.suspect(sentence),
      mayReign: mayHost,
    });
    this.#orders = new Orders({
      selfId: this.#selfId,
      cluster,
      place: () => this.#place,
      branchOf: (nodeId) => this.#subtree.branchOf(nodeId),
      tellChild: (nodeId, frame) => this.children.tell(nodeId, frame),
      tellParent: (frame) => this.link.session?.send(frame),
      answer: (peer, frame) => endpoint.controlChild(peer, frame),
      onPlace: (place, viewDigest) => this.#takePlace(place, viewDigest),
      onMove: (address) => this.#moveTo(address),
      onCompare: (documents) => listeners.onCompare(documents),
      onSucceed: (term) => this.#succeed(term),
      onMeeting: (reign, alive) => this.#encounters.meet(reign, alive),
      onRemovals: (entries) => void membership.take(entries, false),
    });
    this.admission = new Admission({
      ...{ random, cluster },
      selfId: this.#selfId,
      place: () => this.#place,
      view: () => this.feed.view,
      taken: () => this.children.taken,
      capacity: () => (self().prefersLeaf ? 0 : self().capacity),
      admits: this.#guard.admits,
      isAdmin: () => membership.isAdmin,
      adminAddress: () => this.#guard.adminAddress,
      mayHost,
      parentSuspected: () => (this.link.session?.silentForMs ?? 0) > timing.suspectAfterMs,
      meet: (reign, alive) => this.#encounters.meet(reign, alive),
    });
    this.children = new Children({
      ...{ endpoint, clock, log, timing, cluster },
      selfId: this.#selfId,
      place: () => this.#place,
      viewDigest: () => this.feed.digest,
      check: this.#guard.check,
      lackingFor: this.#guard.lackingFor,
      logDigest: () => membership.digest,
      decide: (application) => this.admission.decide(application),
      onReport: (report, via) => this.#reported(report, via),
      onRequestsChanged: () => listeners.onRequests(),
      onHeld: () => this.#recovery.reconsider(),
      onOther: (peer, body, isChild) => this.#orders.takeFromBelow(peer, body, isChild),
    });
    this.link = new ParentLink({
      ...{ endpoint, clock, log, timing, self, clusterId, knock: parts.knock },
      trust: this.#guard.trust,
      logHeads: () => headMessages(membership.heads),
      reign: () => (this.#place.reign.term > 0 ? this.#place.reign : undefined),
      parent: {
        onOrder: (body) => this.#orders.takeFromAbove(body),
        onViewDigest: (digest) => this.feed.compare(digest),
        onLogDigest: (digest) => this.#guard.log.compare(digest),
        onSelfRemoved: () => listeners.onSelfRemoved(),
        onForgotten: (ranges) => this.#lost(ranges),
      },
      onLost: (end) => this.#orphaned(end),
    });
    const onFound = (session: ParentSession): void => this.attach(session);
    this.#recovery = new Recovery({
      ...{ clock, random, selfId: this.#selfId, link: this.link, subtree: this.#subtree, seenAt: parts.seenAt, onFound, mayHost },
      ownAddress: () => self().address,
      belonging: () => memory.belonging,
      place: () => this.#place,
      view: () => this.feed.view,
      othersHere: () => this.children.nodeIds.length + this.children.held,
      onNext: (term) => this.reign(term),
      // Out of reach of the root, nobody else is known to be present but those below.
      onAlone: () => this.feed.showOnly((nodeId) => nodeId === this.#selfId || this.#subtree.has(nodeId)),
    });
    endpoint.onControl({
      onChildControl: (peer, frame) => this.children.take(peer, frame),
      onChildGone: (peer) => this.children.peerGone(peer),
      onMissingFromChildren: (ranges) => this.children.askAll(ranges),
    });
    endpoint.listen({ onLost: (range) => this.#lost([range]) });
  }

  get standing(): Standing {
    return this.#standing;
  }

  /** The reign and the way to the root as they are known here. */
  get place(): Place {
    return this.#place;
  }

  get isRoot(): boolean {
    return this.#regency !== undefined;
  }

  /** Rounds of the search for a parent in which everybody was asked in vain. */
  get vainRounds(): number {
    return this.#recovery.rounds;
  }

  /** Takes up where the node stood when it stopped. */
  resume({ term, rootId, rootAddress, role, peers }: Belonging): void {
    this.#place = { reign: { term, rootId, rootAddress }, path: [], rooted: false };
    // A root that was alone is one again; any other may have been succeeded while it was away.
    if (role === 'root' && peers.length === 0) this.reign(term + 1);
    else this.#search('Just started.');
  }

  /** Somebody is let in by a person here; everybody knows it before that node gets anywhere. */
  admit(introduction: Introduction): void {
    this.#regency?.roster.admit(introduction);
    this.feed.publishNow();
  }

  /** Tells everybody that this node's name, colour or address changed. */
  introduceAgain(): void {
    if (this.#regency === undefined) return this.link.session?.introduceAgain();
    this.#regency.roster.reignAs(this.#parts.self(), this.#attachment);
    this.feed.publishSoon();
  }

  /** Hands over what hangs from this node, says goodbye, and hangs nowhere any more. */
  async leave(reason: string): Promise<void> {
    const { clock, endpoint } = this.#parts;
    await depart({
      ...{ clock, feed: this.feed, children: this.children },
      isRoot: () => this.isRoot,
      mayHost: this.#guard.mayHost,
      term: () => this.#place.reign.term,
      outside: (nodeId) => this.admission.outside(nodeId),
      parentAddress: () => this.link.session?.address,
    });
    this.#settle();
    this.#abdicate();
    this.#guard.stop();
    this.children.sayGoodbye(reason);
    this.#subtree.clear();
    await endpoint.childControlDrained();
    await this.link.leave(reason);
    this.#place = this.#nowhere;
  }

  /** Messages that no neighbour remembers: the root's children compare with it, everybody else with its parent. */
  #lost(ranges: Range[]): void {
    if (this.#standing.phase !== 'root') this.#parts.listeners.onLost(ranges);
  }

  /** This node is the root from now on. With `turning` its parent is still there, and is going to hang below it. */
  reign(term: number, turning = false): void {
    const { clock, self } = this.#parts;
    const { clusterId, name } = this.#parts.memory.belonging!;
    this.#settle();
    const reign: Reign = { term, rootId: this.#selfId, rootAddress: self().address };
    const attachment = ++this.#attachment;
    const view = this.feed.view ?? View.of({ clusterId, clusterName: name, term, version: 0, rootId: this.#selfId }, []);
    const roster = succeed({ clock, reign, view, self: self(), attachment, below: this.#subtree.all(), turning });
    this.#parts.memory.belong({ clusterId, name, term, role: 'root', rootId: this.#selfId, rootAddress: '' });
    if (turning) this.link.linger();
    this.#regency = new Regency({
      ...{ clock, roster, reign, clusterId, feed: this.feed, inquirer: this.#inquirer, random: this.#parts.random },
      below: this.#subtree,
      mayHost: this.#guard.mayHost,
      order: (nodeId, address) => this.#orders.move(nodeId, address),
      otherRoots: () => this.#parts.seenAt(clusterId).flatMap(({ root, address }) => (root ? [address] : [])),
      onOutranked: (other) => this.#encounters.meet(other, true),
    });
    this.#stand({ phase: 'root', since: clock.now() });
    this.feed.lead(roster);
    this.#stepTo({ reign, path: [], rooted: true });
  }

  /** A place was offered and is taken: below that host, with everybody who hangs from this node. */
  attach(session: ParentSession): void {
    const { clusterId, clusterName, hostId, place, viewDigest, log, view } = session.offer!;
    const { clock, membership } = this.#parts;
    if (log !== undefined) membership.adopt(log);
    this.#settle();
    this.#abdicate();
    // While the tree turns round, the new parent was a child.
    if (this.children.has(hostId)) this.children.release(hostId);
    this.link.adopt(session, ++this.#attachment);
    const { term, rootId, rootAddress } = place.reign;
    this.#parts.memory.belong({ clusterId, name: clusterName, term, role: 'member', rootId, rootAddress });
    this.#sendReport({ attached: this.#subtree.all(), detached: [] });
    this.#stand({ phase: 'member', since: clock.now(), parentId: hostId });
    this.#stepTo(place);
    if (view !== undefined) this.feed.bring(view);
    if (viewDigest !== this.feed.digest || this.feed.view === undefined) this.feed.ask();
    if (log === undefined) this.#guard.log.ask();
    this.#parts.listeners.onAttached();
  }

  /** The parent does not do what it should: this node looks for another one, and does not ask it again for a while. */
  forsake(sentence: string): void {
    this.link.shun();
    void this.link.leave(sentence);
    this.#orphaned({ kind: 'lost', reached: true, broken: false, sentence });
  }

  /** These are no members any more: the root takes them out of the view. */
  strike(nodeIds: readonly Uuid[]): void {
    for (const nodeId of nodeIds) this.#regency?.roster.remove(nodeId);
    this.feed.publishSoon();
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
    if (this.#standing.phase === 'member') this.#seek(address, 'move');
  }

  /** Asks for a place at an address; the present one is kept until there is another. */
  #seek(address: string, purpose: Purpose): void {
    if (this.link.seeking) return;
    const nothing = (): void => {};
    const onFound = (session: ParentSession): void => this.attach(session);
    const outcome = { onFound, onPending: nothing, onDoubt: nothing, onExhausted: nothing };
    this.link.seek([{ address, nodeId: undefined, witness: false }], { purpose }, outcome);
  }

  #succeed(term: number): void {
    if (this.#guard.fit && this.#standing.phase === 'member' && isPlausibleTerm(term, this.#place.reign.term))
      this.reign(Math.max(term, this.#place.reign.term + 1), true);
  }

  #takePlace(told: Place, viewDigest: ViewDigest): void {
    if (this.#standing.phase !== 'member') return;
    const path = [this.#standing.parentId, ...told.path];
    if (path.includes(this.#selfId)) {
      // Two who lost their parents at the same time may have hung themselves below each other (PROTOCOL.md, rule G9).
      return this.forsake('The way to the root led back here.');
    }
    const reign = compareReigns(told.reign, this.#place.reign) >= 0 ? told.reign : this.#place.reign;
    this.#stepTo({ reign, path, rooted: told.rooted });
    if (viewDigest !== emptyDigest) this.feed.ask(viewDigest);
  }

  /** Stands at this place from now on, tells those below, and answers those who were waiting for a way to the root. */
  #stepTo(place: Place): void {
    const before = this.#place;
    if (samePlace(before, place)) return;
    this.#place = place;
    const { belonging } = this.#parts.memory;
    if (belonging !== undefined && belonging.role === 'member' && belonging.term < place.reign.term) {
      const { term, rootId, rootAddress } = place.reign;
      this.#parts.memory.belong({
        clusterId: belonging.clusterId,
        name: belonging.name,
        role: 'member',
        term,
        rootId,
        rootAddress,
      });
    }
    this.children.tellPlace();
    this.#parts.listeners.onPlace();
    if (place.rooted) this.children.answerHeld();
  }

  #reported(report: Report, via: Uuid | undefined): void {
    // What relays say that have not heard yet of a removal.
    const attached = report.attached.filter(({ nodeId }) => !this.#parts.membership.wasRemoved(nodeId));
    const news = this.#subtree.take({ ...report, attached }, via);
    if (this.#regency === undefined) return this.#sendReport(news);
    this.#regency.roster.take(news);
    this.feed.publishSoon();
    // A parent that gave its reign away hangs below by now.
    if (via === undefined && news.attached.length > 0) this.link.stopLingering();
  }

  #sendReport(report: Report): void {
    for (const value of reportMessages(report)) this.link.session?.send(controlFrame({ case: 'report', value }));
  }

  #viewed(before: View | undefined, after: View, changes: ViewChanges): void {
    this.#parts.memory.viewed(after);
    this.#parts.listeners.onView(before, after, changes);
    this.#regency?.viewed();
  }

  #abdicate(): void {
    this.#regency?.end();
    this.#regency = undefined;
    this.feed.follow();
  }

  /** The search is over, one way or the other. */
  #settle(): void {
    this.link.stopSeeking();
    this.#recovery.stop();
    this.#regency?.end();
  }

  #stand(standing: Standing): void {
    this.#standing = standing;
    this.#parts.listeners.onStanding(standing);
  }

  get #nowhere(): Place {
    return { reign: { term: 0, rootId: this.#selfId, rootAddress: '' }, path: [], rooted: false };
  }
}
