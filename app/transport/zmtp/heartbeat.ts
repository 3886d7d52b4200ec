import type { Clock, Timer } from '../../clock.ts';

interface HeartbeatParts {
  clock: Clock;
  intervalMs: number;
  /** The peer has been silent for too long. */
  dead(): void;
}

/**
 * Notices a link that died without a word (RFC 37). Where something came since the last beat nothing is asked: a link
 * that is in use needs no signs of life, and of a quiet one only one side has to ask. It does ask while we read nothing
 * ourselves: to the peer that we make wait, our questions are the sign of life.
 */
export class Heartbeat {
  readonly #parts: HeartbeatParts;
  readonly #timer: Timer;
  /** Beats since something was heard. Counted, not timed: when our own process was stuck, only one beat has passed. */
  #silentBeats = 0;
  #patienceMs = Infinity;
  #ask: (() => void) | undefined;
  #deaf = false;

  constructor(parts: HeartbeatParts) {
    this.#parts = parts;
    this.#timer = parts.clock.every(parts.intervalMs, () => this.#beat());
  }

  /** From now on asks a peer that was quiet for a sign of life at each beat, and gives it up after this much silence. */
  ask(ask: () => void, patienceMs: number): void {
    this.#ask = ask;
    this.giveUpAfter(patienceMs);
  }

  /** Something came from the peer. */
  heard(): void {
    this.#silentBeats = 0;
  }

  /** The peer wants to be given up after this much silence; 0 asks nothing. The shortest wish counts. */
  giveUpAfter(timeToLiveMs: number): void {
    if (timeToLiveMs > 0) this.#patienceMs = Math.min(timeToLiveMs, this.#patienceMs);
  }

  /** While we don't read, silence means nothing. */
  setDeaf(deaf: boolean): void {
    this.#deaf = deaf;
    if (!deaf) this.heard();
  }

  stop(): void {
    this.#timer.cancel();
  }

  #beat(): void {
    const silentMs = this.#silentBeats * this.#parts.intervalMs;
    if (!this.#deaf && silentMs >= this.#patienceMs) return this.#parts.dead();
    this.#silentBeats += 1;
    if (this.#deaf || this.#silentBeats > 1) this.#ask?.();
    return undefined;
  }
}
