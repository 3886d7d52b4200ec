import { BanyanError } from '../errors.ts';

/** An address of a socket, taken apart. `host` of tcp: a name, an IPv4 or IPv6 address without brackets, or `*`. */
export type Address =
  | { scheme: 'tcp'; host: string; port: number }
  | { scheme: 'ipc'; path: string }
  | { scheme: 'inproc'; name: string };

/** Longest path of a Unix domain socket that Linux and macOS both take, in bytes. */
const ipcPathBytes = 103;
const inprocNameCharacters = 255;

/**
 * Reads an address to listen on; `*` as port means any free one, as 0 does.
 * Fails with `address-invalid`.
 */
export function parseBindAddress(address: string): Address {
  return parse(address, true);
}

/** Reads an address to connect to: the port is given, 1 to 65,535. Fails with `address-invalid`. */
export function parseConnectAddress(address: string): Address {
  return parse(address, false);
}

/** The address as text, IPv6 hosts in brackets. */
export function formatAddress(address: Address): string {
  if (address.scheme === 'ipc') return `ipc://${address.path}`;
  if (address.scheme === 'inproc') return `inproc://${address.name}`;
  const host = address.host.includes(':') ? `[${address.host}]` : address.host;
  return `tcp://${host}:${address.port}`;
}

function parse(address: string, toBind: boolean): Address {
  const [, scheme, rest] = /^(tcp|ipc|inproc):\/\/(.+)$/s.exec(address) ?? [];
  if (rest === undefined || rest.includes('\0')) throw invalid(address);
  if (scheme === 'tcp') return parseTcp(address, rest, toBind);
  if (scheme === 'ipc') {
    if (Buffer.byteLength(rest) > ipcPathBytes) throw invalid(address);
    return { scheme, path: rest };
  }
  if (rest.length > inprocNameCharacters) throw invalid(address);
  return { scheme: 'inproc', name: rest };
}

function parseTcp(address: string, rest: string, toBind: boolean): Address {
  const found = /^(?:\[([0-9a-fA-F:.%\w]+)\]|([^:[\]/\s]+)):(\d{1,5}|\*)$/.exec(rest);
  const host = found?.[1] ?? found?.[2];
  if (!found || host === undefined) throw invalid(address);
  const port = found[3] === '*' ? 0 : Number(found[3]);
  const portFits = port <= 65_535 && (toBind || port > 0);
  if (!portFits || (!toBind && host === '*')) throw invalid(address);
  return { scheme: 'tcp', host, port };
}

function invalid(address: string): BanyanError {
  return new BanyanError(
    'address-invalid',
    `"${address}" is not an address: write tcp://HOST:PORT, ipc://PATH or inproc://NAME.`,
  );
}
