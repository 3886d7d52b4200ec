import type { Socket as Native } from 'zeromq';
import { BanyanError } from '../../errors.ts';
import { formatAddress, parseBindAddress } from '../address.ts';
import type { Binding } from '../transport.ts';
import { bindFailure } from './failures.ts';
import type { NativeSocket } from './native-socket.ts';

/** libzmq says when an address is free again; should it ever not, closing goes on after this long. */
const releaseTimeoutMs = 500;

/** Lets a socket listen, and gives its addresses back before it closes. */
export function binding(socket: NativeSocket<Native>): Binding {
  const { native, counters } = socket;
  const bound = new Set<string>();
  const released = new Map<string, () => void>();
  let closed = false;

  const refused = (): void => void (counters.handshakesRefused += 1);
  native.events.on('handshake:error:auth', refused);
  native.events.on('handshake:error:protocol', refused);
  native.events.on('handshake:error:other', refused);
  native.events.on('close', ({ address }) => released.get(address)?.());

  /**
   * Gives an address back, and waits until it is free: libzmq leaves that to another thread. zeromq.js's own
   * `bind` and `unbind` run in yet another one, where they meet a receive that waits in this one: libzmq
   * forbids that, and has aborted the process. `unbindSync` binds (6.8.0), so we disconnect: it is the same.
   */
  const release = async (address: string): Promise<void> => {
    const { promise, resolve } = Promise.withResolvers<void>();
    released.set(address, resolve);
    const timer = socket.clock.after(address.startsWith('inproc:') ? 0 : releaseTimeoutMs, resolve);
    native.disconnect(address);
    await promise;
    timer.cancel();
  };
  socket.onClose(async () => {
    closed = true;
    await Promise.all([...bound].map(release));
  });

  return {
    // Which key a link has, libzmq does not say.
    recheck: () => false,
    async bind(address) {
      const wanted = parseBindAddress(address);
      if (closed) throw new BanyanError('closed', 'The socket was closed.');
      if (wanted.scheme === 'tcp' && wanted.host.includes(':')) native.ipv6 = true;
      try {
        native.bindSync(formatAddress(wanted));
      } catch (thrown) {
        throw bindFailure(address, thrown);
      }
      const actual = native.lastEndpoint ?? address;
      bound.add(actual);
      return actual;
    },
  };
}
