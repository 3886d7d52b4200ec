import type { Clock, Timer } from '../clock.ts';
import { streamDefaults } from '../config.ts';
import type { Frame, PeerId } from '../transport/transport.ts';
import { controlFrame } from '../wire/control-message.ts';
import { covers, interestMessage, joined, sameInterest, type Interest } from './interest.ts';
import type { Position } from './stream-range.ts';

/** The way to a parent, as far as it concerns what is wanted from there. */
export interface InterestLink {
  /** Lets come what is wanted, and nothing else. */
  hear(interest: Interest): void;
  control(frame: Frame): void;
}

/** Who hears what a host publishes. */
export interface Audience {
  children: number;
  /** What they want together. */
  wanted: Interest;
  /** Whether one of them does not want everything, so that documents have to go out each by itself. */
  selective: boolean;
}

export interface BranchInterestParts {
  clock: Clock;
  onAudience: (audience: Audience) => void;
  /** The branch wants something else from now on. */
  onChange: (now: Interest) => void;
}

/**
 * What this node and everybody below it want to hear of documents, and what the parent was told of it. What changes within
 * a moment is taken together; what the children want counts for what they are sent at once.
 */
export class BranchInterest {
  readonly #parts: BranchInterestParts;
  /** Undefined for one that has not said anything yet. */
  readonly #children = new Map<PeerId, Interest | undefined>();
  #own: Interest = 'everything';
  #all: Interest = 'everything';
  #parent: InterestLink | undefined;
  /** What the parent knows; undefined when it has to be told in any case. */
  #told: Interest | undefined;
  #settledAt = -Infinity;
  #timer: Timer | undefined;

  constructor(parts: BranchInterestParts) {
    this.#parts = parts;
  }

  /** What the whole branch wants, as it was settled last. */
  get all(): Interest {
    return this.#all;
  }

  /** Those of a parent's streams of which everything should come here. */
  among(positions: readonly Position[]): readonly Position[] {
    return this.#all === 'everything' ? positions : positions.filter(({ channel }) => covers(this.#all, channel));
  }

  /** What this node itself wants. */
  setOwn(interest: Interest): void {
    this.#own = interest;
    this.#settleSoon();
  }

  /** A child is sent everything until it says what it wants, but nothing more is asked for on its account. */
  childCame(peer: PeerId): void {
    this.#children.set(peer, undefined);
    this.#changedBelow();
  }

  childWent(peer: PeerId): void {
    if (this.#children.delete(peer)) this.#changedBelow();
  }

  childWants(peer: PeerId, interest: Interest): void {
    if (!this.#children.has(peer)) return;
    this.#children.set(peer, interest);
    this.#changedBelow();
  }

  /** There is a parent, which takes who says nothing for one that wants everything. */
  open(parent: InterestLink): void {
    this.#parent = parent;
    this.#told = 'everything';
    parent.hear(this.#all);
  }

  /** Tells the parent, whatever it is; a moment later, with what follows from having a parent. */
  introduce(): void {
    this.#told = undefined;
    queueMicrotask(() => this.#settle());
  }

  /** There is no parent any more. */
  close(): void {
    this.#parent = undefined;
  }

  end(): void {
    this.#timer?.cancel();
  }

  #changedBelow(): void {
    const interests = [...this.#children.values()].map((interest) => interest ?? 'everything');
    const selective = interests.some((interest) => interest !== 'everything');
    const wanted = selective ? joined(interests) : 'everything';
    this.#parts.onAudience({ children: interests.length, wanted, selective });
    this.#settleSoon();
  }

  #settleSoon(): void {
    // Most nodes want everything, and nothing below them can change that.
    if (this.#own === 'everything' && this.#all === 'everything') return;
    const waitMs = Math.max(0, this.#settledAt + streamDefaults.interestGatherMs - this.#parts.clock.monotonic());
    this.#timer ??= this.#parts.clock.after(waitMs, () => this.#settle());
  }

  #settle(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#settledAt = this.#parts.clock.monotonic();
    const now = joined([this.#own, ...[...this.#children.values()].filter((interest) => interest !== undefined)]);
    if (!sameInterest(now, this.#all)) {
      this.#all = now;
      this.#parts.onChange(now);
    }
    if (this.#parent === undefined || this.#told === this.#all) return;
    this.#told = this.#all;
    this.#parent.hear(this.#all);
    this.#parent.control(controlFrame({ case: 'interest', value: interestMessage(this.#all) }));
  }
}
