import { BanyanError } from '../errors.ts';

/** A host and a port, as people write them: `192.168.1.20:4711`. */
export interface HostPort {
  host: string;
  port: number;
}

/** Reads `host:port`. Throws `address-invalid` with a sentence that shows the right form. */
export function parseHostPort(text: string): HostPort {
  const match = /^\[?([0-9A-Za-z.:%_-]+?)\]?:(\d{1,5})$/.exec(text.trim());
  const port = Number(match?.[2]);
  if (match === null || port < 1 || port > 65535) {
    throw new BanyanError(
      'address-invalid',
      `"${text.slice(0, 60)}" is not an address. Write it as host:port, like 192.168.1.20:4711.`,
    );
  }
  return { host: match[1]!, port };
}

/** The port in a transport address such as `tcp://127.0.0.1:4711`. */
export function portOf(address: string): number {
  return Number(address.slice(address.lastIndexOf(':') + 1));
}
