import { ProtocolError } from './protocol-error.ts';
import { hasIdentity } from './socket-type.ts';
import type { SocketType } from './socket-type.ts';
import { zmtpLimits } from './zmtp-limits.ts';

/** What peers tell each other of their sockets at the end of the handshake. */
export interface Metadata {
  socketType: string;
  /** How the peer wants to be called by a ROUTER; empty if it does not mind. 0 to 255 bytes. */
  identity: Buffer;
  /** Whether the peer stands being pinged: libzmq 4.3.5 may abort over a PING that it finds late. */
  heartbeats: boolean;
}

/** Not in RFC 37, which leaves names that begin with X to applications. */
const heartbeatsName = 'X-Heartbeats';

const longestIdentity = 255;

/** Our metadata as properties: name with its length in 1 octet, value with its length in 4. */
export function encodeMetadata(type: SocketType): Buffer {
  const properties = [property('Socket-Type', Buffer.from(type, 'latin1')), property(heartbeatsName, Buffer.from('1', 'latin1'))];
  if (hasIdentity(type)) properties.push(property('Identity', Buffer.alloc(0)));
  return Buffer.concat(properties);
}

/** Reads a peer's properties; unknown ones are passed over. Fails with a {@link ProtocolError}. */
export function parseMetadata(bytes: Buffer): Metadata {
  const found = new Map<string, Buffer>();
  for (let at = 0; at < bytes.length;) {
    if (found.size >= zmtpLimits.metadataProperties) throw new ProtocolError('Too many properties.');
    const nameEnd = at + 1 + (bytes[at] ?? 0);
    if (nameEnd === at + 1 || nameEnd + 4 > bytes.length) throw new ProtocolError('A broken property.');
    const valueEnd = nameEnd + 4 + bytes.readUInt32BE(nameEnd);
    if (valueEnd > bytes.length) throw new ProtocolError('A broken property.');
    found.set(bytes.toString('latin1', at + 1, nameEnd).toLowerCase(), bytes.subarray(nameEnd + 4, valueEnd));
    at = valueEnd;
  }
  const identity = found.get('identity') ?? Buffer.alloc(0);
  // Names that begin with zero are the router's own to give (RFC 37).
  if (identity.length > longestIdentity || identity[0] === 0) throw new ProtocolError('An identity out of bounds.');
  return {
    socketType: found.get('socket-type')?.toString('latin1') ?? '',
    identity,
    heartbeats: found.has(heartbeatsName.toLowerCase()),
  };
}

function property(name: string, value: Uint8Array): Buffer {
  const bytes = Buffer.alloc(1 + name.length + 4 + value.length);
  bytes[0] = name.length;
  bytes.write(name, 1, 'latin1');
  bytes.writeUInt32BE(value.length, 1 + name.length);
  bytes.set(value, 1 + name.length + 4);
  return bytes;
}
