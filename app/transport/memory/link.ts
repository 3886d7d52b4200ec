import type { Clock } from '../../clock.ts';
import type { LinkTimings } from '../link-timings.ts';
import type { PeerId, Security, TransportCounters } from '../transport.ts';
import type { Message } from './message.ts';
import { MemoryPipe } from './pipe.ts';

/** What the network and the links need to know of a socket, and what they tell it. */
export interface Station {
  /** Name of the node the socket belongs to, as the link policy sees it. */
  readonly node: string;
  readonly highWaterMark: number;
  readonly maxFrameBytes: number;
  readonly security: Security | undefined;
  readonly counters: TransportCounters;
  readonly timings: LinkTimings;
  joined(end: LinkEnd): void;
  left(end: LinkEnd): void;
  /** Something can be taken from the end. */
  arrived(end: LinkEnd): void;
  /** An end that was full takes frames again. */
  roomed(end: LinkEnd): void;
}

/** How long something takes from one node to another in milliseconds, or that it never comes. */
export type Delivery = (from: string, to: string, bytes: Uint8Array) => number | 'lost';

/** A link as the socket at one end of it sees it. */
export interface LinkEnd {
  /** Names the other end; unique in the network, never used again. */
  readonly peer: PeerId;
  readonly full: boolean;
  readonly hasWaiting: boolean;
  /** Sends; false when the link is full. */
  offer(message: Message): boolean;
  take(): Message | undefined;
  /** Ends the link here at once, and for the other end when it hears of it. */
  close(): void;
}

/** A station and its end of the link. */
interface Side {
  station: Station;
  end: LinkEnd;
  incoming: MemoryPipe;
  open: boolean;
}

/** A link between two sockets. */
export class MemoryLink {
  readonly #clock: Clock;
  readonly #delivery: Delivery;
  readonly #sides: Side[];

  /** `peers` name the two ends. Nothing moves before {@link join}. */
  constructor(clock: Clock, delivery: Delivery, stations: [Station, Station], peers: [PeerId, PeerId]) {
    this.#clock = clock;
    this.#delivery = delivery;
    const pipes = [this.#pipe(stations, 1, 0), this.#pipe(stations, 0, 1)] as const;
    this.#sides = [
      { station: stations[0], end: this.#end(0, peers[1], pipes[0], pipes[1]), incoming: pipes[0], open: true },
      { station: stations[1], end: this.#end(1, peers[0], pipes[1], pipes[0]), incoming: pipes[1], open: true },
    ];
  }

  /** The ends, in the order of the stations. */
  get ends(): LinkEnd[] {
    return this.#sides.map(({ end }) => end);
  }

  /** Tells both stations that they are linked. */
  join(): void {
    for (const { station, end } of this.#sides) station.joined(end);
  }

  /** Whether the link is between these two nodes. */
  joins(one: string, other: string): boolean {
    const nodes = this.#sides.map(({ station }) => station.node);
    return nodes.includes(one) && nodes.includes(other);
  }

  get open(): boolean {
    return this.#sides.some((side) => side.open);
  }

  /** Breaks the link for both ends at once. */
  cut(): void {
    this.#leave(0);
    this.#leave(1);
  }

  #pipe(stations: [Station, Station], from: 0 | 1, to: 0 | 1): MemoryPipe {
    const sender = stations[from];
    const receiver = stations[to];
    return new MemoryPipe({
      clock: this.#clock,
      capacity: sender.highWaterMark + receiver.highWaterMark,
      delay: ({ bytes }) => this.#delivery(sender.node, receiver.node, bytes),
      arrived: () => this.#with(to, ({ station, end }) => station.arrived(end)),
      roomed: () =>
        this.#with(from, ({ station, end, open }) => {
          if (open) station.roomed(end);
        }),
    });
  }

  #end(index: 0 | 1, peer: PeerId, incoming: MemoryPipe, outgoing: MemoryPipe): LinkEnd {
    return {
      peer,
      get full() {
        return outgoing.full;
      },
      get hasWaiting() {
        return incoming.hasWaiting;
      },
      offer: (message) => outgoing.offer(message),
      take: () => incoming.take(),
      close: () => this.#close(index),
    };
  }

  #close(index: 0 | 1): void {
    const near = this.#sides[index];
    const far = this.#sides[1 - index];
    if (!near?.open || !far) return;
    this.#leave(index);
    far.incoming.stop();
    const notice = this.#delivery(near.station.node, far.station.node, new Uint8Array(0));
    // Without a word the other end notices by the silence.
    const delayMs = notice === 'lost' ? far.station.timings.heartbeatTimeoutMs : notice;
    this.#clock.after(delayMs, () => this.#leave(index === 0 ? 1 : 0));
  }

  #leave(index: 0 | 1): void {
    this.#with(index, (side) => {
      if (!side.open) return;
      side.open = false;
      side.station.left(side.end);
      side.incoming.stop({ kind: 'gone', bytes: new Uint8Array(0) });
    });
  }

  #with(index: 0 | 1, action: (side: Side) => void): void {
    const side = this.#sides[index];
    if (side) action(side);
  }
}
