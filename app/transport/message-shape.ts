import type { Frame } from './transport.ts';

/**
 * Banyan's messages have one part. One exception: an empty frame from a dealer travels as two empty
 * parts, because a lone empty part is how libzmq's ROUTER says that a peer has gone.
 */
export function dealerParts(frame: Frame): Frame[] {
  return frame.length === 0 ? [frame, frame] : [frame];
}

/** The frame in a message from a dealer; undefined if the message is no single frame. */
export function dealerFrame(parts: readonly Frame[]): Frame | undefined {
  const [first, second] = parts;
  if (parts.length === 2 && first?.length === 0 && second?.length === 0) return first;
  return onlyFrame(parts);
}

/** The frame in any other message; undefined if the message is no single frame. */
export function onlyFrame(parts: readonly Frame[]): Frame | undefined {
  return parts.length === 1 ? parts[0] : undefined;
}
