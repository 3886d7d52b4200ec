import type { Clock, Timer } from '../clock.ts';
import { documentChannel, documentChannelPrefix, documentOfChannel } from '../endpoint/document-channel.ts';
import type { Endpoint } from '../endpoint/endpoint.ts';
import type { Message } from '../endpoint/message.ts';
import { streamText, type Position, type StreamId } from '../endpoint/stream-range.ts';
import { BanyanError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Uuid } from '../wire/uuid.ts';
import type { Authority } from './authority.ts';
import type { Document, DocumentFragment } from './document.ts';
import { FragmentSender } from './fragment-sender.ts';
import { sealKind } from './seal.ts';
import type { SealedBatch } from './sealed-batch.ts';
import { SealingLink } from './sealing-link.ts';
import type { DocumentShelf, DocumentSummary } from './shelf.ts';
import { Unsealed } from './unsealed.ts';
import { verdictsOn } from './verdict.ts';

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

export interface ExchangeParts {
  shelf: DocumentShelf;
  endpoint: Endpoint;
  /** Name of the person behind a node, for "changed by". */
  nameOf: (nodeId: Uuid) => string;
  nodeId: Uuid;
  /** Whether a document belongs to the cluster, so that its fragments travel. */
  isShared: (id: Uuid) => boolean;
  authority: Authority;
  incarnation: number;
  /** Whether this node keeps the document, or only passes its fragments on. */
  keeps: (id: Uuid) => boolean;
  clock: Clock;
  log: Log;
}

/**
 * Carries fragments between replicas: what is edited here is applied, sent at once and kept; what comes from others
 * is applied and kept. An edit counts as safe only when the commit is done.
 */
export class DocumentExchange {
  readonly #parts: ExchangeParts;
  readonly #sender: FragmentSender;
  readonly #unsealed = new Unsealed();
  /** What has its seal and waits to be judged, by stream. */
  readonly #sealed = new Map<string, SealedBatch[]>();
  #settling: Timer | undefined;
  readonly #missedListeners: ((document: Uuid) => void)[] = [];
  readonly #refusedListeners: ((origin: Uuid, forged: boolean) => void)[] = [];
  readonly #changeListeners: ((change: Change) => void)[] = [];
  readonly #appliedListeners: ((position: Position) => void)[] = [];
  readonly #storedListeners: ((position: Position) => void)[] = [];
  readonly #takenInListeners: ((document: Uuid) => void)[] = [];

