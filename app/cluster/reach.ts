import { parseHostPort } from '../endpoint/address.ts';
import { BanyanError } from '../errors.ts';
import { curveKeyBytes } from '../transport/curve-keys.ts';

/**
 * How a node is reached, as nodes tell it each other: `HOST:PORT+CONTROL#KEY`. HOST:PORT is its door, which is all that
 * people see and write; CONTROL the port of its control socket and KEY its CURVE key in base64url. One text and not three
 * fields, so that an address never goes anywhere without the key that belongs to it.
 */
export interface Reach {
  host: string;
  doorPort: number;
  controlPort: number;
  key: Uint8Array;
}

const form = /^(?<door>.+)\+(?<port>\d{1,5})#(?<key>[\w-]{43})$/;

export function reachText({ host, doorPort, controlPort, key }: Reach): string {
  return `${host}:${doorPort}+${controlPort}#${Buffer.from(key).toString('base64url')}`;
}

/** A text as a reach; undefined when it names a door only. Throws `address-invalid`. */
export function reachOf(text: string): Reach | undefined {
  const match = form.exec(text.trim());
  const { host, port: doorPort } = parseHostPort(match?.groups?.['door'] ?? text);
  if (match === null) return undefined;
  const controlPort = Number(match.groups!['port']);
  const key = new Uint8Array(Buffer.from(match.groups!['key']!, 'base64url'));
  if (controlPort < 1 || controlPort > 65_535 || key.length !== curveKeyBytes)
    throw new BanyanError('address-invalid', `"${text.slice(0, 60)}" is not the address of a machine.`);
  return { host, doorPort, controlPort, key };
}

/** What people see of it: `HOST:PORT`, with nothing in it that no address has. */
export function shownAddress(text: string): string {
  return text.split('+', 1)[0]!.replaceAll(/[^!-~]/g, '');
}

/** How somebody that discovery sees is reached; by its door alone when it does not say its key. */
export function reachOfSighting({
  address,
  link,
}: {
  address: string;
  link?: (Pick<Reach, 'key'> & { port: number }) | undefined;
}): string {
  if (link === undefined) return address;
  const { host, port: doorPort } = parseHostPort(address);
  return reachText({ host, doorPort, controlPort: link.port, key: link.key });
}
