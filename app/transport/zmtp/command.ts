import { ProtocolError } from './protocol-error.ts';

/** A command's name and data (RFC 37). */
export interface Command {
  name: string;
  data: Buffer;
}

/** The body of a command frame: the name with its length before it, then the data. */
export function encodeCommand(name: string, data: Uint8Array): Buffer {
  const body = Buffer.allocUnsafe(1 + name.length + data.length);
  body[0] = name.length;
  body.write(name, 1, 'latin1');
  body.set(data, 1 + name.length);
  return body;
}

/** Takes a command frame's body apart. Fails with a {@link ProtocolError}. */
export function parseCommand(body: Buffer): Command {
  const nameLength = body[0] ?? 0;
  if (nameLength === 0 || body.length < 1 + nameLength) throw new ProtocolError('A command without a name.');
  return { name: body.toString('latin1', 1, 1 + nameLength), data: body.subarray(1 + nameLength) };
}
