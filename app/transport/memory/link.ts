import type { Clock } from '../../clock.ts';
import type { LinkTimings } from '../link-timings.ts';
import type { PeerId, Security, TransportCounters } from '../transport.ts';
import type { Message } from './message.ts';
import { MemoryPipe } from './pipe.ts';

/** The patterns of sockets in memory, as a link policy sees them. */
export type Pattern = 'publish' | 'subscribe' | 'push' | 'pull' | 'dealer' | 'router';

/** What the network and the links need to know of a socket, and what they tell it. */
export interface Station {
  /** Name of the node the socket belongs to, as the link policy sees it. */
  readonly node: string;
  readonly pattern: Pattern;
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

/** How long something takes from one station to another in milliseconds, or that it never comes. */
export type Delivery = (from: Station, to: Station, bytes: Uint8Array) => number | 'lost';

/** A link as the socket at one end of it sees it. */
export interface LinkEnd {
  /** Names the other end; unique in the network, never used again. */
  readonly peer: PeerId;
  /** The key with which the other end has come, where links are encrypted and it is the client. */
  readonly peerKey: Uint8Array | undefined;
  readonly full: boolean;
  readonly hasWaiting: boolean;
  /** Sends; false when the link is full. */
  offer(message: Message): boolean;
  take(): Message | undefined;
  /** Ends the link here at once, and for the other end when it hears of it. */
  close(): void;
}

/** What both ends of a link use. */
export interface LinkParts {
  clock: Clock;
  delivery: Delivery;
  /** Told once both ends have left. */
  closed(link: MemoryLink): void;
}

/** One end: its station, and the pipe that leads to it. */
class MemoryEnd implements LinkEnd {
  readonly peer: PeerId;
  readonly station: Station;
  readonly incoming: MemoryPipe;
  readonly peerKey: Uint8Array | undefined;
  readonly #link: MemoryLink;
  open = true;

  /** `far` is the station at the other end, which `peer` names. */
  constructor(link: MemoryLink, station: Station, far: Station, peer: PeerId, { clock, delivery }: LinkParts) {
    this.#link = link;
    this.station = station;
    this.peer = peer;
    this.peerKey = far.security?.role === 'client' ? far.security.keys.publicKey : undefined;
    this.incoming = new MemoryPipe({
      clock,
      capacity: far.highWaterMark + station.highWaterMark,
      delay: ({ bytes }) => delivery(far, station, bytes),
      arrived: () => station.arrived(this),
      roomed: () => {
        const sender = link.beyond(this);
        if (sender.open) far.roomed(sender);
      },
    });
  }

  get full(): boolean {
    return this.#link.beyond(this).incoming.full;
  }

  get hasWaiting(): boolean {
    return this.incoming.hasWaiting;
  }

  offer(message: Message): boolean {
    return this.#link.beyond(this).incoming.offer(message);
  }

  take(): Message | undefined {
    return this.incoming.take();
  }

  close(): void {
    this.#link.closeAt(this);
  }
}

/** A link between two sockets. */
export class MemoryLink {
  readonly #parts: LinkParts;
  readonly #one: MemoryEnd;
  readonly #other: MemoryEnd;

  /** `peers` name the two ends. Nothing moves before {@link join}. */
  constructor(parts: LinkParts, stations: [Station, Station], peers: [PeerId, PeerId]) {
    this.#parts = parts;
    this.#one = new MemoryEnd(this, stations[0], stations[1], peers[1], parts);
    this.#other = new MemoryEnd(this, stations[1], stations[0], peers[0], parts);
  }

  /** The ends, in the order of the stations. */
  get ends(): [LinkEnd, LinkEnd] {
    return [this.#one, this.#other];
  }

  /** Names of the nodes at both ends, in the order of the stations. */
  get nodes(): [string, string] {
    return [this.#one.station.node, this.#other.station.node];
  }

  /** Tells both stations that they are linked. */
  join(): void {
    for (const end of [this.#one, this.#other]) end.station.joined(end);
  }

  /** Breaks the link for both ends at once. */
  cut(): void {
    this.#leave(this.#one);
    this.#leave(this.#other);
  }

  /** The other end of one of the ends. */
  beyond(end: MemoryEnd): MemoryEnd {
    return end === this.#one ? this.#other : this.#one;
  }

  /** Ends the link at one of its ends, and at the other when the news is there. */
  closeAt(near: MemoryEnd): void {
    if (!near.open) return;
    const far = this.beyond(near);
    this.#leave(near);
    far.incoming.stop();
    const notice = this.#parts.delivery(near.station, far.station, new Uint8Array(0));
    // Without a word the other end notices by the silence.
    const delayMs = notice === 'lost' ? far.station.timings.heartbeatTimeoutMs : notice;
    this.#parts.clock.after(delayMs, () => this.#leave(far));
  }

  #leave(end: MemoryEnd): void {
    if (!end.open) return;
    end.open = false;
    end.station.left(end);
    end.incoming.stop({ kind: 'gone', bytes: new Uint8Array(0) });
    if (!this.beyond(end).open) this.#parts.closed(this);
  }
}
