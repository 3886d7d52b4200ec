import { encodeGreeting, GreetingReader } from './greeting.ts';
import type { Greeting, MechanismName } from './greeting.ts';
import { commandFlag, encodeFrame } from './frame-header.ts';
import type { Mechanism } from './mechanisms/mechanism.ts';
import type { Metadata } from './metadata.ts';
import { ProtocolError } from './protocol-error.ts';
import { mayTalk } from './socket-type.ts';
import type { SocketType } from './socket-type.ts';

/** How a socket introduces itself on each of its connections. */
export interface Introduction {
  type: SocketType;
  mechanismName: MechanismName;
  asServer: boolean;
  /** The security of one connection. */
  newMechanism(): Mechanism;
}

/** From the first octet to the end of the security handshake, without a socket: bytes in, bytes out. */
export class Handshake {
  readonly #introduction: Introduction;
  readonly #mechanism: Mechanism;
  readonly #reader = new GreetingReader();
  readonly #write: (bytes: Uint8Array) => void;
  #greeting: Greeting | undefined;
  #peer: Metadata | undefined;

  /** `write` sends bytes to the peer; our greeting goes at once, and an eager mechanism's first command with it. */
  constructor(introduction: Introduction, write: (bytes: Uint8Array) => void) {
    this.#introduction = introduction;
    this.#mechanism = introduction.newMechanism();
    this.#write = write;
    const greeting = encodeGreeting(introduction.mechanismName, introduction.asServer);
    write(this.#mechanism.eager === true ? Buffer.concat([greeting, ...this.#beginning()]) : greeting);
  }

  /** The peer's greeting, once it is complete. */
  get greeting(): Greeting | undefined {
    return this.#greeting;
  }

  /** What the peer says of itself, once the handshake is over. */
  get peer(): Metadata | undefined {
    return this.#peer;
  }

  get mechanism(): Mechanism {
    return this.#mechanism;
  }

  /** Takes octets of the greeting; answers how many. Fails with a {@link ProtocolError}. */
  greet(chunk: Uint8Array): number {
    const taken = this.#reader.push(chunk);
    const { greeting } = this.#reader;
    if (!greeting) return taken;
    const { mechanismName } = this.#introduction;
    if (greeting.mechanism !== mechanismName) {
      throw new ProtocolError(`The peer speaks ${greeting.mechanism}, we speak ${mechanismName}.`);
    }
    this.#greeting = greeting;
    if (this.#mechanism.eager !== true) for (const frame of this.#beginning()) this.#write(frame);
    return taken;
  }

  /** Takes a frame of the handshake. Fails with a {@link ProtocolError}. */
  receive(flags: number, body: Buffer): void {
    if ((flags & commandFlag) === 0) throw new ProtocolError('A message before the end of the handshake.');
    const { reply, peer } = this.#mechanism.receive(body);
    if (peer && !mayTalk(this.#introduction.type, peer.socketType)) {
      throw new ProtocolError(`A ${this.#introduction.type} does not talk to a ${peer.socketType}.`);
    }
    if (reply) this.#write(encodeFrame(commandFlag, reply));
    this.#peer = peer;
  }

  /** The command that our side begins with, if it does. */
  #beginning(): Uint8Array[] {
    const command = this.#mechanism.begin();
    return command === undefined ? [] : [encodeFrame(commandFlag, command)];
  }
}
