import type { Clock, Timer } from '../clock.ts';
import type { HeartbeatTiming } from '../config.ts';
import { tcpAddress } from '../endpoint/address.ts';
import type { Endpoint } from '../endpoint/endpoint.ts';
import { positionMessages, positionsOf, rangesOf, type Range } from '../endpoint/stream-range.ts';
import { TailWatch } from '../endpoint/tail-watch.ts';
import { BanyanError, sentenceOf, type ErrorCode } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Welcome } from '../wire/banyan_pb.js';
import { controlFrame, readControl } from '../wire/control-message.ts';
import { uuidFromBytes, type Uuid } from '../wire/uuid.ts';
import { helloOf, type Introduction } from './introduction.ts';
import { membershipOf, type Membership } from './membership.ts';

/** How a session with a parent ended. */
export type SessionEnd =
  | { kind: 'refused'; code: ErrorCode; sentence: string }
  | { kind: 'redirected'; address: string }
  /** The link broke, the parent fell silent or said goodbye; or it never answered (`reached` false). */
  | { kind: 'lost'; reached: boolean; sentence: string };

export interface ParentSessionParts {
  endpoint: Endpoint;
  clock: Clock;
  log: Log;
  timing: HeartbeatTiming;
  /** How long a parent may take until its first answer. */
  answerTimeoutMs: number;
  self: () => Introduction;
  /** The cluster this node belongs to, when it comes back. */
  clusterId: Uuid | undefined;
  address: string;
  onPending: (clusterName: string) => void;
  /** Let in, and the stream is heard: a sync can begin without missing anything. */
  onAttached: (view: Membership) => void;
  /** The parent lacks messages that are not remembered here any more; their content has to reach it another way. */
  onForgotten: (ranges: Range[]) => void;
  onEnd: (end: SessionEnd) => void;
}

type Phase = 'connecting' | 'greeting' | 'pending' | 'listening' | 'attached' | 'ended';
/** How often a node that has been let in asks for a sign until it hears the stream. */
const probeIntervalMs = 40;

/** One node's dealings with one parent, from hello to the end. */
export class ParentSession {
  readonly #parts: ParentSessionParts;
  readonly #tail: TailWatch;
  #phase: Phase = 'connecting';
  #heardAt: number;
  #roundTripMs = 0;
  #welcomed: Membership | undefined;
  #heartbeats: Timer | undefined;
  #deadline: Timer | undefined;
  #probes: Timer | undefined;

  constructor(parts: ParentSessionParts) {
    this.#parts = parts;
    this.#tail = new TailWatch((stream) => parts.endpoint.streams.newest(stream));
    this.#heardAt = parts.clock.monotonic();
  }

  get roundTripMs(): number | undefined {
    return this.#roundTripMs > 0 ? this.#roundTripMs : undefined;
  }

  /** Milliseconds since the parent was last heard. */
  get silentForMs(): number {
    return this.#parts.clock.monotonic() - this.#heardAt;
  }

