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
/** Together larger than this they are not merged. */
const mergeBytes = 4 * 1024 * 1024;

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
      if (waiting.fragments.length >= mergeAfter) waiting.fragments = merged(document, waiting.fragments);
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
      for (const fragment of merged(document, fragments)) this.#link.channel(channel).send(kind, fragment);
  }
}

/** The fragments as one, or as they are when that would be too large. */
function merged(document: Document, fragments: DocumentFragment[]): DocumentFragment[] {
  const bytes = fragments.reduce((sum, { byteLength }) => sum + byteLength, 0);
  return fragments.length === 1 || bytes > mergeBytes ? fragments : [document.merge(fragments)];
}
