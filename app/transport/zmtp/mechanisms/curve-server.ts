import { timingSafeEqual } from 'node:crypto';
import type { Random } from '../../../random.ts';
import type { CurveKeys } from '../../transport.ts';
import { encodeCommand, parseCommand } from '../command.ts';
import { encodeMetadata, parseMetadata } from '../metadata.ts';
import type { Metadata } from '../metadata.ts';
import { ProtocolError } from '../protocol-error.ts';
import type { SocketType } from '../socket-type.ts';
import {
  boxOverheadBytes,
  CurveBox,
  curveNonce,
  longNonceBytes,
  shortNonce,
  shortNonceBytes,
  transientKeys,
} from './curve-box.ts';
import { CurveCipher } from './curve-cipher.ts';
import type { HandshakeStep, Mechanism } from './mechanism.ts';

const helloBytes = 194;
const helloClientOffset = 74;
const cookieBytes = 96;
const vouchBytes = longNonceBytes + 64 + boxOverheadBytes;
const readyCount = 1;

/** What a CURVE server is given. */
export interface CurveServerParts {
  type: SocketType;
  keys: CurveKeys;
  admits(publicKey: Uint8Array): boolean;
  random: Random;
}

/** The server's side of CURVE (RFC 25 and 26): HELLO, WELCOME, INITIATE, READY. */
export class CurveServer implements Mechanism {
  cipher: CurveCipher | undefined;
  peerKey: Uint8Array | undefined;
  readonly #parts: CurveServerParts;
  readonly #transient: CurveKeys;
  /**
   * RFC 26 seals our transient keys in the cookie, for servers that keep no state. We have a
   * connection and keep them, so the cookie only has to come back.
   */
  readonly #cookie: Uint8Array;
  #clientTransient: Buffer | undefined;
  #helloNonce = 0n;

  constructor(parts: CurveServerParts) {
    this.#parts = parts;
    this.#transient = transientKeys(parts.random);
    this.#cookie = parts.random.bytes(cookieBytes);
  }

  begin(): undefined {
    return undefined;
  }

  receive(command: Buffer): HandshakeStep {
    const { name, data } = parseCommand(command);
    if (name === 'HELLO' && !this.#clientTransient) return { reply: this.#welcome(data) };
    if (name === 'INITIATE' && this.#clientTransient) return this.#finish(this.#clientTransient, data);
    throw new ProtocolError(`${name} does not belong here in the handshake.`);
  }

  #welcome(hello: Buffer): Uint8Array {
    if (hello.length !== helloBytes || hello[0] !== 1 || hello[1] !== 0) throw new ProtocolError('A broken HELLO.');
    const client = hello.subarray(helloClientOffset, helloClientOffset + 32);
    const nonce = hello.subarray(helloClientOffset + 32, helloClientOffset + 40);
    const box = new CurveBox(client, this.#parts.keys.secretKey);
    const proof = box.open(hello.subarray(helloClientOffset + 40), curveNonce('CurveZMQHELLO---', nonce));
    if (proof.some((byte) => byte !== 0)) throw new ProtocolError('A broken HELLO.');
    this.#clientTransient = Buffer.from(client);
    this.#helloNonce = nonce.readBigUInt64BE(0);

    const welcomeNonce = this.#parts.random.bytes(longNonceBytes);
    const sealed = box.seal(Buffer.concat([this.#transient.publicKey, this.#cookie]), curveNonce('WELCOME-', welcomeNonce));
    return encodeCommand('WELCOME', Buffer.concat([welcomeNonce, sealed]));
  }

  #finish(clientTransient: Buffer, initiate: Buffer): HandshakeStep {
    const cookie = initiate.subarray(0, cookieBytes);
    const nonce = initiate.subarray(cookieBytes, cookieBytes + shortNonceBytes);
    if (nonce.length < shortNonceBytes || !timingSafeEqual(cookie, this.#cookie)) {
      throw new ProtocolError('An INITIATE without our cookie.');
    }
    const count = nonce.readBigUInt64BE(0);
    if (count <= this.#helloNonce) throw new ProtocolError('A nonce that was used before.');
    const session = new CurveBox(clientTransient, this.#transient.secretKey);
    const opened = session.open(initiate.subarray(cookieBytes + shortNonceBytes), curveNonce('CurveZMQINITIATE', nonce));
    const peer = this.#examine(clientTransient, opened);

    const readyNonce = shortNonce(readyCount);
    const metadata = session.seal(encodeMetadata(this.#parts.type), curveNonce('CurveZMQREADY---', readyNonce));
    this.cipher = new CurveCipher(session, 'server', { sent: BigInt(readyCount), received: count });
    return { reply: encodeCommand('READY', Buffer.concat([readyNonce, metadata])), peer };
  }

  /** Checks that the client owns its permanent key and may come in. */
  #examine(clientTransient: Buffer, opened: Buffer): Metadata {
    if (opened.length < 32 + vouchBytes) throw new ProtocolError('A broken INITIATE.');
    const clientKey = opened.subarray(0, 32);
    const vouchNonce = opened.subarray(32, 32 + longNonceBytes);
    const vouch = new CurveBox(clientKey, this.#transient.secretKey).open(
      opened.subarray(32 + longNonceBytes, 32 + vouchBytes),
      curveNonce('VOUCH---', vouchNonce),
    );
    if (!vouch.equals(Buffer.concat([clientTransient, this.#parts.keys.publicKey]))) {
      throw new ProtocolError('A vouch for another connection.');
    }
    const peer = parseMetadata(opened.subarray(32 + vouchBytes));
    this.peerKey = new Uint8Array(clientKey);
    if (!this.#parts.admits(this.peerKey)) throw new ProtocolError('That key is not admitted.');
    return peer;
  }
}
