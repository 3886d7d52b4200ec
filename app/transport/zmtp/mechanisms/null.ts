import { encodeCommand, parseCommand } from '../command.ts';
import { encodeMetadata, parseMetadata } from '../metadata.ts';
import { ProtocolError } from '../protocol-error.ts';
import type { SocketType } from '../socket-type.ts';
import type { Mechanism } from './mechanism.ts';

/** No security: both sides say READY (RFC 37). */
export function nullMechanism(type: SocketType): Mechanism {
  return {
    begin: () => encodeCommand('READY', encodeMetadata(type)),
    receive(command) {
      const { name, data } = parseCommand(command);
      if (name !== 'READY') throw new ProtocolError(`The peer answered ${name} instead of READY.`);
      return { peer: parseMetadata(data) };
    },
    cipher: undefined,
  };
}
