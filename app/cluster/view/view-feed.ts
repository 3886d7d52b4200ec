import type { Clock, Timer } from '../../clock.ts';
import { limits, viewDefaults } from '../../config.ts';
import type { Endpoint } from '../../endpoint/endpoint.ts';
import type { Message } from '../../endpoint/message.ts';
import { BanyanError } from '../../errors.ts';
import type { Log } from '../../log.ts';
import { ViewReplySchema, ViewRequestSchema } from '../../wire/banyan_pb.js';
import { decodeMessage, encodeMessage } from '../../wire/protobuf.ts';
import type { Uuid } from '../../wire/uuid.ts';
import type { Reign } from '../reign.ts';
import type { Roster } from './roster.ts';
import type { ViewCodec, ViewDelta } from './view-codec.ts';
import { emptyDigest, type ViewDigest } from './view-digest.ts';
import { View } from './view.ts';
import { ViewChanges } from './view-changes.ts';
import { ViewSteps } from './view-steps.ts';

/** Channel of the view. */
const channelName = 'cluster';
const deltaKind = 2;
/** Number of the request by which a child asks for the whole view. */
export const viewRequestKind = 3;
const requestTimeoutMs = 10_000;
const mostSteps = 32;

export interface ViewFeedParts {
  endpoint: Endpoint;
  clock: Clock;
  log: Log;
  codec: ViewCodec;
  /** The cluster whose view is followed; undefined in none. */
  clusterId: () => Uuid | undefined;
  /** Whether a view of this reign is to be taken; who refuses says so itself. */
  accepts: (reign: Reign) => boolean;
  /** There is another view; the first one comes without changes. */
  onView: (before: View | undefined, after: View, changes: ViewChanges) => void;
  /** What was asked for has come: those below have not got it by the stream. */
  onAnswered: () => void;
}

/**
 * The view at one node: the root makes it out of its roster and publishes what changed; everybody else follows, and
 * asks its parent for the whole where the steps don't fit.
 */
export class ViewFeed {
  readonly #parts: ViewFeedParts;
  #view: View | undefined;
  #roster: Roster | undefined;
  #publishing: Timer | undefined;
  #publishedAt = -Infinity;
  #asking = false;
  /** The steps that were sent led nowhere. */
  #wantsWhole = false;
  /** Steps that came while the whole was on its way. */
  readonly #steps: ViewDelta[] = [];
  /** Those that were taken, for those below who missed some. */
  readonly #remembered = new ViewSteps();
  #askAgain: Timer | undefined;
  /** What the parent says its view is, and which own view that was compared with, last time. */
  #comparedBefore: string | undefined;

