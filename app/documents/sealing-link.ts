import type { Uuid } from '../wire/uuid.ts';
import type { Authority } from './authority.ts';
import type { FragmentLink } from './fragment-sender.ts';
import { firstLink, SealDigest, sealKind, signedOf, writeSeal } from './seal.ts';

interface Batch {
  first: number;
  last: number;
  bytes: number;
  digest: SealDigest;
}

/** A batch is sealed at once when it has grown to this. */
const mostMessages = 512;
const mostBytes = 2 * 1024 * 1024;

/**
 * Signs what goes out, in batches: everything that one turn of the program sends on a channel has one seal behind it,
 * which goes into the same pack. A person who types costs one signature a key; a thousand edits at once cost two. Each
 * seal vouches for the one before, so that whoever is behind checks one signature for all that wait.
 */
export class SealingLink implements FragmentLink {
  readonly #link: FragmentLink;
  readonly #authority: Authority;
  readonly #self: { origin: Uuid; incarnation: number };
  readonly #batches = new Map<string, Batch>();
  /** By channel: what the next seal follows. */
  readonly #links = new Map<string, Uint8Array>();

  constructor(link: FragmentLink, authority: Authority, self: { origin: Uuid; incarnation: number }) {
    this.#link = link;
    this.#authority = authority;
    this.#self = self;
  }

  get congested(): boolean {
    return this.#link.congested;
  }

  whenRoom(): Promise<void> {
    return this.#link.whenRoom();
  }

  channel(name: string): { send(kind: number, payload: Uint8Array): number } {
    return { send: (kind, payload) => this.#send(name, kind, payload) };
  }

  #send(name: string, kind: number, payload: Uint8Array): number {
    // Before the message is queued: what is queued is written a microtask later, and the seal has to be there by then.
    if (this.#batches.size === 0) queueMicrotask(() => this.#sealAll());
    const sequence = this.#link.channel(name).send(kind, payload);
    const batch = this.#batches.get(name) ?? { first: sequence, last: sequence, bytes: 0, digest: new SealDigest() };
    batch.last = sequence;
    batch.bytes += payload.byteLength;
    batch.digest.add(kind, payload);
    this.#batches.set(name, batch);
    if (batch.last - batch.first + 1 >= mostMessages || batch.bytes >= mostBytes) this.#seal(name, batch);
    return sequence;
  }

  #sealAll(): void {
    for (const [name, batch] of this.#batches) this.#seal(name, batch);
  }

  #seal(name: string, { first, last, digest }: Batch): void {
    this.#batches.delete(name);
    const previous = this.#links.get(name) ?? firstLink;
    const link = digest.end({ ...this.#self, channel: name, first, last, previous });
    this.#links.set(name, link);
    const signature = this.#authority.sign(signedOf(link));
    this.#link.channel(name).send(sealKind, writeSeal({ first, previous, signature }));
  }
}
