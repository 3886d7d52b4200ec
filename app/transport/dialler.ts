import type { Clock, Timer } from '../clock.ts';
import { formatAddress, parseConnectAddress } from './address.ts';
import type { Address } from './address.ts';
import type { LinkTimings } from './link-timings.ts';
import type { Connecting } from './transport.ts';

/** An attempt to connect that is under way. */
export interface Attempt {
  /** Gives up; the outcome is not told any more. */
  cancel(): void;
}

/** What a dialler uses of its socket. */
export interface DiallerParts<Link> {
  clock: Clock;
  timings: LinkTimings;
  /** Tries once. Calls `outcome` once, later: the link, or nothing if nobody answered. */
  attempt(address: Address, outcome: (link: Link | undefined) => void): Attempt;
  hangUp(link: Link): void;
  /** Spreads the pauses, so that a host that comes back is not stormed; keeps at least half of each. */
  spread?(pauseMs: number): number;
  /** Tells listeners, none of which can disturb the socket. */
  tell<News>(listeners: readonly ((news: News) => void)[], news: News): void;
}

/** One address to be connected with. */
interface Dial<Link> {
  name: string;
  address: Address;
  failures: number;
  link: Link | undefined;
  attempt: Attempt | undefined;
  pause: Timer | undefined;
}

/** Connects a socket and connects it again, with pauses that grow while nobody answers. */
export class Dialler<Link> implements Connecting {
  readonly #parts: DiallerParts<Link>;
  readonly #dials = new Map<string, Dial<Link>>();
  readonly #linkListeners: ((up: boolean) => void)[] = [];
  readonly #failureListeners: ((address: string) => void)[] = [];
  #linked = 0;

  constructor(parts: DiallerParts<Link>) {
    this.#parts = parts;
  }

  connect(address: string): void {
    const wanted = parseConnectAddress(address);
    const name = formatAddress(wanted);
    if (this.#dials.has(name)) return;
    const dial: Dial<Link> = {
      name,
      address: wanted,
      failures: 0,
      link: undefined,
      attempt: undefined,
      pause: undefined,
    };
    this.#dials.set(name, dial);
    this.#try(dial);
  }

  disconnect(address: string): void {
    const name = formatAddress(parseConnectAddress(address));
    const dial = this.#dials.get(name);
    if (!dial) return;
    this.#dials.delete(name);
    this.#drop(dial);
  }

  onLink(listener: (up: boolean) => void): void {
    this.#linkListeners.push(listener);
  }

  onFailed(listener: (address: string) => void): void {
    this.#failureListeners.push(listener);
  }

  /** A link of the socket went down by itself; links that were not dialled are of no concern. */
  lost(link: Link): void {
    for (const dial of this.#dials.values()) {
      if (dial.link !== link) continue;
      this.#setLink(dial, undefined);
      this.#pause(dial);
    }
  }

  /** Stops dialling and hangs up, and tells nobody. */
  close(): void {
    this.#linkListeners.length = 0;
    this.#failureListeners.length = 0;
    for (const dial of this.#dials.values()) this.#drop(dial);
    this.#dials.clear();
  }

  #drop(dial: Dial<Link>): void {
    dial.pause?.cancel();
    dial.attempt?.cancel();
    const { link } = dial;
    if (link === undefined) return;
    this.#setLink(dial, undefined);
    this.#parts.hangUp(link);
  }

  #try(dial: Dial<Link>): void {
    dial.pause = undefined;
    dial.attempt = this.#parts.attempt(dial.address, (link) => {
      dial.attempt = undefined;
      if (link === undefined) return this.#failed(dial);
      dial.failures = 0;
      return this.#setLink(dial, link);
    });
  }

  #failed(dial: Dial<Link>): void {
    // Before anybody is told, so that a listener which disconnects ends the pause too.
    this.#pause(dial);
    this.#parts.tell(this.#failureListeners, dial.name);
  }

  #pause(dial: Dial<Link>): void {
    const { clock, timings, spread = (pauseMs) => pauseMs } = this.#parts;
    const pauseMs = Math.min(timings.reconnectMinMs * 2 ** dial.failures, timings.reconnectMaxMs);
    dial.failures += 1;
    dial.pause = clock.after(spread(pauseMs), () => this.#try(dial));
  }

  #setLink(dial: Dial<Link>, link: Link | undefined): void {
    dial.link = link;
    this.#linked += link === undefined ? -1 : 1;
    if (link === undefined && this.#linked === 0) this.#parts.tell(this.#linkListeners, false);
    if (link !== undefined && this.#linked === 1) this.#parts.tell(this.#linkListeners, true);
  }
}
