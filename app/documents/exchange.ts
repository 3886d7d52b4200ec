import { documentChannel, documentChannelPrefix, documentOfChannel } from '../endpoint/document-channel.ts';
import type { Endpoint } from '../endpoint/endpoint.ts';
import type { Message } from '../endpoint/message.ts';
import { BanyanError } from '../errors.ts';
import type { Uuid } from '../wire/uuid.ts';
import type { Document, DocumentFragment } from './document.ts';
import { FragmentSender } from './fragment-sender.ts';
import type { DocumentShelf, DocumentSummary } from './shelf.ts';

/** Kinds of messages on `doc/ID` channels: which kind of document the fragment belongs to. Append-only. */
export const fragmentKinds = { text: 1, catalogue: 2 } as const;
const kindNames = new Map<number, string>(Object.entries(fragmentKinds).map(([name, code]) => [code, name]));

/** A fragment that a replica here has taken in. */
export interface Change {
  document: Uuid;
  kind: string;
  fragment: DocumentFragment;
  /** Which window or command made it; undefined when it came from another node. */
  source: unknown;
  /** Stream number it went out with; undefined when it did not go out (yet) or came in. */
  sent: number | undefined;
}

/** Where in a stream of another node a fragment stood that is now on disk here. */
export interface StoredPosition {
  origin: Uuid;
  incarnation: number;
  channel: string;
  sequence: number;
}

export interface ExchangeParts {
  shelf: DocumentShelf;
  endpoint: Endpoint;
  /** Name of the person behind a node, for "changed by". */
  nameOf: (nodeId: Uuid) => string;
  nodeId: Uuid;
  /** Whether a document belongs to the cluster, so that its fragments travel. */
  isShared: (id: Uuid) => boolean;
  /** Whether this node keeps the document, or only passes its fragments on. */
  keeps: (id: Uuid) => boolean;
}

/**
 * Carries fragments between replicas: what is edited here is applied, sent at once and kept; what comes from others
 * is applied and kept. An edit counts as safe only when the commit is done.
 */
export class DocumentExchange {
  readonly #parts: ExchangeParts;
  readonly #sender: FragmentSender;
  readonly #changeListeners: ((change: Change) => void)[] = [];
  readonly #storedListeners: ((position: StoredPosition) => void)[] = [];
  readonly #takenInListeners: ((document: Uuid) => void)[] = [];

  constructor(parts: ExchangeParts) {
    this.#parts = parts;
    this.#sender = new FragmentSender(parts.endpoint);
    parts.endpoint.handle(documentChannelPrefix, (message) => this.#receive(message));
  }

  onChange(listener: (change: Change) => void): void {
    this.#changeListeners.push(listener);
  }

  onStored(listener: (position: StoredPosition) => void): void {
    this.#storedListeners.push(listener);
  }

  /** Called when a comparison brought content that did not come by the stream, so that nobody below has it either. */
  onTakenIn(listener: (document: Uuid) => void): void {
    this.#takenInListeners.push(listener);
  }

  document(id: Uuid, kind: string): Document {
    return this.#parts.shelf.document(id, kind);
  }

  /** Whether this node keeps a document, or only passes its fragments on. */
  keeps(id: Uuid): boolean {
    return this.#parts.keeps(id);
  }

  /** Applies a fragment made elsewhere on this machine (a window) and passes it on. Resolves when it is safe. */
  edit(id: Uuid, kind: string, fragment: DocumentFragment, source: unknown): Promise<void> {
    this.document(id, kind).apply(fragment);
    return this.spread(id, kind, fragment, source);
  }

  /** Passes on a fragment that the replica here has already taken in. Resolves when it is safe. */
  spread(id: Uuid, kind: string, fragment: DocumentFragment, source: unknown): Promise<void> {
    const sent = this.#parts.isShared(id) ? this.send(id, kind, fragment) : undefined;
    return new Promise((resolve) => {
      this.#parts.shelf.keep(id, kind, fragment, this.#parts.nameOf(this.#parts.nodeId), resolve);
      this.#changed({ document: id, kind, fragment, source, sent });
    });
  }

  /**
   * Sends a fragment without applying or keeping it: after a sync, when others lack what is here. Answers with its
   * number, or undefined when it waits to be merged with others.
   */
  send(id: Uuid, kind: string, fragment: DocumentFragment): number | undefined {
    return this.#sender.send(this.document(id, kind), documentChannel(id), codeOf(kind), fragment);
  }

  /** Version and digest of a document here. */
  summary(id: Uuid, kind: string): DocumentSummary {
    return this.#parts.shelf.summary(id, kind);
  }

  /** Takes in what a sync brought. What brings nothing new, only deletions that are known, is not kept. */
  takeIn(id: Uuid, kind: string, fragment: DocumentFragment): void {
    const before = this.summary(id, kind).digest;
    const document = this.document(id, kind);
    document.apply(fragment);
    if (Buffer.compare(document.digest(), before) === 0) return;
    this.#parts.shelf.keep(id, kind, fragment, '', () => {});
    this.#changed({ document: id, kind, fragment, source: undefined, sent: undefined });
    for (const listener of this.#takenInListeners) listener(id);
  }

  #receive(message: Message): void {
    const id = documentOfChannel(message.channel);
    const kind = kindNames.get(message.kind);
    if (kind === undefined) throw new BanyanError('bad-input', `Fragments of kind ${message.kind} are not known here.`);
    if (id === undefined) throw new BanyanError('bad-input', 'A document channel is not named by a UUID.');
    if (!this.#parts.keeps(id)) return;
    // The payload is a view into a frame that is let go; the store keeps it for longer.
    const fragment = message.payload.slice();
    this.document(id, kind).apply(fragment);
    const { origin, incarnation, channel, sequence } = message;
    this.#parts.shelf.keep(id, kind, fragment, this.#parts.nameOf(origin), () => {
      for (const listener of this.#storedListeners) listener({ origin, incarnation, channel, sequence });
    });
    this.#changed({ document: id, kind, fragment, source: undefined, sent: undefined });
  }

  #changed(change: Change): void {
    for (const listener of this.#changeListeners) listener(change);
  }
}

function codeOf(kind: string): number {
  const code = (fragmentKinds as Record<string, number>)[kind];
  if (code === undefined) throw new BanyanError('bad-input', `There is no kind of document called "${kind}".`);
  return code;
}
