import type { Clock } from '../clock.ts';
import { streamDefaults } from '../config.ts';
import type { Frame } from '../transport/transport.ts';
import type { ChannelListener, Side } from './channel-listener.ts';
import { Gate } from './gate.ts';
import type { HandlerPool } from './handler-pool.ts';
import type { OutboundSide } from './outbound-side.ts';

export interface InboundSideParts {
  clock: Clock;
  listener: ChannelListener;
  pool: HandlerPool;
  outbound: OutboundSide;
}

/** The inbound side of an endpoint: takes frames of both links, no faster than they can be handled and passed on. */
export class InboundSide {
  readonly #parts: InboundSideParts;
  readonly #gate = new Gate();
  readonly #messages: Record<Side, number> = { parent: 0, children: 0 };
  readonly #arrivals: Record<Side, number> = { parent: 0, children: 0 };

  constructor(parts: InboundSideParts) {
    this.#parts = parts;
  }

  /** Messages that came from a side. */
  messages(side: Side): number {
    return this.#messages[side];
  }

  /** Frames that came from a side, and times that one had to wait: as long as it grows the side is not quiet. */
  arrivals(side: Side): number {
    return this.#arrivals[side];
  }

  get closed(): boolean {
    return this.#gate.closed;
  }

  /** Reads nothing further. Idempotent. */
  pause(): void {
    this.#gate.close();
  }

  resume(): void {
    this.#gate.open();
  }

  /** Takes one frame. While the promise is pending nothing further may be read from that side. */
  take(side: Side, frame: Frame): void | Promise<void> {
    if (this.#gate.closed) return this.#gate.opened().then(() => this.take(side, frame));
    const { listener, pool, outbound } = this.#parts;
    const before = listener.counters.messages;
    listener.take(side, frame);
    this.#messages[side] += listener.counters.messages - before;
    this.#arrivals[side]++;
    if (!pool.hasRoom()) return this.#held(side, pool.whenRoom());
    // A child is read from no faster than its messages can be passed on.
    if (side === 'children' && !outbound.hasRoom) return this.#held(side, outbound.whenRoom());
  }

  /** That a side is silent while nothing is read from it says nothing. */
  async #held(side: Side, room: Promise<void>): Promise<void> {
    const stirring = this.#parts.clock.every(streamDefaults.stirMs, () => this.#arrivals[side]++);
    await room;
    stirring.cancel();
  }
}
