import type { StreamLimits } from '../config.ts';
import { PackBuilder } from '../wire/pack-builder.ts';
import type { Uuid } from '../wire/uuid.ts';
import type { Audience } from './branch-interest.ts';
import type { Side } from './channel-listener.ts';
import { documentOfSection } from './document-channel.ts';
import type { MessageHistory } from './message-history.ts';
import type { Frame } from '../transport/transport.ts';
import { OutboundQueue, type PackSink } from './outbound-queue.ts';
import type { Pace } from './pace.ts';

/** What left an endpoint, and what did not. */
export interface OutboundCounters {
  sentDown: number;
  sentUp: number;
  /** Messages that a socket or a full queue did not take. */
  refused: number;
}

/** The outbound side of an endpoint: one queue for the children, one for the parent, and the history of both. */
export class OutboundSide {
  readonly #limits: StreamLimits;
  readonly #history: MessageHistory;
  readonly #pace: Pace;
  /** What was sent and goes out in no pack that is remembered, for the history. */
  readonly #unheard = new PackBuilder();
  #down: OutboundQueue | undefined;
  #up: OutboundQueue | undefined;
  #audience = 0;
  /** Whether there are children that subscribe to documents one by one. */
  #selective = false;
  /** The only documents that children want; undefined: all are published. */
  #wanted: ReadonlySet<Uuid> | undefined;
  #paused = false;
  #refused = 0;
  #sentDownBefore = 0;
  #sentUpBefore = 0;

  constructor(limits: StreamLimits, history: MessageHistory, pace: Pace) {
    this.#limits = limits;
    this.#history = history;
    this.#pace = pace;
  }

  get counters(): OutboundCounters {
    return {
      sentDown: this.#sentDownBefore + (this.#down?.sent.messages ?? 0),
      sentUp: this.#sentUpBefore + (this.#up?.sent.messages ?? 0),
      refused: this.#refused,
    };
  }

  get hasRoom(): boolean {
    return (this.#up?.hasRoom ?? true) && (this.#down?.hasRoom ?? true) && this.#pace.hasRoom;
  }

  /**
   * Who hears what is published. To nobody nothing is published, nor documents that nobody wants, and one child hears no
   * echo of itself.
   */
  setAudience({ children, wanted, selective }: Audience): void {
    // What is gathered now is remembered in the way that was due when it came.
    this.settle();
    this.#audience = children;
    this.#selective = selective;
    this.#wanted = wanted === 'everything' ? undefined : wanted;
    this.#down?.sort(selective);
  }

  openDown(sink: PackSink): void {
    const nowhere = Promise.resolve();
    const send = (pack: Frame): Promise<void> => {
      if (this.#audience === 0) return nowhere;
      this.#pace.published(pack.byteLength);
      return sink.send(pack);
    };
    this.#down = this.#queue({ send }, 'children');
    this.#down.sort(this.#selective);
  }

  openUp(sink: PackSink): void {
    this.#up = this.#queue(sink, 'parent');
  }

  closeDown(): void {
    this.#sentDownBefore += this.#down?.sent.messages ?? 0;
    this.#down?.settle();
    this.#down?.end();
    this.#down = undefined;
  }

  closeUp(): void {
    this.#sentUpBefore += this.#up?.sent.messages ?? 0;
    this.#up?.settle();
    this.#up?.end();
    this.#up = undefined;
  }

  send(prefix: Uint8Array, clock: number, sequence: number, kind: number, payload: Uint8Array): void {
    const down = this.#wanted === undefined || this.#isWanted(prefix) ? this.#down : undefined;
    if (down?.offer(prefix, clock, sequence, kind, payload) === false) this.#refused++;
    if (this.#up?.offer(prefix, clock, sequence, kind, payload) === false) this.#refused++;
    if (down !== undefined || this.#remembersUp) return;
    this.#unheard.add(prefix, clock, sequence, kind, payload);
    if (this.#unheard.bytes >= this.#limits.packBytes) this.#history.add(this.#unheard.take());
  }

  /** Sends to the children alone, and remembers nothing: what concerns one link. */
  sendDown(prefix: Uint8Array, clock: number, sequence: number, kind: number, payload: Uint8Array): void {
    if (this.#down?.offer(prefix, clock, sequence, kind, payload) === false) this.#refused++;
  }

  /** Passes on what came by one side. A publish goes to all children, so what came from one of them goes down as well. */
  relay(from: Side, section: Uint8Array, messages: number): void {
    const somebody = this.#down !== undefined && (from === 'parent' ? this.#audience > 0 : this.#audience > 1);
    const heardBelow = somebody && (this.#wanted === undefined || this.#isWanted(section));
    if (heardBelow && this.#down?.offerSection(section, messages) === false) this.#refused += messages;
    if (from === 'children' && !this.sendUp(section, messages)) this.#refused += messages;
    // Who comes back, or wants it later, may ask for what was published to nobody.
    if (!heardBelow && (from === 'parent' || !this.#remembersUp)) this.#history.addSections(section);
  }

  /** Queues a section for the parent. False when there is no room for it; true when there is no parent. */
  sendUp(section: Uint8Array, messages: number): boolean {
    return this.#up?.offerSection(section, messages) ?? true;
  }

  /** Puts everything that has been queued into the history. */
  settle(): void {
    this.#down?.settle();
    this.#up?.settle();
    if (this.#unheard.messages > 0) this.#history.add(this.#unheard.take());
  }

  pause(): void {
    this.#paused = true;
    this.#down?.pause();
    this.#up?.pause();
  }

  resume(): void {
    this.#paused = false;
    this.#down?.resume();
    this.#up?.resume();
  }

  async whenRoom(): Promise<void> {
    while (!this.hasRoom) await Promise.all([this.#up?.whenRoom(), this.#down?.whenRoom(), this.#pace.whenRoom()]);
  }

  #queue(sink: PackSink, to: Side): OutboundQueue {
    const queue = new OutboundQueue(sink, this.#limits, {
      onLost: (messages) => void (this.#refused += messages),
      onPacked: (pack) => {
        if (to === 'children' || this.#remembersUp) this.#history.add(pack);
      },
    });
    if (this.#paused) queue.pause();
    return queue;
  }

  /** Whether what goes up is remembered for that. What goes down is everything, once there are some who hear it. */
  get #remembersUp(): boolean {
    return this.#up !== undefined && (this.#down === undefined || this.#audience < 2);
  }

  #isWanted(section: Uint8Array): boolean {
    const document = documentOfSection(section);
    return document === undefined || this.#wanted?.has(document) !== false;
  }
}