  constructor(parts: ViewFeedParts) {
    this.#parts = parts;
    parts.endpoint.handle(channelName, (message) => {
      if (message.kind === deltaKind) this.#takeDelta(message);
    });
    parts.endpoint.onRequest(viewRequestKind, (payload) => this.#answer(payload));
  }

  get view(): View | undefined {
    return this.#view;
  }

  get digest(): ViewDigest {
    return this.#view?.digest ?? emptyDigest;
  }

  /** Publishes what this roster gathers from now on: this node is the root. */
  lead(roster: Roster): void {
    this.#roster = roster;
    this.#askAgain?.cancel();
    this.publishNow();
  }

  /** Follows what the root publishes: this node is not the root. */
  follow(): void {
    this.#roster = undefined;
    this.#publishing?.cancel();
    this.#publishing = undefined;
  }

  /** The roster has changed: the next view goes out soon, together with what changes until then. */
  publishSoon(): void {
    if (this.#publishing !== undefined || this.#roster?.changed !== true) return;
    const { clock } = this.#parts;
    const intervalMs = Math.max(viewDefaults.minIntervalMs, viewDefaults.perMemberMs * (this.#view?.members.size ?? 0));
    const wait = this.#publishedAt + intervalMs - clock.monotonic();
    this.#publishing = clock.after(Math.max(0, wait), () => this.publishNow());
  }

  /** Publishes what has changed, at once. */
  publishNow(): void {
    this.#publishing?.cancel();
    this.#publishing = undefined;
    const step = this.#roster?.commit();
    if (step === undefined) return;
    const { endpoint, clock, codec } = this.#parts;
    this.#publishedAt = clock.monotonic();
    const bytes = codec.encodeDelta(step.delta);
    endpoint.channel(channelName).send(deltaKind, bytes);
    this.#remembered.add(step.delta.fromDigest, step.delta.digest, bytes);
    this.#set(step.view, step.changes);
  }

  /** The parent says what its view is. One that stays different is asked for. */
  compare(digest: ViewDigest): void {
    const compared = `${digest} ${this.digest}`;
    const same = digest === this.digest;
    if (!same && compared === this.#comparedBefore) this.ask();
    this.#comparedBefore = same ? undefined : compared;
  }

  /** A host has brought its whole view with its welcome. What can't be read of it is asked for. */
  bring(view: Uint8Array): void {
    try {
      this.#takeWhole(view);
    } catch (thrown) {
      this.#parts.log.warn("the host's view could not be read", { reason: String(thrown) });
    }
  }

  /** Asks the parent for the whole view, unless its digest is that of this node's own. */
  ask(digest?: ViewDigest): void {
    if (this.#asking || this.#roster !== undefined || (this.#view !== undefined && digest === this.digest)) return;
    this.#asking = true;
    const payload = encodeMessage(ViewRequestSchema, { digest: this.digest, whole: this.#wantsWhole });
    this.#parts.endpoint.request(viewRequestKind, payload, requestTimeoutMs).then(
      (bytes) => this.#takeReply(bytes),
      (thrown: unknown) => {
        this.#asking = false;
        this.#parts.log.debug('asking for the view failed', { reason: String(thrown) });
      },
    );
  }

  /** Shows everybody but these as away: the root is out of reach, and nobody tells who is still there. */
  showOnly(isHere: (nodeId: Uuid) => boolean): void {
    const view = this.#view;
    if (view === undefined) return;
    const since = this.#parts.clock.now();
    const gone = [...view.members.values()]
      .filter(({ present, nodeId }) => present && !isHere(nodeId))
      .map((member) => ({ ...member, present: false, since }));
    const shown = view.with(view, gone, []);
    this.#remembered.clear();
    this.#set(shown.view, shown.changes);
  }

  /** Belongs to no cluster any more. */
  forget(): void {
    this.follow();
    this.#askAgain?.cancel();
    this.#view = undefined;
    this.#remembered.clear();
  }

  #takeDelta({ origin, payload }: Message): void {
    const delta = this.#parts.codec.decodeDelta(payload);
    if (origin !== delta.rootId) throw new BanyanError('bad-input', 'A view that its root has not sent.');
    if (!this.#follows(delta)) return;
    if (delta.digest === this.digest && this.#view !== undefined && !isOlder(this.#view, delta)) return this.#headOf(delta);
    if (!this.#step(delta)) this.#keepForLater(delta);
  }

  /** Whether a change belongs to the cluster, and to a reign that counts. */
  #follows(delta: ViewDelta): boolean {
    const { clusterId, accepts } = this.#parts;
    if (delta.clusterId !== clusterId()) return false;
    return accepts({ term: delta.term, rootId: delta.rootId, rootAddress: delta.rootAddress }) && this.#roster === undefined;
  }

  /** Goes on to the next view; false when the change is one of another view. */
  #step(delta: ViewDelta): boolean {
    if (delta.fromDigest !== this.digest) return false;
    const { codec } = this.#parts;
    const { view, changes } = codec.apply(this.#view ?? View.of(delta, []), delta);
    this.#remembered.add(delta.fromDigest, delta.digest, codec.encodeDelta(delta));
    this.#set(view, changes);
    return true;
  }

  /** A step that does not fit yet: it may, once what was asked for has come. Otherwise it is asked for. */
  #keepForLater(delta: ViewDelta): void {
    if (this.#asking) {
      this.#steps.push(delta);
      if (this.#steps.length > mostSteps) this.#steps.shift();
    } else if (delta.term > (this.#view?.term ?? 0)) this.ask();
    else this.#askSoon();
  }

  /** The same members under another head: a new root that changed nothing yet, or a number that was missed. */
  #headOf(delta: ViewDelta): void {
    const view = this.#view!;
    if (view.term === delta.term && view.rootId === delta.rootId && view.version === delta.version) return;
    const step = view.with(delta, [], []);
    this.#set(step.view, step.changes);
  }

  #takeReply(bytes: Uint8Array): void {
    this.#asking = false;
    if (this.#roster !== undefined) return;
    try {
      const { deltas, view } = decodeMessage(ViewReplySchema, bytes);
      this.#wantsWhole = deltas.length > 0 && !this.#takeSteps(deltas);
      if (view.byteLength > 0) this.#takeWhole(view);
      for (const delta of this.#steps.splice(0)) this.#step(delta);
      if (this.#wantsWhole) this.ask();
      else if (deltas.length > 0 || view.byteLength > 0) this.#parts.onAnswered();
    } catch (thrown) {
      this.#parts.log.warn("the parent's view could not be read", { reason: String(thrown) });
    }
  }

  /**
   * Takes several steps at once; where they lead has to count, not what they pass. Those that came by the stream meanwhile
   * are passed over. False when they don't fit.
   */
  #takeSteps(steps: readonly Uint8Array[]): boolean {
    const deltas = steps.map((bytes) => this.#parts.codec.decodeDelta(bytes));
    const { clusterId } = this.#parts;
    const fits = deltas.every((delta) => delta.clusterId === clusterId()) && this.#follows(deltas.at(-1)!);
    if (fits && deltas.at(-1)!.digest === this.digest) return true;
    const next = deltas.findLastIndex(({ fromDigest }) => fromDigest === this.digest);
    return fits && next >= 0 && deltas.slice(next).every((delta) => this.#step(delta));
  }

  #takeWhole(bytes: Uint8Array): void {
    const { codec, clusterId, accepts } = this.#parts;
    const view = codec.decode(bytes);
    const rootAddress = view.members.get(view.rootId)?.address ?? '';
    if (view.clusterId !== clusterId() || !accepts({ term: view.term, rootId: view.rootId, rootAddress })) return;
    const before = this.#view?.clusterId === view.clusterId ? this.#view.members : view.members;
    this.#remembered.clear();
    this.#set(view, ViewChanges.between(before, view.members));
  }

  #askSoon(): void {
    this.#askAgain ??= this.#parts.clock.after(viewDefaults.askAgainMs, () => {
      this.#askAgain = undefined;
      this.ask();
    });
  }

  #answer(payload: Uint8Array): Uint8Array {
    const { digest, whole } = decodeMessage(ViewRequestSchema, payload);
    const { view } = this;
    if (view === undefined || digest === view.digest) return new Uint8Array();
    // Who begins has nothing to go on from: many steps would take it longer than the whole.
    const deltas = whole || digest === emptyDigest ? undefined : this.#remembered.since(digest);
    if (deltas !== undefined) return encodeMessage(ViewReplySchema, { deltas });
    const bytes = this.#parts.codec.encode(view);
    if (bytes.byteLength > limits.messageBytes) throw new BanyanError('too-large', 'The view does not fit into one answer.');
    return encodeMessage(ViewReplySchema, { view: bytes });
  }

  #set(view: View, changes: ViewChanges): void {
    const before = this.#view;
    this.#view = view;
    this.#parts.onView(before, view, changes);
  }
}

const isOlder = (view: View, delta: ViewDelta): boolean => delta.term < view.term;
