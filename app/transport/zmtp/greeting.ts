import { ProtocolError } from './protocol-error.ts';

/** The first bytes in each direction (RFC 37): signature, version, mechanism, role, filler. */
export const greetingBytes = 64;

export type MechanismName = 'NULL' | 'CURVE';

/** What a peer says of itself first. That it is the server need not be said: libzmq leaves the role out. */
export interface Greeting {
  /** 3.0 has no heartbeats and sends subscriptions as messages. */
  minorVersion: number;
  mechanism: string;
}

const majorVersion = 3;
const minorVersion = 1;
const versionOffset = 10;
const mechanismOffset = 12;
const mechanismLength = 20;
const asServerOffset = 32;

/** Our greeting: ZMTP 3.1. */
export function encodeGreeting(mechanism: MechanismName, asServer: boolean): Uint8Array {
  const greeting = Buffer.alloc(greetingBytes);
  greeting[0] = 0xff;
  greeting[versionOffset - 1] = 0x7f;
  greeting[versionOffset] = majorVersion;
  greeting[versionOffset + 1] = minorVersion;
  greeting.write(mechanism, mechanismOffset, 'latin1');
  greeting[asServerOffset] = asServer ? 1 : 0;
  return greeting;
}

/** Collects the peer's greeting from chunks of any size, and refuses at the first byte that can't be one. */
export class GreetingReader {
  readonly #bytes = Buffer.alloc(greetingBytes);
  #length = 0;

  /**
   * Takes what belongs to the greeting; answers how many bytes that was.
   * Fails with a {@link ProtocolError} when the peer does not speak ZMTP 3 or later.
   */
  push(chunk: Uint8Array): number {
    const taken = Math.min(chunk.length, greetingBytes - this.#length);
    this.#bytes.set(chunk.subarray(0, taken), this.#length);
    this.#length += taken;
    this.#check();
    return taken;
  }

  /** The greeting once all of it is there. */
  get greeting(): Greeting | undefined {
    if (this.#length < greetingBytes) return undefined;
    const mechanism = this.#bytes.toString('latin1', mechanismOffset, mechanismOffset + mechanismLength);
    return {
      // A later major version answers in ours, so it understands all of ours.
      minorVersion: this.#bytes[versionOffset] === majorVersion ? (this.#bytes[versionOffset + 1] ?? 0) : minorVersion,
      mechanism: mechanism.replace(/\0+$/, ''),
    };
  }

  #check(): void {
    const first = this.#bytes[0];
    if (this.#length > 0 && first !== 0xff) throw new ProtocolError('This is not ZMTP.');
    // Old versions have a flags octet where the signature ends, with its lowest bit clear.
    const signatureEnd = this.#bytes[versionOffset - 1] ?? 0;
    if (this.#length >= versionOffset && (signatureEnd & 1) === 0) throw new ProtocolError('ZMTP 1 is not spoken here.');
    const major = this.#bytes[versionOffset] ?? 0;
    if (this.#length > versionOffset && major < majorVersion) throw new ProtocolError('ZMTP before 3.0 is not spoken here.');
  }
}
