import { BanyanError } from '../errors.ts';

/** The channel of marks: how many bytes a host has published before them. */
export const markChannel = '!.mark';

/** A mark as it stands on the wire: u48, big-endian. */
export function markPayload(bytes: number): Uint8Array {
  const payload = Buffer.alloc(6);
  payload.writeUIntBE(bytes, 0, 6);
  return payload;
}

/** Throws `bad-input` on what is no mark. */
export function markOf(payload: Uint8Array): number {
  if (payload.byteLength !== 6) throw new BanyanError('bad-input', 'A mark has 6 bytes.');
  return Buffer.from(payload.buffer, payload.byteOffset, 6).readUIntBE(0, 6);
}

/** The channel on which a host answers a probe, so that a client knows that it hears the stream. */
export const signChannel = '!.sign';
