import { commandFlag, moreFlag } from '../frame-header.ts';
import { ProtocolError } from '../protocol-error.ts';
import { boxOverheadBytes } from './curve-box.ts';
import type { CurveBox } from './curve-box.ts';
import type { ClearFrame, FrameCipher } from './mechanism.ts';

const commandName = Buffer.from('\x07MESSAGE', 'latin1');
/** Marks a command inside the box. RFC 26 keeps this bit in reserve; libzmq, and so everybody, uses it. */
const sealedCommandFlag = 0x02;
const noncePrefixBytes = 16;
const nonceOffset = commandName.length;
const boxOffset = nonceOffset + 8;
/** Octets that the cipher adds to each frame: name, nonce, authenticator, flags. */
const cipherOverheadBytes = boxOffset + boxOverheadBytes + 1;

/** Frames as MESSAGE commands (RFC 26). Sends and expects nonces above those of the handshake. */
export class CurveCipher implements FrameCipher {
  readonly overheadBytes = cipherOverheadBytes;
  readonly #box: CurveBox;
  readonly #ownNonce: Buffer;
  readonly #peerNonce: Buffer;
  #sent: bigint;
  #received: bigint;

  /** `side` is ours; the counts are those of the last nonces used in the handshake. */
  constructor(box: CurveBox, side: 'client' | 'server', counts: { sent: bigint; received: bigint }) {
    const [own, peer] = side === 'client' ? ['C', 'S'] : ['S', 'C'];
    this.#box = box;
    this.#ownNonce = Buffer.from(`CurveZMQMESSAGE${own}........`, 'latin1');
    this.#peerNonce = Buffer.from(`CurveZMQMESSAGE${peer}........`, 'latin1');
    this.#sent = counts.sent;
    this.#received = counts.received;
  }

  sealInto(target: Buffer, at: number, flags: number, body: Uint8Array): void {
    this.#sent += 1n;
    this.#ownNonce.writeBigUInt64BE(this.#sent, noncePrefixBytes);
    const box = target.subarray(at + boxOffset, at + boxOffset + boxOverheadBytes + 1 + body.length);
    // Sealed where it lies: a second place for the clear text costs as much as a small box.
    const plain = box.subarray(boxOverheadBytes);
    plain[0] = (flags & moreFlag) | ((flags & commandFlag) === 0 ? 0 : sealedCommandFlag);
    plain.set(body, 1);
    target.set(commandName, at);
    target.set(this.#ownNonce.subarray(noncePrefixBytes), at + nonceOffset);
    this.#box.sealInto(box, plain, this.#ownNonce);
  }

  open(body: Buffer): ClearFrame {
    if (body.length < cipherOverheadBytes || !body.subarray(0, nonceOffset).equals(commandName)) {
      throw new ProtocolError('A frame in the clear on a CURVE connection.');
    }
    const nonce = body.readBigUInt64BE(nonceOffset);
    if (nonce <= this.#received) throw new ProtocolError('A frame that was sent before.');
    this.#received = nonce;
    this.#peerNonce.writeBigUInt64BE(nonce, noncePrefixBytes);
    const plain = this.#box.openInPlace(body.subarray(boxOffset), this.#peerNonce);
    const sealed = plain[0] ?? 0;
    const flags = (sealed & moreFlag) | ((sealed & sealedCommandFlag) === 0 ? 0 : commandFlag);
    return { flags, body: plain.subarray(1) };
  }
}
