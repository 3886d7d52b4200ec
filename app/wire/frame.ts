import { BanyanError } from '../errors.ts';
import { limits } from '../config.ts';

/** First byte of every frame. */
export const frameMagic = 0xba;

/** The protocol this program speaks. Peers of another version are refused with a sentence (PROTOCOL.md, rule V1). */
export const protocolVersion = 1;

/** What follows the two first bytes. Append-only; 127 keeps its meaning in every version. */
export const frameType = {
  pack: 1,
  control: 2,
  request: 3,
  reply: 4,
  documentPack: 5,
  versionRefusal: 127,
} as const;
export type FrameType = (typeof frameType)[keyof typeof frameType];

/** Bytes before the content: magic, version, type. The same in every version, for ever. */
export const frameHeaderBytes = 3;

/** Content, in one part or several, with the three-byte frame header before it. */
export function frameOf(type: FrameType, ...parts: readonly Uint8Array[]): Uint8Array {
  const frame = new Uint8Array(parts.reduce((sum, { byteLength }) => sum + byteLength, frameHeaderBytes));
  frame[0] = frameMagic;
  frame[1] = protocolVersion;
  frame[2] = type;
  let at = frameHeaderBytes;
  for (const part of parts) {
    frame.set(part, at);
    at += part.byteLength;
  }
  return frame;
}

/**
 * The content of a frame of the expected type, without copying.
 * Throws `bad-input` on anything that is not a Banyan frame of that type, `version-mismatch` on another version,
 * `too-large` above {@link limits.frameBytes}.
 */
export function contentOf(type: FrameType, frame: Uint8Array): Uint8Array {
  if (frame.byteLength > limits.frameBytes)
    throw new BanyanError('too-large', `A frame of ${frame.byteLength} bytes is above the limit.`);
  if (frame.byteLength < frameHeaderBytes || frame[0] !== frameMagic) throw new BanyanError('bad-input', 'Not a Banyan frame.');
  if (frame[2] === frameType.versionRefusal) throw new BanyanError('version-mismatch', refusalSentence(frame));
  if (frame[1] !== protocolVersion) throw new BanyanError('version-mismatch', versionSentence(frame[1]!));
  if (frame[2] !== type) throw new BanyanError('bad-input', `Frame type ${frame[2]} does not belong here.`);
  return frame.subarray(frameHeaderBytes);
}

/** Names both versions and says what to do. */
export function versionSentence(theirs: number): string {
  const advice =
    theirs > protocolVersion ? 'Update this machine to work together.' : 'Update the other machine to work together.';
  return `The other machine speaks Banyan protocol ${theirs}, this one speaks ${protocolVersion}. ${advice}`;
}

/**
 * Tells a peer of another version that, and why, it is refused, in a form that every version reads:
 * the sentence in UTF-8 after the header.
 */
export function versionRefusal(theirs: number): Uint8Array {
  const sentence =
    theirs > protocolVersion
      ? `The other machine speaks Banyan protocol ${protocolVersion}, this one speaks ${theirs}. Update the other machine to work together.`
      : `The other machine speaks Banyan protocol ${protocolVersion}, this one speaks ${theirs}. Update this machine to work together.`;
  return frameOf(frameType.versionRefusal, new TextEncoder().encode(sentence));
}

function refusalSentence(frame: Uint8Array): string {
  return new TextDecoder().decode(frame.subarray(frameHeaderBytes, frameHeaderBytes + 400));
}
