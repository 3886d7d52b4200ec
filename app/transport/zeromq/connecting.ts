import type { Socket as Native } from 'zeromq';
import type { Timer } from '../../clock.ts';
import { BanyanError } from '../../errors.ts';
import { formatAddress, parseConnectAddress } from '../address.ts';
import type { Connecting } from '../transport.ts';
import { FailedAttempts } from './failed-attempts.ts';
import { addressFailure } from './failures.ts';
import type { LinkWatch } from './link-watch.ts';
import type { NativeSocket } from './native-socket.ts';

/** How often an idle socket is asked to finish a disconnect, and how many times. */
const nudgeIntervalMs = 5;
const nudges = 10;

/** What a kind of socket adds to its connections. */
export interface DialSettings {
  /**
   * Dial a broken link anew instead of leaving it to libzmq, which keeps what was queued for a host
   * that went and keeps the routing id: a router that has not noticed the broken link yet would
   * ignore the new one, for good.
   */
  redials: boolean;
  /** Runs before each attempt. */
  beforeDial?: () => void;
}

/** Connects a socket and keeps it connected. */
export function connecting(socket: NativeSocket<Native>, watch: LinkWatch, settings: DialSettings): Connecting {
  const { native, clock, timings } = socket;
  /** Addresses to be connected with; a timer while the next attempt is awaited. */
  const dialled = new Map<string, Timer | undefined>();
  const failures = new FailedAttempts(socket, watch, dialled);
  let breaks = 0;
  let dialledAt = 0;

  const dial = (address: string): void => {
    settings.beforeDial?.();
    dialledAt = clock.monotonic();
    native.connect(address);
    dialled.set(address, undefined);
    watch.expecting = true;
    if (address.startsWith('inproc:')) watch.add(address);
  };
  const hangUp = (address: string): void => {
    const timer = dialled.get(address);
    if (timer) timer.cancel();
    else native.disconnect(address);
    dialled.delete(address);
    watch.expecting = [...dialled.values()].includes(undefined);
  };
  const redial = (address: string): void => {
    const lasted = clock.monotonic() - dialledAt > timings.reconnectMaxMs;
    breaks = lasted ? 0 : breaks + 1;
    const pauseMs = Math.min(timings.reconnectMinMs * 2 ** breaks, timings.reconnectMaxMs);
    hangUp(address);
    dialled.set(
      address,
      clock.after(pauseMs, () => dial(address)),
    );
  };

  if (settings.redials) {
    watch.onEnded((address, wasUp) => {
      if (!wasUp) return;
      for (const each of [...dialled.keys()]) if (each === address || dialled.size === 1) redial(each);
    });
  }
  socket.onClose(() => {
    for (const timer of dialled.values()) timer?.cancel();
    dialled.clear();
  });

  return {
    connect(address) {
      const wanted = parseConnectAddress(address);
      if (native.closed) throw new BanyanError('closed', 'The socket was closed.');
      if (wanted.scheme === 'tcp' && wanted.host.includes(':')) native.ipv6 = true;
      const actual = formatAddress(wanted);
      if (dialled.has(actual)) return;
      try {
        dial(actual);
      } catch (thrown) {
        throw addressFailure(address, thrown);
      }
    },
    disconnect(address) {
      const actual = formatAddress(parseConnectAddress(address));
      if (!dialled.has(actual) || native.closed) return;
      hangUp(actual);
      if (dialled.size === 0) watch.removeAll();
      else watch.remove(actual);
      nudge(socket, nudges);
    },
    onLink: (listener) => watch.onLink(listener),
    onFailed: (listener) => failures.onFailed(listener),
  };
}

/**
 * libzmq finishes a disconnect only inside a call on the socket, and asking for its state is one.
 * Whoever waits for a signal makes such calls anyway, and would miss the signal if we made them.
 */
function nudge(socket: NativeSocket<Native>, left: number): void {
  if (left === 0 || socket.native.closed || socket.waiting > 0) return;
  void socket.native.writable;
  socket.clock.after(nudgeIntervalMs, () => nudge(socket, left - 1));
}
