import { Socket, type SocketConnectOpts } from 'node:net';
import { z } from 'zod';

/** Where a node's connections to other nodes go instead, and who it is there. */
const detour = z.object({ port: z.number().int(), from: z.string() });
export type Detour = z.infer<typeof detour>;

/** The environment variable that tells a node's process of its {@link Detour}. */
export const detourVariable = 'BANYAN_CHAOS_DETOUR';

/** Hosts of the nodes of a fleet, one address of loopback each: a link is told by the addresses at its ends. */
export const hostOf = (number: number): string => `127.0.77.${number + 1}`;
const isHost = (host: unknown): host is string => typeof host === 'string' && host.startsWith('127.0.77.');

export function detourFrom(environment: string | undefined): Detour {
  return detour.parse(JSON.parse(environment ?? 'null'));
}

/** The first line on a connection that took the detour: from whom, and where to. */
export const preamble = (from: string, host: string, port: number): string => `${from} ${host} ${port}\n`;

/**
 * From now on every connection of this process to a node of the fleet goes to the detour's port, and says there where it
 * wanted to. The program above notices nothing. This is the one way to cut links that needs no rights on the machine.
 */
export function takeDetour({ port, from }: Detour): void {
  // oxlint-disable-next-line typescript/unbound-method -- it is called with its socket
  const connect = Socket.prototype.connect as (this: Socket, ...given: unknown[]) => Socket;
  Socket.prototype.connect = function detoured(this: Socket, ...given: unknown[]): Socket {
    const options = optionsIn(given);
    if (options === undefined || !('port' in options) || !isHost(options.host)) return connect.apply(this, given);
    // What is changed is a property, because Node knows arguments that it has sorted already by a mark on their array.
    const wanted = preamble(from, options.host, options.port);
    Object.assign(options, { host: '127.0.0.1', port });
    const socket = connect.apply(this, given);
    socket.write(wanted);
    return socket;
  } as typeof Socket.prototype.connect;
}

function optionsIn([first]: unknown[]): SocketConnectOpts | undefined {
  const options: unknown = Array.isArray(first) ? first[0] : first;
  return typeof options === 'object' && options !== null ? (options as SocketConnectOpts) : undefined;
}
