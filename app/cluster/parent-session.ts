import type { Clock, Timer } from '../clock.ts';
import { joinDefaults, limits, treeDefaults, type HeartbeatTiming } from '../config.ts';
import type { Endpoint } from '../endpoint/endpoint.ts';
import { positionMessages, positionsOf, rangesOf, type Position, type Range } from '../endpoint/stream-range.ts';
import { TailWatch } from '../endpoint/tail-watch.ts';
import type { Uplink } from '../endpoint/uplink.ts';
import { BanyanError, sentenceOf, type ErrorCode } from '../errors.ts';
import type { Log } from '../log.ts';
import { shownName, shownSentence } from '../shown-name.ts';
import type { Challenge, Control, HeartbeatReply, Refused, Welcome, Whole } from '../wire/banyan_pb.js';
import { controlFrame, readControl } from '../wire/control-message.ts';
import { uuidFromBytes, type Uuid } from '../wire/uuid.ts';
import type { HostTrust } from './admission/host-trust.ts';
import { helloOf, type Application } from './admission/introduction.ts';
import type { MembershipLog } from './membership-log/membership-log.ts';
import { MovedPositions } from './moved-positions.ts';
import { pathOf, type Place } from './place.ts';
import { reachOf, shownAddress } from './reach.ts';
import { compareReigns, reignOf } from './reign.ts';
import { SilenceWatch } from './recovery/silence-watch.ts';
import type { ViewDigest } from './view/view-digest.ts';

/** How a session with a host ended. */
export type SessionEnd =
  | { kind: 'refused'; code: ErrorCode; sentence: string }
  | { kind: 'redirected'; address: string }
  /** The link broke, the host fell silent or said goodbye; or it never answered (`reached` false). */
  | { kind: 'lost'; reached: boolean; broken: boolean; sentence: string };

/** What a host offers with its welcome. */
export interface Offer {
  clusterId: Uuid;
  clusterName: string;
  hostId: Uuid;
  /** Where the new child will stand. */
  place: Place;
  viewDigest: ViewDigest;
  /** Of a cluster that is new to this node; undefined where it belongs to it already. */
  log: MembershipLog | undefined;
  /** The host's whole view as bytes, not read yet; undefined where none came. */
  view: Uint8Array | undefined;
}

export interface SessionListeners {
  /** No answer yet: a person is asked, or the host is searching itself. */
  onPending: (clusterName: string, searching: boolean) => void;
  /** A place is offered, and the host's stream is heard: {@link ParentSession.attach} takes it. */
  onReady: () => void;
  onEnd: (end: SessionEnd) => void;
}

/** What a parent tells its child beside the stream. */
export interface ParentListeners {
  /** Any other control message of the parent: what it means is the business of the cluster. May throw `bad-input`. */
  onOrder: (body: Control['body']) => void;
  onViewDigest: (digest: ViewDigest) => void;
  onLogDigest: (digest: bigint) => void;
  /** The host proves that this node was removed from its cluster. */
  onSelfRemoved: () => void;
  /** The parent lacks messages that are not remembered here any more; their content has to reach it another way. */
  onForgotten: (ranges: Range[]) => void;
}

export interface ParentSessionParts {
  endpoint: Endpoint;
  clock: Clock;
  log: Log;
  timing: HeartbeatTiming;
  /** How long a host may take until its first answer. */
  answerTimeoutMs: number;
  /** Whether to go on trying while nobody listens there. */
  patient: boolean;
  application: () => Application;
  trust: HostTrust;
  /** Finds out at a door how the node behind it is reached. */
  knock: (address: string, timeoutMs: number) => Promise<string>;
  /** Where the host is reached, or its door. */
  address: string;
  parent: ParentListeners;
}

type Phase = 'connecting' | 'greeting' | 'pending' | 'listening' | 'ready' | 'attached' | 'ended';

/** One node's dealings with one host, from hello to the end; several may be on the way at once, one is attached. */
export class ParentSession {
  readonly #parts: ParentSessionParts;
  readonly #listeners: SessionListeners;
  readonly #tail: TailWatch;
  readonly #moved: MovedPositions;
  readonly #silence: SilenceWatch;
  #phase: Phase = 'connecting';
  #roundTripMs = 0;
  #offer: Offer | undefined;
  #positions: Position[] = [];
  #brought: { log?: Uint8Array; view?: Uint8Array } = {};
  #serverKey: Uint8Array | undefined;
  #uplink: Uplink | undefined;
  #heartbeats: Timer | undefined;
  #deadline: Timer | undefined;
  #probe: Timer | undefined;

