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

/** The port in a transport address such as `tcp://127.0.0.1:4711`; 0 where names take the place of ports. */
export function portOf(address: string): number {
  return /^(?:ipc|inproc):/.test(address) ? 0 : Number(address.slice(address.lastIndexOf(':') + 1));
}

/** The transport address of a host and a port as people write them. Throws `address-invalid`. */
export function tcpAddress(hostPort: string): string {
  const { host, port } = parseHostPort(hostPort);
  return `tcp://${host}:${port}`;
}

/** Ports of a host's data sockets; told to a client when it is let in. All 0 where names take their place. */
export interface DownlinkPorts {
  publish: number;
  collect: number;
  request: number;
}

/**
 * The address of a data socket beside the control socket at `address`: on the same host with its own port, or with
 * a name derived from it (`ipc://PATH.publish`, `inproc://NAME.publish`).
 */
export function besideControl(address: string, part: keyof DownlinkPorts, port: number): string {
  if (!address.startsWith('tcp://')) return `${address}.${part}`;
  return `${address.slice(0, address.lastIndexOf(':'))}:${port}`;
}
