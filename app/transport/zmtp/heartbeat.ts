import type { Clock, Timer } from '../../clock.ts';
import type { LinkTimings } from '../link-timings.ts';

interface HeartbeatParts {
  clock: Clock;
  timings: LinkTimings;
  /** Asks the peer for a sign of life. */
  ask(): void;
  /** The peer has been silent for too long. */
  dead(): void;
}

/**
 * Notices a link that died without a word (RFC 37). It also asks while we read nothing ourselves:
 * to the peer that we make wait, our questions are the sign of life.
 */
export class Heartbeat {
  readonly #parts: HeartbeatParts;
  readonly #timer: Timer;
  /** Beats since something was heard. Counted, not timed: when our own process was stuck, only one beat has passed. */
  #silentBeats = 0;
  #patienceMs: number;
  #deaf = false;

  constructor(parts: HeartbeatParts) {
    this.#parts = parts;
    this.#patienceMs = parts.timings.heartbeatTimeoutMs;
    this.#timer = parts.clock.every(parts.timings.heartbeatIntervalMs, () => this.#beat());
  }

  /** Something came from the peer. */
  heard(): void {
    this.#silentBeats = 0;
  }

  /** The peer asks to be given up after this long; 0 asks nothing. It can't make us more patient. */
  giveUpAfter(timeToLiveMs: number): void {
    if (timeToLiveMs > 0) this.#patienceMs = Math.min(timeToLiveMs, this.#parts.timings.heartbeatTimeoutMs);
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
    const silentMs = this.#silentBeats * this.#parts.timings.heartbeatIntervalMs;
    if (!this.#deaf && silentMs >= this.#patienceMs) return this.#parts.dead();
    this.#silentBeats += 1;
    return this.#parts.ask();
  }
}
