import { unlink } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import type { ListenOptions, Server, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { BanyanError, sentenceOf } from '../../errors.ts';
import { formatAddress } from '../address.ts';
import type { Address } from '../address.ts';
import type { InprocHub } from './inproc-hub.ts';

/** For peers without heartbeats: TCP then notices by itself that a machine has gone, in time. */
export const keepaliveIdleMs = 5_000;

/** An address that is listened on. */
export interface StreamListener {
  /** The address, with the port that was found. */
  address: string;
  /** Gives the address back. Connections live on. */
  close(): Promise<void>;
}

/** Listens at the address. Fails with `port-in-use` or `address-invalid`. */
export async function listen(address: Address, hub: InprocHub, accept: (stream: Duplex) => void): Promise<StreamListener> {
  if (address.scheme === 'inproc') {
    const release = hub.listen(address.name, accept);
    return { address: formatAddress(address), close: async () => release() };
  }
  const server = createServer((socket) => {
    socket.setNoDelay(true);
    socket.setKeepAlive(true, keepaliveIdleMs);
    accept(socket);
  });
  try {
    await listening(server, address);
  } catch (thrown) {
    throw listenFailure(address, thrown);
  }
  return {
    address: formatAddress(boundAddress(server, address)),
    close: async () => {
      // Its callback would wait for the last connection; the address is free at once.
      server.close();
    },
  };
}

async function listening(server: Server, address: Exclude<Address, { scheme: 'inproc' }>): Promise<void> {
  if (address.scheme === 'tcp') {
    const host = address.host === '*' ? '0.0.0.0' : address.host;
    return started(server, { host, port: address.port, exclusive: true });
  }
  try {
    await started(server, { path: address.path });
  } catch (thrown) {
    if (codeOf(thrown) !== 'EADDRINUSE' || (await answers(address.path))) throw thrown;
    // A process that crashed leaves its file behind.
    await unlink(address.path);
    await started(server, { path: address.path });
  }
}

function started(server: Server, options: ListenOptions): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject);
  server.listen(options, () => {
    server.off('error', reject);
    // From here on an error concerns one connection that could not be accepted; the listener goes on.
    server.on('error', () => {});
    resolve();
  });
  return promise;
}

function answers(path: string): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const probe: Socket = connect({ path });
  probe.once('connect', () => resolve(true));
  probe.once('error', () => resolve(false));
  return promise.finally(() => probe.destroy());
}

function boundAddress(server: Server, wanted: Address): Address {
  const bound = server.address();
  if (wanted.scheme !== 'tcp' || bound === null || typeof bound === 'string') return wanted;
  return { scheme: 'tcp', host: bound.address, port: bound.port };
}

function listenFailure(address: Address, thrown: unknown): BanyanError {
  const name = formatAddress(address);
  if (codeOf(thrown) === 'EADDRINUSE') {
    return new BanyanError('port-in-use', `${name} is in use by another program: choose another port, or 0 for any free one.`, {
      cause: thrown,
    });
  }
  return new BanyanError(
    'address-invalid',
    `${name} can't be used here (${sentenceOf(thrown)}): give an address of this machine.`,
    { cause: thrown },
  );
}

function codeOf(thrown: unknown): unknown {
  return thrown instanceof Error && 'code' in thrown ? thrown.code : undefined;
}
