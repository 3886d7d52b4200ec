import type { Metadata } from '../metadata.ts';

/** What a step of the handshake leads to. */
export interface HandshakeStep {
  /** Body of the command to send. */
  reply?: Uint8Array;
  /** The handshake is over once the reply is sent: what the peer said of itself. */
  peer?: Metadata;
}

/** A frame in the clear: `moreFlag`, `commandFlag`, and the body. */
export interface ClearFrame {
  flags: number;
  body: Buffer;
}

/** How frames are protected once the handshake is over. */
export interface FrameCipher {
  /** Octets that sealing adds to a body. */
  readonly overheadBytes: number;
  /** Writes the body of the frame that carries this one in secret; call in the order of sending. */
  sealInto(target: Buffer, at: number, flags: number, body: Uint8Array): void;
  /** Opens it where it lies: the body is used up. Fails with a `ProtocolError` on a forged, repeated or broken frame. */
  open(body: Buffer): ClearFrame;
}

/** One side of a security handshake (RFC 37), for one connection. */
export interface Mechanism {
  /** Body of the command that this side begins with, if it does. */
  begin(): Uint8Array | undefined;
  /** Whether that command goes along with the greeting: it needs nothing of the peer's, and a way there and back is saved. */
  readonly eager?: boolean;
  /** Takes the peer's next command. Fails with a `ProtocolError` when the peer is not to be trusted. */
  receive(command: Buffer): HandshakeStep;
  /** Present once the handshake is over, if frames are protected. */
  readonly cipher: FrameCipher | undefined;
  /** The permanent key that the peer has proven to own, once the handshake is over; undefined where none is asked for. */
  readonly peerKey?: Uint8Array | undefined;
}
