import type { Clock, Timer } from '../../clock.ts';
import { treeDefaults } from '../../config.ts';
import type { Endpoint } from '../../endpoint/endpoint.ts';

/** The channel of the root's pulse: passed on by everybody, and missed by nobody when one is lost. */
const channelName = '!pulse';

export interface PulseParts {
  endpoint: Endpoint;
  clock: Clock;
  /** Whether this node has to hear the pulse now: it hangs from a parent that says it has a way to the root. */
  expects: () => boolean;
  /** Nothing of the root came for long, although the parent is there: it passes nothing on. */
  onSilence: () => void;
}

/**
 * The root's pulse, from end to end of the tree. Heartbeats tell that a parent is alive; that it also passes on what it
 * should is told by this alone.
 */
export class Pulse {
  readonly #parts: PulseParts;
  readonly #timer: Timer;
  #leading = false;
  #heardAt: number;

  constructor(parts: PulseParts) {
    this.#parts = parts;
    this.#heardAt = parts.clock.monotonic();
    parts.endpoint.handle(channelName, () => this.heard());
    this.#timer = parts.clock.every(treeDefaults.pulseMs, () => this.#beat());
  }

  /** Whether this node is the root, whose pulse it is. */
  lead(leading: boolean): void {
    this.#leading = leading;
    this.heard();
  }

  /** Counts as heard: it was, or there is a new parent, which is given its time. */
  heard(): void {
    this.#heardAt = this.#parts.clock.monotonic();
  }

  stop(): void {
    this.#timer.cancel();
  }

  #beat(): void {
    const { endpoint, clock, expects, onSilence } = this.#parts;
    if (this.#leading) endpoint.channel(channelName).send(0, new Uint8Array());
    else if (!expects()) this.heard();
    else if (clock.monotonic() - this.#heardAt > treeDefaults.pulsesMissed * treeDefaults.pulseMs) {
      this.heard();
      onSilence();
    }
  }
}
