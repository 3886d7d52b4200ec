import type { Clock } from '../../clock.ts';
import { BanyanError } from '../../errors.ts';
import type { Log } from '../../log.ts';
import { formatAddress, parseBindAddress } from '../address.ts';
import type { Address } from '../address.ts';
import { Dialler } from '../dialler.ts';
import { Intake } from '../intake.ts';
import type { LinkTimings } from '../link-timings.ts';
import { tellAll } from '../telling.ts';
import type { Security, SocketOptions, TransportCounters } from '../transport.ts';
import type { LinkEnd, Pattern, Station } from './link.ts';
import type { MemoryNetwork } from './memory-network.ts';
import type { Message } from './message.ts';

/** What a socket in memory uses. */
export interface MemorySocketParts {
  network: MemoryNetwork;
  clock: Clock;
  log: Log;
  timings: LinkTimings;
  node: string;
  pattern: Pattern;
  /** Addresses of the machine this node stands for. */
  hosts: readonly string[];
  counters: TransportCounters;
  options: SocketOptions;
  closed(socket: MemorySocket): void;
}

/** What a pattern wants to know of its socket. */
export interface PatternHooks {
  joined?(end: LinkEnd): void;
  left?(end: LinkEnd): void;
  roomed?(end: LinkEnd): void;
  took(end: LinkEnd, message: Message): void | Promise<void>;
  closed?(): void;
}

/** The part of a socket in memory that every pattern has: its addresses, its links, its intake. */
export class MemorySocket implements Station {
  readonly parts: MemorySocketParts;
  readonly ends = new Set<LinkEnd>();
  readonly #keys: string[] = [];
  #hooks: PatternHooks = { took: () => {} };
  readonly #intake: Intake<Message, LinkEnd>;
  #closed = false;

  constructor(parts: MemorySocketParts) {
    this.parts = parts;
    this.#intake = new Intake(parts.log, (end, message) => this.#hooks.took(end, message));
  }

  get node(): string {
    return this.parts.node;
  }
  get pattern(): Pattern {
    return this.parts.pattern;
  }
  get highWaterMark(): number {
    return this.parts.options.highWaterMark;
  }
  get maxFrameBytes(): number {
    return this.parts.options.maxFrameBytes;
  }
  get security(): Security | undefined {
    return this.parts.options.security;
  }
  get counters(): TransportCounters {
    return this.parts.counters;
  }
  get timings(): LinkTimings {
    return this.parts.timings;
  }

  /** Gives the socket its pattern; once, before it is used. */
  behave(hooks: PatternHooks): void {
    this.#hooks = hooks;
  }

  /** Fails with `closed` if the socket was closed. */
  mustBeOpen(): void {
    if (this.#closed) throw new BanyanError('closed', 'The socket was closed.');
  }

  async bind(wanted: string): Promise<string> {
    const address = this.#atHome(parseBindAddress(wanted), wanted);
    this.mustBeOpen();
    const keys = this.#keysOf(address);
    this.parts.network.bind(keys, this);
    this.#keys.push(...keys);
    return formatAddress(address.scheme === 'tcp' && address.host === '*' ? { ...address, host: '0.0.0.0' } : address);
  }

  /** The name under which the network knows an address that this socket may connect to. */
  keyOf(address: Address): string {
    return address.scheme === 'inproc' ? `${this.parts.node}/${formatAddress(address)}` : formatAddress(address);
  }

  /** Connects the socket and keeps it connected. */
  dialler(): Dialler<LinkEnd> {
    const { network, clock, log } = this.parts;
    return new Dialler<LinkEnd>({
      clock,
      timings: this.timings,
      attempt: (address, outcome) => {
        let wanted = true;
        network.attempt(this, this.keyOf(address), () => wanted, outcome);
        return { cancel: () => void (wanted = false) };
      },
      hangUp: (end) => end.close(),
      tell: (listeners, news) => tellAll(log, listeners, news),
    });
  }

  close = async (): Promise<void> => {
    if (this.#closed) return;
    this.#closed = true;
    this.#intake.close();
    this.parts.network.release(this.#keys);
    this.#hooks.closed?.();
    for (const end of [...this.ends]) end.close();
    this.parts.closed(this);
  };

  /** Cuts those who would not be admitted any more. */
  recheck(): true {
    const { security } = this;
    if (security?.role === 'server')
      for (const end of [...this.ends]) if (end.peerKey !== undefined && !security.admits(end.peerKey)) end.close();
    return true;
  }

  joined(end: LinkEnd): void {
    this.ends.add(end);
    this.#hooks.joined?.(end);
  }

  left(end: LinkEnd): void {
    this.ends.delete(end);
    if (!this.#closed) this.#hooks.left?.(end);
  }

  arrived(end: LinkEnd): void {
    this.#intake.offer(end);
  }

  roomed(end: LinkEnd): void {
    this.#hooks.roomed?.(end);
  }

  /** Whether a frame is within the bound; if not, its sender is cut off. */
  fits(end: LinkEnd, frame: Uint8Array): boolean {
    if (frame.length <= this.maxFrameBytes) return true;
    this.counters.peersCut += 1;
    end.close();
    return false;
  }

  #atHome(address: Address, wanted: string): Address {
    if (address.scheme !== 'tcp') return address;
    if (!isEverywhere(address.host) && !this.parts.hosts.includes(address.host)) {
      throw new BanyanError('address-invalid', `${wanted} can't be used here: give an address of this machine.`);
    }
    return address.port > 0 ? address : { ...address, port: this.parts.network.freePort(this.parts.hosts) };
  }

  #keysOf(address: Address): string[] {
    if (address.scheme !== 'tcp' || !isEverywhere(address.host)) return [this.keyOf(address)];
    return this.parts.hosts.map((host) => formatAddress({ ...address, host }));
  }
}

function isEverywhere(host: string): boolean {
  return host === '*' || host === '0.0.0.0' || host === '::';
}