  constructor(parts: ExchangeParts) {
    this.#parts = parts;
    const { endpoint, authority, nodeId, incarnation } = parts;
    this.#sender = new FragmentSender(new SealingLink(endpoint, authority, { origin: nodeId, incarnation }));
    parts.endpoint.handle(documentChannelPrefix, (message) => this.#receive(message));
  }

  onChange(listener: (change: Change) => void): void {
    this.#changeListeners.push(listener);
  }

  /** Called when fragments of another node are part of the replica here. */
  onApplied(listener: (position: Position) => void): void {
    this.#appliedListeners.push(listener);
  }

  /** Called when they are on disk as well. */
  onStored(listener: (position: Position) => void): void {
    this.#storedListeners.push(listener);
  }

  /** Called when a comparison brought content that did not come by the stream, so that nobody below has it either. */
  onTakenIn(listener: (document: Uuid) => void): void {
    this.#takenInListeners.push(listener);
  }

  /** Called when fragments came of which some are not here, or whose author is not known yet. */
  onMissed(listener: (document: Uuid) => void): void {
    this.#missedListeners.push(listener);
  }

  /** Called when fragments were not taken in: somebody may not write, or (`forged`) has not written what is said to be its. */
  onRefused(listener: (origin: Uuid, forged: boolean) => void): void {
    this.#refusedListeners.push(listener);
  }

  document(id: Uuid, kind: string): Document {
    return this.#parts.shelf.document(id, kind);
  }

  /** Whether this node keeps a document, or only passes its fragments on. */
  keeps(id: Uuid): boolean {
    return this.#parts.keeps(id);
  }

  /** Applies a fragment made elsewhere on this machine (a window) and passes it on. Resolves when it is safe. Throws `not-allowed`. */
  edit(id: Uuid, kind: string, fragment: DocumentFragment, source: unknown): Promise<void> {
    this.mustBeWritable(id);
    this.document(id, kind).apply(fragment);
    return this.spread(id, kind, fragment, source);
  }

  /** Throws `not-allowed` when this node's person may only read that document. */
  mustBeWritable(id: Uuid): void {
    if (this.#parts.isShared(id) && !this.#parts.authority.mayWrite())
      throw new BanyanError('not-allowed', "Viewers can't edit. Ask an admin of this cluster to make you an editor.");
  }

  /** Passes on a fragment that the replica here has already taken in. Resolves when it is safe. */
  spread(id: Uuid, kind: string, fragment: DocumentFragment, source: unknown): Promise<void> {
    const sent = this.#parts.isShared(id) ? this.send(id, kind, fragment) : undefined;
    return new Promise((resolve) => {
      const changedBy = this.#parts.nameOf(this.#parts.nodeId);
      this.#parts.shelf.keep(id, kind, fragment, { changedBy, copy: false }, resolve);
      this.#changed({ document: id, kind, fragment, source, sent });
    });
  }

  /**
   * Sends a fragment without applying or keeping it: after a sync, when others lack what is here. Answers with its
   * number, or undefined when it waits to be merged with others, or when nobody would take it from here.
   */
  send(id: Uuid, kind: string, fragment: DocumentFragment): number | undefined {
    if (!this.#parts.authority.mayWrite()) return undefined;
    return this.#sender.send(this.document(id, kind), documentChannel(id), codeOf(kind), fragment);
  }

  /** Version and digest of a document here, everything that has come included. */
  summary(id: Uuid, kind: string): DocumentSummary {
    this.#settle();
    return this.#parts.shelf.summary(id, kind);
  }

  /** Takes in what a sync brought. What brings nothing new, only deletions that are known, is not kept. */
  takeIn(id: Uuid, kind: string, fragment: DocumentFragment): void {
    const before = this.summary(id, kind).digest;
    const document = this.document(id, kind);
    document.apply(fragment);
    if (Buffer.compare(document.digest(), before) === 0) return;
    this.#parts.shelf.keep(id, kind, fragment, { changedBy: '', copy: true }, () => {});
    this.#changed({ document: id, kind, fragment, source: undefined, sent: undefined });
    for (const listener of this.#takenInListeners) listener(id);
  }

  #receive(message: Message): void {
    const id = documentOfChannel(message.channel);
    if (id === undefined) throw new BanyanError('bad-input', 'A document channel is not named by a UUID.');
    if (message.kind === sealKind) return this.#takeSeal(id, message);
    if (!kindNames.has(message.kind)) throw new BanyanError('bad-input', `Fragments of kind ${message.kind} are not known here.`);
    if (this.#parts.keeps(id)) this.#unsealed.hold(message);
  }

  /** Whether some of a stream has come and is not part of the replica yet, because its author has not signed for it. */
  awaitsSeal(stream: StreamId): boolean {
    return this.#unsealed.has(stream);
  }

  /** Takes in nothing more of others. */
  stop(): void {
    this.#settling?.cancel();
    this.#sealed.clear();
  }

  /** The author has signed for what came before. What comes in one turn is judged and applied together. */
  #takeSeal(id: Uuid, message: Message): void {
    if (!this.#parts.keeps(id)) return;
    const batch = this.#unsealed.take(message);
    if (batch === undefined) return this.#missed(id);
    const key = streamText(message);
    const batches = this.#sealed.get(key);
    if (batches === undefined) this.#sealed.set(key, [batch]);
    else batches.push(batch);
    this.#settling ??= this.#parts.clock.soon(() => this.#settle());
  }

  #settle(): void {
    this.#settling?.cancel();
    this.#settling = undefined;
    const streams = [...this.#sealed.values()];
    this.#sealed.clear();
    for (const batches of streams) {
      const verdicts = verdictsOn(batches, this.#parts.authority);
      for (const [at, batch] of batches.entries()) {
        const id = documentOfChannel(batch.channel)!;
        const verdict = verdicts[at]!;
        if (verdict === 'good') this.#applyAll(id, batch);
        else if (verdict === 'unknown') this.#missed(id);
        else for (const listener of this.#refusedListeners) listener(batch.origin, verdict === 'forged');
      }
    }
  }

  #missed(id: Uuid): void {
    for (const listener of this.#missedListeners) listener(id);
  }

  #applyAll(id: Uuid, { origin, incarnation, channel, sequence, messages }: SealedBatch): void {
    // The seal is part of what has come.
    const position = { origin, incarnation, channel, sequence };
    const provenance = { changedBy: this.#parts.nameOf(origin), copy: true };
    for (const [at, { kind: code, payload }] of messages.entries()) {
      const kind = kindNames.get(code)!;
      try {
        this.document(id, kind).apply(payload);
      } catch (thrown) {
        // One that is broken harms nobody but itself.
        this.#parts.log.warn('left out a fragment that could not be applied', { origin, document: id, reason: String(thrown) });
        continue;
      }
      const isLast = at === messages.length - 1;
      this.#parts.shelf.keep(id, kind, payload, provenance, () => {
        if (isLast) for (const listener of this.#storedListeners) listener(position);
      });
      this.#changed({ document: id, kind, fragment: payload, source: undefined, sent: undefined });
    }
    for (const listener of this.#appliedListeners) listener(position);
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
