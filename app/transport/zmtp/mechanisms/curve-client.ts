import type { Random } from '../../../random.ts';
import type { CurveKeys } from '../../transport.ts';
import { encodeCommand, parseCommand } from '../command.ts';
import { encodeMetadata, parseMetadata } from '../metadata.ts';
import { ProtocolError } from '../protocol-error.ts';
import type { SocketType } from '../socket-type.ts';
import { CurveBox, curveNonce, longNonceBytes, shortNonce, shortNonceBytes, transientKeys } from './curve-box.ts';
import { CurveCipher } from './curve-cipher.ts';
import type { HandshakeStep, Mechanism } from './mechanism.ts';

const version = Buffer.from([1, 0]);
/** Makes HELLO longer than WELCOME, so that nobody is flooded by way of us. RFC 26 says 70 in one place; its total needs 72. */
const helloPadding = Buffer.alloc(72);
const helloProof = Buffer.alloc(64);
const welcomeBytes = 160;
const cookieBytes = 96;
const helloCount = 1;
const initiateCount = 2;

/** What a CURVE client is given. */
export interface CurveClientParts {
  type: SocketType;
  keys: CurveKeys;
  serverKey: Uint8Array;
  random: Random;
}

/** The client's side of CURVE (RFC 25 and 26): HELLO, WELCOME, INITIATE, READY. */
export class CurveClient implements Mechanism {
  cipher: CurveCipher | undefined;
  readonly eager = true;
  readonly #parts: CurveClientParts;
  readonly #transient: CurveKeys;
  /** Between the two keys for this connection; known once the server has answered. */
  #session: CurveBox | undefined;

  constructor(parts: CurveClientParts) {
    this.#parts = parts;
    this.#transient = transientKeys(parts.random);
  }

  begin(): Uint8Array {
    const nonce = shortNonce(helloCount);
    const box = new CurveBox(this.#parts.serverKey, this.#transient.secretKey);
    const proof = box.seal(helloProof, curveNonce('CurveZMQHELLO---', nonce));
    return encodeCommand('HELLO', Buffer.concat([version, helloPadding, this.#transient.publicKey, nonce, proof]));
  }

  receive(command: Buffer): HandshakeStep {
    const { name, data } = parseCommand(command);
    if (name === 'WELCOME' && !this.#session) return { reply: this.#initiate(data) };
    if (name === 'READY' && this.#session) return this.#finish(this.#session, data);
    if (name === 'ERROR') throw new ProtocolError('The server refuses these keys.');
    throw new ProtocolError(`${name} does not belong here in the handshake.`);
  }

  #initiate(welcome: Buffer): Uint8Array {
    if (welcome.length !== welcomeBytes) throw new ProtocolError('A broken WELCOME.');
    const { keys, serverKey, random, type } = this.#parts;
    const opened = new CurveBox(serverKey, this.#transient.secretKey).open(
      welcome.subarray(longNonceBytes),
      curveNonce('WELCOME-', welcome.subarray(0, longNonceBytes)),
    );
    const serverTransient = opened.subarray(0, 32);
    const cookie = opened.subarray(32, 32 + cookieBytes);

    const vouchNonce = random.bytes(longNonceBytes);
    const vouch = new CurveBox(serverTransient, keys.secretKey).seal(
      Buffer.concat([this.#transient.publicKey, serverKey]),
      curveNonce('VOUCH---', vouchNonce),
    );
    this.#session = new CurveBox(serverTransient, this.#transient.secretKey);
    const nonce = shortNonce(initiateCount);
    const sealed = this.#session.seal(
      Buffer.concat([keys.publicKey, vouchNonce, vouch, encodeMetadata(type)]),
      curveNonce('CurveZMQINITIATE', nonce),
    );
    return encodeCommand('INITIATE', Buffer.concat([cookie, nonce, sealed]));
  }

  #finish(session: CurveBox, ready: Buffer): HandshakeStep {
    if (ready.length < shortNonceBytes) throw new ProtocolError('A broken READY.');
    const nonce = ready.subarray(0, shortNonceBytes);
    const metadata = session.open(ready.subarray(shortNonceBytes), curveNonce('CurveZMQREADY---', nonce));
    this.cipher = new CurveCipher(session, 'client', {
      sent: BigInt(initiateCount),
      received: nonce.readBigUInt64BE(0),
    });
    return { peer: parseMetadata(metadata) };
  }
}