  constructor(parts: ParentSessionParts, listeners: SessionListeners) {
    this.#parts = parts;
    this.#listeners = listeners;
    this.#tail = new TailWatch((stream) => parts.endpoint.streams.newest(stream));
    this.#moved = new MovedPositions(parts.endpoint.streams, () => parts.clock.monotonic());
    this.#silence = new SilenceWatch(parts.clock, parts.timing, () => this.#lost(true, false, 'The host has fallen silent.'));
  }

  get address(): string {
    return this.#parts.address;
  }

  get roundTripMs(): number | undefined {
    return this.#roundTripMs > 0 ? this.#roundTripMs : undefined;
  }

  /** Milliseconds since the host was last heard. */
  get silentForMs(): number {
    return this.#silence.silentForMs;
  }

  /** What was offered; undefined before. */
  get offer(): Offer | undefined {
    return this.#offer;
  }

  /** Throws `address-invalid`, `refused`. */
  async start(): Promise<void> {
    const { clock, endpoint, address, answerTimeoutMs, timing, trust, knock } = this.#parts;
    this.#deadline = clock.after(answerTimeoutMs, () => this.#lost(false, false, this.#nobodyThere));
    this.#heartbeats = clock.every(timing.intervalMs, () => this.#beat());
    const reach = reachOf(address) ?? reachOf(await knock(address, answerTimeoutMs))!;
    trust.mayAsk(reach.key);
    this.#serverKey = reach.key;
    const security = { role: 'client', keys: trust.keys.curve, serverKey: reach.key } as const;
    const uplink = await endpoint.openUplink(
      {
        onControl: (frame) => this.#take(frame),
        onLink: (up) => this.#link(up),
        onFailed: () => {
          if (this.#phase === 'connecting' && !this.#parts.patient) this.#lost(false, false, this.#nobodyThere);
        },
        onStream: () => this.#heardStream(),
      },
      security,
    );
    this.#uplink = uplink;
    if (this.#phase === 'ended') await endpoint.closeUplink(uplink);
    else uplink.connect(`tcp://${reach.host}:${reach.controlPort}`);
  }

  /**
   * Takes the place that was offered: this host is the parent from now on, and the former one is let go of.
   * `attachment` is the number of the place. To be called in {@link SessionListeners.onReady} or later.
   */
  attach(attachment: number): void {
    if (this.#phase !== 'ready' || this.#uplink === undefined || this.#offer === undefined) return;
    const { endpoint } = this.#parts;
    this.#phase = 'attached';
    endpoint.adoptUplink(this.#uplink, this.#offer.hostId);
    // Taken by now; it would hold on to the frames.
    this.#offer = { ...this.#offer, log: undefined, view: undefined };
    // Each tells the other what came lately, and asks for what it lacks; nothing here grows with the past.
    this.send(controlFrame({ case: 'attach', value: { attachment, positions: positionMessages(endpoint.streams.recent()) } }));
    endpoint.interest.introduce();
    endpoint.catchUp(
      'parent',
      this.#positions.filter((position) => endpoint.streams.knows(position)),
    );
  }

  /** Ends without telling {@link SessionListeners.onEnd}; says why to the host. */
  async stop(reason: string): Promise<void> {
    if (this.#phase === 'ended') return;
    if (this.#phase === 'pending' || this.#phase === 'greeting') this.send(controlFrame({ case: 'cancelHello', value: {} }));
    else if (this.#phase !== 'connecting') this.send(controlFrame({ case: 'goodbye', value: { reason } }));
    this.#cancelTimers();
    this.#phase = 'ended';
    await this.#uplink?.controlDrained();
    await this.#close();
  }

  /** Tells the parent that this node's name, colour or address changed. */
  introduceAgain(): void {
    if (this.#phase === 'attached') this.send(controlFrame({ case: 'hello', value: helloOf(this.#parts.application()) }));
  }

  /** Sends a control frame to the host. */
  send(frame: Uint8Array): void {
    this.#uplink?.control(frame);
  }

  #link(up: boolean): void {
    if (up && (this.#phase === 'connecting' || this.#phase === 'pending' || this.#phase === 'greeting')) {
      this.#phase = 'greeting';
      this.send(controlFrame({ case: 'knock', value: {} }));
    } else if (!up && (this.#phase === 'listening' || this.#phase === 'ready' || this.#phase === 'attached')) {
      this.#lost(true, true, 'The connection broke.');
    }
  }

  #heardStream(): void {
    if (this.#phase !== 'listening') return;
    this.#probe?.cancel();
    this.#deadline?.cancel();
    this.#phase = 'ready';
    this.#listeners.onReady();
  }

  /** Takes one control frame from the host. Never throws. */
  #take(frame: Uint8Array): void {
    if (this.#phase === 'ended') return;
    this.#silence.heard();
    try {
      this.#takeBody(readControl(frame));
    } catch (thrown) {
      if (thrown instanceof BanyanError && thrown.code === 'version-mismatch')
        this.#end({ kind: 'refused', code: 'version-mismatch', sentence: sentenceOf(thrown) });
      this.#parts.log.debug('dropped a control frame', { reason: String(thrown) });
    }
  }

  #takeBody(body: Control['body']): void {
    if (body.case === 'heartbeatReply') this.#heartbeatReply(body.value);
    else if (body.case === 'challenge') this.#sayHello(body.value);
    else if (body.case === 'whole') this.#takeWhole(body.value);
    else if (body.case === 'welcome') this.#takeWelcome(body.value);
    else if (body.case === 'pending') this.#takePending(shownName(body.value.clusterName), body.value.searching);
    else if (body.case === 'refused' && body.value.code === 'not-joined' && this.#offer !== undefined)
      this.#lost(true, false, 'The place that was offered there is gone.');
    else if (body.case === 'refused') this.#refused(body.value);
    else if (body.case === 'redirect')
      this.#end({ kind: 'redirected', address: body.value.address.slice(0, limits.addressCharacters) });
    else if (body.case === 'goodbye') this.#lost(true, false, shownSentence(body.value.reason));
    else if (body.case === 'missing') this.#sendAgain(rangesOf(body.value.ranges));
    else this.#parts.parent.onOrder(body);
  }

  #heartbeatReply({ sentAtMs, positions, viewDigest, logDigest }: HeartbeatReply): void {
    const { clock, endpoint, parent } = this.#parts;
    this.#roundTripMs = Math.max(0.01, clock.monotonic() - sentAtMs);
    if (this.#phase !== 'attached') return;
    endpoint.takeDigest('parent', this.#tail, positionsOf(positions));
    parent.onViewDigest(viewDigest);
    parent.onLogDigest(logDigest);
  }

  #takePending(clusterName: string, searching: boolean): void {
    if (this.#phase !== 'greeting' && this.#phase !== 'pending') return;
    this.#deadline?.cancel();
    this.#phase = 'pending';
    // A person may take as long as they like; a host that is searching has a time to be done.
    if (searching)
      this.#deadline = this.#parts.clock.after(treeDefaults.holdMs, () =>
        this.#lost(false, false, 'It has no way to the root itself.'),
      );
    this.#listeners.onPending(clusterName, searching);
  }

  /** Comes before the welcome, in parts; of each the last one counts. */
  #takeWhole({ log, view }: Whole): void {
    if (this.#phase !== 'greeting' && this.#phase !== 'pending') return;
    this.#brought = { ...this.#brought, ...(log.length > 0 && { log }), ...(view.length > 0 && { view }) };
  }

  #takeWelcome(welcome: Welcome): void {
    // A host welcomes anew whoever introduces itself anew; the links stand already then.
    if (this.#phase !== 'greeting' && this.#phase !== 'pending') return;
    const hostId = uuidFromBytes(welcome.hostId);
    const { trust } = this.#parts;
    const log = this.#believed(() => trust.examine({ ...welcome, log: this.#brought.log ?? welcome.log }, this.#serverKey!));
    if (log === 'no') return;
    const reign = { term: welcome.term, rootId: welcome.rootId, rootAddress: welcome.rootAddress };
    this.#offer = {
      clusterId: uuidFromBytes(welcome.clusterId),
      clusterName: shownName(welcome.clusterName),
      hostId,
      place: {
        reign: reignOf({ ...reign, $typeName: 'banyan.v1.Reign' })!,
        path: [hostId, ...pathOf(welcome.path)],
        rooted: true,
      },
      viewDigest: welcome.viewDigest,
      log,
      view: this.#brought.view,
    };
    this.#brought = {};
    if (!this.#isMeant(this.#offer))
      return this.#end({ kind: 'refused', code: 'refused', sentence: 'What is offered there is not the tree that was meant.' });
    // Read now: the raw ones would hold on to the whole frame, log included, and so would a timer that is begun here.
    this.#positions = positionsOf(welcome.positions);
    this.#phase = 'listening';
    this.#uplink?.attach({ publish: welcome.publishPort, collect: welcome.collectPort, request: welcome.requestPort });
    this.#awaitStream();
  }

  #awaitStream(): void {
    const { answerTimeoutMs, clock } = this.#parts;
    // A subscription takes effect some time after it was made; only what is heard proves it.
    this.#probeAgain(0);
    this.#deadline?.cancel();
    this.#deadline = clock.after(answerTimeoutMs + treeDefaults.offerMs / 2, () =>
      this.#lost(true, false, 'Let in, but nothing of the stream arrives. A firewall may block the data ports.'),
    );
  }

  /** Whoever belongs to a cluster follows no other one, and no reign that counts less than the one it knows (PROTOCOL.md, rule E3). */
  #isMeant({ clusterId, place }: Offer): boolean {
    const { clusterId: own, reign } = this.#parts.application();
    return (own === undefined || own === clusterId) && (reign === undefined || compareReigns(place.reign, reign) >= 0);
  }

  #probeAgain(times: number): void {
    this.send(controlFrame({ case: 'probe', value: {} }));
    const pause = joinDefaults.probeMs[Math.min(times, joinDefaults.probeMs.length - 1)]!;
    this.#probe = this.#parts.clock.after(pause, () => this.#probeAgain(times + 1));
  }

  #refused(refusal: Refused): void {
    if (this.#parts.trust.removesSelf(refusal)) return this.#parts.parent.onSelfRemoved();
    this.#end({ kind: 'refused', code: refusal.code as ErrorCode, sentence: shownSentence(refusal.sentence) });
  }

  #sayHello(challenge: Challenge): void {
    if (this.#phase !== 'greeting') return;
    const { application, trust } = this.#parts;
    this.send(controlFrame({ case: 'hello', value: trust.hello(application(), challenge, this.#serverKey!) }));
  }

  /** What came of an examination; ends the session with its sentence when the host is not to be believed. */
  #believed<Value>(examine: () => Value): Value | 'no' {
    try {
      return examine();
    } catch (thrown) {
      this.#end({ kind: 'refused', code: 'refused', sentence: sentenceOf(thrown) });
      return 'no';
    }
  }

  #sendAgain(ranges: Range[]): void {
    if (this.#phase !== 'attached') return;
    const forgotten = this.#parts.endpoint.resend(ranges);
    if (forgotten.length > 0) this.#parts.parent.onForgotten(forgotten);
  }

  #beat(): void {
    const { clock, endpoint } = this.#parts;
    const linked = this.#phase === 'listening' || this.#phase === 'ready' || this.#phase === 'attached';
    this.#silence.beat(linked);
    if (!linked) return;
    const { positions, movedOnly } = this.#phase === 'attached' ? this.#moved.next() : { positions: [], movedOnly: false };
    const value = {
      sentAtMs: clock.monotonic(),
      positions: positionMessages(positions),
      movedOnly,
      roundTripMs: this.#roundTripMs,
      snail: endpoint.crawling,
    };
    this.send(controlFrame({ case: 'heartbeat', value }));
  }

  get #nobodyThere(): string {
    return `Nobody answers at ${shownAddress(this.#parts.address)}. Check the address, and that Banyan runs there.`;
  }

  #lost(reached: boolean, broken: boolean, sentence: string): void {
    this.#end({ kind: 'lost', reached, broken, sentence });
  }

  #end(end: SessionEnd): void {
    if (this.#phase === 'ended') return;
    this.#phase = 'ended';
    this.#cancelTimers();
    // The uplink is let go of at once; that it takes a while to close is nobody's concern.
    void this.#close();
    this.#listeners.onEnd(end);
  }

  async #close(): Promise<void> {
    if (this.#uplink !== undefined) await this.#parts.endpoint.closeUplink(this.#uplink);
  }

  #cancelTimers(): void {
    this.#heartbeats?.cancel();
    this.#deadline?.cancel();
    this.#probe?.cancel();
    this.#silence.stop();
  }
}
