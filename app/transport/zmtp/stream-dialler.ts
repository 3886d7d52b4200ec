import { connect } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Address } from '../address.ts';
import { keepaliveIdleMs } from './stream-listener.ts';
import type { InprocHub } from './inproc-hub.ts';

/** A stream to the address, open or about to be; undefined if it is known that nobody listens. */
export function dial(address: Address, hub: InprocHub): Duplex | undefined {
  if (address.scheme === 'inproc') return hub.connect(address.name);
  if (address.scheme === 'ipc') return connect({ path: address.path });
  return connect({
    host: address.host,
    port: address.port,
    noDelay: true,
    keepAlive: true,
    keepAliveInitialDelay: keepaliveIdleMs,
  });
}
