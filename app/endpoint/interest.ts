import type { MessageInitShape } from '@bufbuild/protobuf';
import { limits } from '../config.ts';
import type { Interest as InterestMessage, InterestSchema } from '../wire/banyan_pb.js';
import { documentPackHeader, packHeader } from '../wire/pack.ts';
import { uuidBytes, uuidFromBytes, type Uuid } from '../wire/uuid.ts';
import { documentOfChannel } from './document-channel.ts';

/** What a node, or a branch of the tree, wants to hear of documents: all, or these. Every other channel always travels. */
export type Interest = 'everything' | ReadonlySet<Uuid>;

/** Whether what is sent on a channel is wanted. */
export function covers(interest: Interest, channel: string): boolean {
  if (interest === 'everything') return true;
  const document = documentOfChannel(channel);
  return document === undefined || interest.has(document);
}

/** What several want together. More than {@link limits.interestDocuments} documents count as everything. */
export function joined(interests: Iterable<Interest>): Interest {
  const documents = new Set<Uuid>();
  for (const interest of interests) {
    if (interest === 'everything') return interest;
    for (const document of interest) documents.add(document);
    if (documents.size > limits.interestDocuments) return 'everything';
  }
  return documents;
}

export function sameInterest(one: Interest, other: Interest): boolean {
  if (one === 'everything' || other === 'everything') return one === other;
  return one.size === other.size && [...one].every((document) => other.has(document));
}

/**
 * What the frames begin with that have to be subscribed to (PROTOCOL.md, rule I4). As many as an interest may have fit
 * into what a publisher of ours lets one peer subscribe to.
 */
export function subscriptionsOf(interest: Interest): Uint8Array[] {
  if (interest === 'everything') return [new Uint8Array()];
  return [packHeader, ...[...interest].map((document) => documentPackHeader(uuidBytes(document)))];
}

/** An interest in the form of the wire. */
export function interestMessage(interest: Interest): MessageInitShape<typeof InterestSchema> {
  return interest === 'everything' ? { everything: true } : { documents: [...interest].map(uuidBytes) };
}

/** An interest from the wire. Throws `bad-input` on an id that is none. */
export function interestOf({ everything, documents }: InterestMessage): Interest {
  if (everything || documents.length > limits.interestDocuments) return 'everything';
  return new Set(documents.map((bytes) => uuidFromBytes(bytes)));
}
