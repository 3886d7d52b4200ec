import { isIP } from 'node:net';
import type { Socket as Native } from 'zeromq';
import type { Timer } from '../../clock.ts';
import { parseConnectAddress } from '../address.ts';
import { tellAll } from '../telling.ts';
import type { LinkWatch } from './link-watch.ts';
import type { NativeSocket } from './native-socket.ts';

/**
 * Follows which attempts to connect ended without a link, as libzmq's monitor tells it: a connection
 * ends before its handshake is over, or a retry is announced where no connection had come about.
 */
export class FailedAttempts {
  readonly #socket: NativeSocket<Native>;
  readonly #dialled: ReadonlyMap<string, Timer | undefined>;
  readonly #listeners: ((address: string) => void)[] = [];
  /** Addresses whose connection has ended: the retry that is announced next is its consequence, and no news. */
  readonly #ended = new Set<string>();

  /** `dialled`: the addresses to be connected with; a timer where none is being tried at the moment. */
  constructor(socket: NativeSocket<Native>, watch: LinkWatch, dialled: ReadonlyMap<string, Timer | undefined>) {
    this.#socket = socket;
    this.#dialled = dialled;
    watch.onEnded((named, wasUp) => {
      this.#with(named, (address) => {
        this.#ended.add(address);
        if (!wasUp) this.#tell(address);
      });
    });
    const { events } = socket.native;
    // Only what never became a connection is closed; an attempt has begun since the last one ended.
    events.on('close', ({ address: named }) => this.#with(named, (address) => void this.#ended.delete(address)));
    // Not `close` itself, which does not come for a name that nobody knows.
    events.on('connect:retry', ({ address: named }) => {
      this.#with(named, (address) => {
        if (!this.#ended.delete(address)) this.#tell(address);
      });
    });
  }

  onFailed(listener: (address: string) => void): void {
    this.#listeners.push(listener);
  }

  #tell(address: string): void {
    // During our own pause libzmq may still be at the attempts that were called off.
    if (this.#dialled.get(address) === undefined) tellAll(this.#socket.log, this.#listeners, address);
  }

  /** Runs the action with the address as it was dialled; not at all if it is no longer dialled. */
  #with(named: string, action: (address: string) => void): void {
    const addresses = [...this.#dialled.keys()];
    const address = this.#dialled.has(named) ? named : addresses.find((each) => mayBeCalled(each, named));
    if (address !== undefined) action(address);
  }
}

/** Whether libzmq may give this name to the address: once it was connected, it calls a host by number. */
function mayBeCalled(address: string, named: string): boolean {
  const wanted = parseConnectAddress(address);
  return wanted.scheme === 'tcp' && isIP(wanted.host) === 0 && named.endsWith(`:${wanted.port}`);
}
