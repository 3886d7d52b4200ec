import { isUuid, type Uuid } from '../wire/uuid.ts';

/** Every channel whose name begins so and goes on with a UUID carries the document of that id (PROTOCOL.md, rule I1). */
export const documentChannelPrefix = 'doc/';
/** Bytes of the name of such a channel. */
const nameBytes = 40;
/** Where the channel stands in what a section begins with: after origin and incarnation, the length before the name. */
const nameAt = 20;

/** The channel that carries a document's fragments. */
export const documentChannel = (id: Uuid): string => documentChannelPrefix + id;

/** The document that a channel carries, or undefined. */
export function documentOfChannel(channel: string): Uuid | undefined {
  if (channel.length !== nameBytes || !channel.startsWith(documentChannelPrefix)) return undefined;
  const id = channel.slice(documentChannelPrefix.length);
  return isUuid(id) ? id : undefined;
}

/** The document that a section belongs to, or undefined. The prefix of its stream is enough. */
export function documentOfSection(bytes: Uint8Array): Uuid | undefined {
  if (bytes[nameAt] !== nameBytes) return undefined;
  const name = Buffer.from(bytes.buffer, bytes.byteOffset + nameAt + 1, nameBytes);
  return documentOfChannel(name.toString('latin1'));
}
