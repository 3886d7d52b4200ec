import type { Socket as Native } from 'zeromq';
import { BanyanError } from '../../errors.ts';
import { tellAll } from '../telling.ts';
import type { NativeSocket } from './native-socket.ts';

/**
 * Follows which links of a connecting socket are up, as libzmq's monitor tells it.
 * The monitor says nothing about `inproc://` and about links that we end ourselves.
 */
export class LinkWatch {
  /** Whether a new link is welcome: news of one that was hung up meanwhile is not. */
  expecting = false;
  readonly #socket: NativeSocket<Native>;
  readonly #listeners: ((up: boolean) => void)[] = [];
  readonly #endListeners: ((address: string, wasUp: boolean) => void)[] = [];
  readonly #waiting = new Set<() => void>();
  readonly #up = new Set<string>();
  #closed = false;

  constructor(socket: NativeSocket<Native>) {
    this.#socket = socket;
    socket.onClose(() => {
      this.#closed = true;
      this.#wake();
    });
    const { events } = socket.native;
    events.on('handshake', ({ address }) => this.add(address));
    events.on('disconnect', ({ address }) => {
      const wasUp = this.remove(address);
      for (const listener of this.#endListeners) listener(address, wasUp);
    });
    const refused = (): void => void (socket.counters.handshakesRefused += 1);
    events.on('handshake:error:auth', refused);
    events.on('handshake:error:protocol', refused);
    events.on('handshake:error:other', refused);
  }

  /** Told when the first link comes up and when the last one goes down. */
  onLink(listener: (up: boolean) => void): void {
    this.#listeners.push(listener);
  }

  /** Told of each connection that ended by itself; its link was up unless the handshake failed. */
  onEnded(listener: (address: string, wasUp: boolean) => void): void {
    this.#endListeners.push(listener);
  }

  get up(): boolean {
    return this.#up.size > 0;
  }

  /** Resolves when a link is up. Fails with `queue-full` when none is in time, and with `closed`. */
  async waitUntilUp(timeoutMs: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = this.#socket.clock.after(timeoutMs, resolve);
    this.#waiting.add(resolve);
    await promise;
    this.#waiting.delete(resolve);
    timer.cancel();
    if (this.#closed) throw new BanyanError('closed', 'The socket was closed.');
    if (!this.up) throw new BanyanError('queue-full', 'Nobody is connected who could take the frame.');
  }

  /** Counts a link as up. */
  add(address: string): void {
    if (this.#closed || !this.expecting || this.#up.has(address)) return;
    this.#up.add(address);
    if (this.#up.size > 1) return;
    this.#wake();
    this.#tell(true);
  }

  /** Counts a link as down; false if it was not up. */
  remove(address: string): boolean {
    if (this.#closed || !this.#up.delete(address)) return false;
    if (!this.up) this.#tell(false);
    return true;
  }

  /** Counts every link as down. */
  removeAll(): void {
    for (const address of [...this.#up]) this.remove(address);
  }

  #wake(): void {
    for (const resolve of this.#waiting) resolve();
  }

  #tell(up: boolean): void {
    tellAll(this.#socket.log, this.#listeners, up);
  }
}
