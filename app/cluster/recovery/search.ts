import type { Clock, Timer } from '../../clock.ts';
import { joinDefaults, type SearchTiming } from '../../config.ts';
import { BanyanError, sentenceOf } from '../../errors.ts';
import type { Uuid } from '../../wire/uuid.ts';
import type { ParentSession, SessionEnd, SessionListeners } from '../parent-session.ts';

/** A host that may be asked for a place. */
export interface Candidate {
  /** `host:port`. */
  readonly address: string;
  readonly nodeId: Uuid | undefined;
  /** It stands behind this node in line: that it has no way to the root either is all that it is asked for. */
  readonly witness: boolean;
}

export interface SearchParts {
  clock: Clock;
  timing: SearchTiming;
  /** Makes a session with a host; the search starts and ends it. */
  open: (address: string, hops: number, listeners: SessionListeners) => ParentSession;
  /** A host offers a place, and its stream is heard. The search is over. */
  onFound: (session: ParentSession) => void;
  /** A person is asked there. */
  onPending: (clusterName: string) => void;
  /** A host answered that it has no way to the root itself. */
  onDoubt: () => void;
  /** Everybody was asked, and nobody offers a place; with how the last one ended. */
  onExhausted: (last: SessionEnd | undefined) => void;
}

interface Running {
  session: ParentSession;
  candidate: Candidate;
}

/**
 * Asks hosts for a place, in order, the next one as soon as one says no or has been thinking for a while; the first
 * whose stream is heard is taken, the others are let go (the happy eyeballs of RFC 8305).
 */
export class Search {
  readonly #parts: SearchParts;
  readonly #running = new Set<Running>();
  readonly #queue: { candidate: Candidate; hops: number }[] = [];
  #stagger: Timer | undefined;
  #last: SessionEnd | undefined;
  #over = false;

  constructor(parts: SearchParts) {
    this.#parts = parts;
  }

  start(candidates: readonly Candidate[]): void {
    this.#queue.push(...candidates.map((candidate) => ({ candidate, hops: 0 })));
    // A moment later, so that whoever started it knows it before it ends.
    queueMicrotask(() => this.#next());
  }

  get over(): boolean {
    return this.#over;
  }

  /** Whether nobody is left to be asked but witnesses. */
  get onlyWitnesses(): boolean {
    return !this.#over && [...this.#running, ...this.#queue].every(({ candidate }) => candidate.witness);
  }

  /** Lets go of everybody that was asked. */
  stop(): void {
    this.#over = true;
    this.#stagger?.cancel();
    this.#queue.length = 0;
    for (const { session } of this.#running) void session.stop('asks elsewhere');
    this.#running.clear();
  }

  #next(): void {
    this.#stagger?.cancel();
    if (this.#over) return;
    const next = this.#queue.shift();
    if (next !== undefined) this.#ask(next.candidate, next.hops);
    else if (this.#running.size === 0) {
      this.#over = true;
      return this.#parts.onExhausted(this.#last);
    }
    if (this.#queue.length > 0) this.#stagger = this.#parts.clock.after(this.#parts.timing.staggerMs, () => this.#next());
  }

  #ask(candidate: Candidate, hops: number): void {
    const running: Running = {
      candidate,
      session: this.#parts.open(candidate.address, hops, {
        onPending: (clusterName, searching) => (searching ? this.#doubted(running) : this.#parts.onPending(clusterName)),
        onReady: () => this.#found(running),
        onEnd: (end) => this.#ended(running, hops, end),
      }),
    };
    this.#running.add(running);
    running.session.start().catch((thrown: unknown) => {
      const sentence = sentenceOf(thrown);
      const isOurs = thrown instanceof BanyanError && thrown.code !== 'timed-out';
      const lost = { kind: 'lost', reached: false, broken: false, sentence } as const;
      this.#ended(running, hops, isOurs ? { kind: 'refused', code: thrown.code, sentence } : lost);
    });
  }

  #doubted(running: Running): void {
    if (running.candidate.witness) {
      this.#running.delete(running);
      void running.session.stop('asked as a witness');
    }
    this.#parts.onDoubt();
    if (running.candidate.witness) this.#next();
  }

  #found(running: Running): void {
    if (this.#over) return;
    this.#running.delete(running);
    this.stop();
    this.#parts.onFound(running.session);
  }

  #ended(running: Running, hops: number, end: SessionEnd): void {
    if (!this.#running.delete(running) || this.#over) return;
    this.#last = end;
    if (end.kind === 'redirected' && hops < joinDefaults.maxRedirects)
      this.#queue.unshift({ candidate: { address: end.address, nodeId: undefined, witness: false }, hops: hops + 1 });
    this.#next();
  }
}
