import type { Message } from '../endpoint/message.ts';
import type { Authority } from './authority.ts';
import { readSeal, SealDigest } from './seal.ts';

/** A message that waits for its seal; the payload is a copy. */
export interface Waiting {
  sequence: number;
  kind: number;
  payload: Uint8Array;
}

interface Stream {
  messages: Waiting[];
  bytes: number;
}

/** What a seal says of the messages before it. */
export type Verdict =
  | { kind: 'good'; messages: readonly Waiting[] }
  /** Some of what it signs is not here, or the signer is not known yet: has to be fetched another way. */
  | { kind: 'incomplete' }
  | { kind: 'forged' }
  /** Signed by somebody who may not write. */
  | { kind: 'not-allowed' };

const mostStreams = 4096;
const mostBytes = 32 * 1024 * 1024;

/** Fragments that have come and whose author has not signed for them yet; nothing of them is applied before. */
export class Unsealed {
  readonly #authority: Authority;
  readonly #streams = new Map<string, Stream>();
  #bytes = 0;

  constructor(authority: Authority) {
    this.#authority = authority;
  }

  /** Bytes that wait. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Keeps a message until its seal comes. Lets go of what has waited longest where it is too much. */
  hold(message: Message): void {
    const key = keyOf(message);
    const stream = this.#streams.get(key) ?? { messages: [], bytes: 0 };
    this.#streams.set(key, stream);
    const payload = message.payload.slice();
    stream.messages.push({ sequence: message.sequence, kind: message.kind, payload });
    stream.bytes += payload.byteLength;
    this.#bytes += payload.byteLength;
    while (this.#bytes > mostBytes || this.#streams.size > mostStreams) this.#drop(this.#streams.keys().next().value!);
  }

  /** A seal has come: takes out what was waiting for it. Throws `bad-input` on what is none. */
  judge(message: Message): Verdict {
    const { origin, incarnation, channel, sequence } = message;
    const { first, signature } = readSeal(message.payload);
    const last = sequence - 1;
    const messages = (this.#streams.get(keyOf(message))?.messages ?? []).filter((waiting) => waiting.sequence >= first);
    this.#drop(keyOf(message));
    if (first > last || messages.length !== last - first + 1) return { kind: 'incomplete' };
    const digest = new SealDigest();
    for (const { kind, payload } of messages) digest.add(kind, payload);
    const signed = this.#authority.isSigned(origin, digest.end({ origin, incarnation, channel, first, last }), signature);
    if (signed === undefined) return { kind: 'incomplete' };
    if (!signed) return { kind: 'forged' };
    return this.#authority.mayEdit(origin) ? { kind: 'good', messages } : { kind: 'not-allowed' };
  }

  #drop(key: string): void {
    this.#bytes -= this.#streams.get(key)?.bytes ?? 0;
    this.#streams.delete(key);
  }
}

const keyOf = ({ origin, incarnation, channel }: Message): string => `${origin} ${incarnation} ${channel}`;
