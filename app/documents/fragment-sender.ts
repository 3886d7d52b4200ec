import type { Channel } from '../endpoint/channel.ts';
import type { Uuid } from '../wire/uuid.ts';
import type { Document, DocumentFragment } from './document.ts';

/** What a sender needs of an endpoint. */
export interface FragmentLink {
  channel(name: string): Pick<Channel, 'send'>;
  /** Whether senders should wait. */
  readonly congested: boolean;
  whenRoom(): Promise<void>;
}

interface Waiting {
  document: Document;
  channel: string;
  kind: number;
  fragments: DocumentFragment[];
}

/** Fragments of one document that wait are merged as soon as there are so many, so that waiting costs little memory. */
const mergeAfter = 256;

/**
 * Sends fragments of documents; those that have to wait for a slow link are merged into one per document, so that a
 * person who types through a bad network sends one edit when it gets better, and not a thousand.
 */
export class FragmentSender {
  readonly #link: FragmentLink;
  readonly #waiting = new Map<Uuid, Waiting>();

  constructor(link: FragmentLink) {
    this.#link = link;
  }

  /** Documents with fragments that wait. */
  get waiting(): number {
    return this.#waiting.size;
  }

  /** Sends a fragment; answers with its number in the stream, or undefined when it waits to be merged with others. */
  send(document: Document, channel: string, kind: number, fragment: DocumentFragment): number | undefined {
    const waiting = this.#waiting.get(document.id);
    if (waiting === undefined && !this.#link.congested) return this.#link.channel(channel).send(kind, fragment);
    if (waiting !== undefined) {
      waiting.fragments.push(fragment);
      if (waiting.fragments.length >= mergeAfter) waiting.fragments = [document.merge(waiting.fragments)];
    } else {
      if (this.#waiting.size === 0) void this.#link.whenRoom().then(() => this.#sendWaiting());
      this.#waiting.set(document.id, { document, channel, kind, fragments: [fragment] });
    }
    return undefined;
  }

  #sendWaiting(): void {
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const { document, channel, kind, fragments } of waiting)
      this.#link.channel(channel).send(kind, fragments.length === 1 ? fragments[0]! : document.merge(fragments));
  }
}