  async start(): Promise<void> {
    const { clock, endpoint, address, answerTimeoutMs, timing } = this.#parts;
    this.#deadline = clock.after(answerTimeoutMs, () =>
      this.#end({
        kind: 'lost',
        reached: false,
        sentence: `Nobody answers at ${address}. Check the address, and that Banyan runs there.`,
      }),
    );
    this.#heartbeats = clock.every(timing.intervalMs, () => this.#beat());
    await endpoint.connectUplink(tcpAddress(address));
  }

  /** Ends without telling {@link ParentSessionParts.onEnd}. Says goodbye when it was attached. */
  async stop(reason: string): Promise<void> {
    if (this.#phase === 'ended') return;
    if (this.#phase === 'attached') this.#send(controlFrame({ case: 'goodbye', value: { reason } }));
    else if (this.#phase === 'pending') this.#send(controlFrame({ case: 'cancelHello', value: {} }));
    await this.#parts.endpoint.parentControlDrained();
    this.#cancelTimers();
    this.#phase = 'ended';
    await this.#parts.endpoint.closeUplink();
  }

  /** The control connection came up or broke. */
  link(up: boolean): void {
    if (up && (this.#phase === 'connecting' || this.#phase === 'pending' || this.#phase === 'greeting')) {
      this.#phase = 'greeting';
      this.#sayHello();
    } else if (!up && (this.#phase === 'listening' || this.#phase === 'attached')) {
      this.#end({ kind: 'lost', reached: true, sentence: 'The connection broke.' });
    }
  }

  /** Tells the parent that this node's name, colour or address changed. */
  introduceAgain(): void {
    if (this.#phase === 'attached') this.#sayHello();
  }

  /** Something of the parent's stream has come in. */
  heardStream(): void {
    if (this.#phase !== 'listening' || this.#welcomed === undefined) return;
    this.#probes?.cancel();
    this.#phase = 'attached';
    this.#parts.onAttached(this.#welcomed);
  }

  /** Takes one control frame from the parent. Never throws. */
  take(frame: Uint8Array): void {
    if (this.#phase === 'ended') return;
    this.#heardAt = this.#parts.clock.monotonic();
    try {
      const body = readControl(frame);
      if (body.case === 'welcome') this.#takeWelcome(body.value);
      else if (body.case === 'pending') this.#takePending(body.value.clusterName);
      else if (body.case === 'refused')
        this.#end({ kind: 'refused', code: body.value.code as ErrorCode, sentence: body.value.sentence.slice(0, 300) });
      else if (body.case === 'redirect') this.#end({ kind: 'redirected', address: body.value.address });
      else if (body.case === 'goodbye') this.#end({ kind: 'lost', reached: true, sentence: body.value.reason.slice(0, 300) });
      else if (body.case === 'heartbeat')
        this.#parts.endpoint.takeDigest('parent', this.#tail, positionsOf(body.value.positions));
      else if (body.case === 'missing') this.#sendAgain(rangesOf(body.value.ranges));
      else if (body.case === 'heartbeatReply')
        this.#roundTripMs = Math.max(0.01, this.#parts.clock.monotonic() - body.value.sentAtMs);
      else throw new BanyanError('bad-input', `A ${body.case ?? 'nameless'} message does not belong here.`);
    } catch (thrown) {
      if (thrown instanceof BanyanError && thrown.code === 'version-mismatch')
        this.#end({ kind: 'refused', code: 'version-mismatch', sentence: sentenceOf(thrown) });
      this.#parts.log.debug('dropped a control frame', { reason: String(thrown) });
    }
  }

  #takePending(clusterName: string): void {
    this.#deadline?.cancel();
    this.#phase = 'pending';
    this.#parts.onPending(clusterName);
  }

  #takeWelcome(welcome: Welcome): void {
    // A host welcomes anew whoever introduces itself anew; the links stand already then.
    if (this.#phase !== 'greeting' && this.#phase !== 'pending') return;
    if (welcome.view === undefined) throw new BanyanError('bad-input', 'A welcome without a view.');
    this.#welcomed = membershipOf(welcome.view);
    this.#phase = 'listening';
    this.#parts.endpoint.attachUplink(uuidFromBytes(welcome.hostId), {
      publish: welcome.publishPort,
      collect: welcome.collectPort,
      request: welcome.requestPort,
    });
    // A subscription takes effect some time after it was made; only what is heard proves it.
    const probe = (): void => this.#send(controlFrame({ case: 'probe', value: {} }));
    probe();
    this.#probes = this.#parts.clock.every(probeIntervalMs, probe);
    this.#deadline?.cancel();
    this.#deadline = this.#parts.clock.after(this.#parts.answerTimeoutMs, () => {
      if (this.#phase === 'listening')
        this.#end({
          kind: 'lost',
          reached: true,
          sentence: 'Let in, but nothing of the stream arrives. A firewall may block the data ports.',
        });
    });
  }

  #sayHello(): void {
    this.#send(controlFrame({ case: 'hello', value: helloOf(this.#parts.self(), this.#parts.clusterId) }));
  }

  #sendAgain(ranges: Range[]): void {
    if (this.#phase !== 'attached') return;
    const forgotten = this.#parts.endpoint.resend(ranges);
    if (forgotten.length > 0) this.#parts.onForgotten(forgotten);
  }

  #beat(): void {
    const { clock, endpoint, timing } = this.#parts;
    if (this.#phase === 'listening' || this.#phase === 'attached') {
      if (this.silentForMs > timing.lostAfterMs)
        return this.#end({ kind: 'lost', reached: true, sentence: 'The host has fallen silent.' });
      this.#send(
        controlFrame({
          case: 'heartbeat',
          value: {
            sentAtMs: clock.monotonic(),
            positions: positionMessages(endpoint.streams.recent()),
            roundTripMs: this.#roundTripMs,
            snail: endpoint.crawling,
          },
        }),
      );
    }
  }

  #send(frame: Uint8Array): void {
    this.#parts.endpoint.controlParent(frame);
  }

  #end(end: SessionEnd): void {
    if (this.#phase === 'ended') return;
    this.#phase = 'ended';
    this.#cancelTimers();
    void this.#parts.endpoint.closeUplink().then(() => this.#parts.onEnd(end));
  }

  #cancelTimers(): void {
    this.#heartbeats?.cancel();
    this.#deadline?.cancel();
    this.#probes?.cancel();
  }
}
