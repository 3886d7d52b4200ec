/** Bits of the first octet of a frame (RFC 37). */
export const moreFlag = 0x01;
export const longFlag = 0x02;
export const commandFlag = 0x04;

/** Bodies up to this size have a short header. */
const shortBodyBytes = 255;
export const shortHeaderBytes = 2;
export const longHeaderBytes = 9;

/** Octets of the header of a frame with a body of this size. */
export function headerBytes(bodyBytes: number): number {
  return bodyBytes > shortBodyBytes ? longHeaderBytes : shortHeaderBytes;
}

/** Writes a header; answers where the body begins. `flags` are of {@link moreFlag} and {@link commandFlag}. */
export function writeHeader(target: Buffer, at: number, flags: number, bodyBytes: number): number {
  if (bodyBytes <= shortBodyBytes) {
    target[at] = flags;
    target[at + 1] = bodyBytes;
    return at + shortHeaderBytes;
  }
  target[at] = flags | longFlag;
  target.writeUInt32BE(Math.floor(bodyBytes / 2 ** 32), at + 1);
  target.writeUInt32BE(bodyBytes >>> 0, at + 5);
  return at + longHeaderBytes;
}

/** A whole frame as bytes. */
export function encodeFrame(flags: number, body: Uint8Array): Buffer {
  const frame = Buffer.allocUnsafe(headerBytes(body.length) + body.length);
  frame.set(body, writeHeader(frame, 0, flags, body.length));
  return frame;
}
