import { documentDefaults } from '../config.ts';
import { documentChannel } from '../endpoint/document-channel.ts';
import type { Endpoint } from '../endpoint/endpoint.ts';
import { positionMessages } from '../endpoint/stream-range.ts';
import { SyncReplySchema, SyncRequestSchema, type DocumentState, type SyncReply } from '../wire/banyan_pb.js';
import { decodeMessage, encodeMessage } from '../wire/protobuf.ts';
import { uuidFromBytes } from '../wire/uuid.ts';
import type { DocumentExchange } from './exchange.ts';
import type { DocumentLibrary } from './library.ts';

/** Number of the request by which documents are compared. */
export const syncRequestKind = 1;

export interface SyncAnswerParts {
  endpoint: Endpoint;
  exchange: DocumentExchange;
  library: DocumentLibrary;
}

/** Answers a child that compares its documents with the ones here. For what this node does not keep it asks its own parent. */
export function answerSyncRequests(parts: SyncAnswerParts): void {
  const { endpoint, exchange } = parts;
  endpoint.onRequest(syncRequestKind, async (payload) => {
    const { documents } = decodeMessage(SyncRequestSchema, payload);
    const isHere = ({ document }: DocumentState): boolean => exchange.keeps(uuidFromBytes(document));
    const here = documents.filter(isHere);
    if (here.length === documents.length) return encodeMessage(SyncReplySchema, answer(parts, here));
    const elsewhere = documents.filter((state) => !isHere(state));
    const question = here.length === 0 ? payload : encodeMessage(SyncRequestSchema, { documents: elsewhere });
    const reply = await endpoint.request(syncRequestKind, question, documentDefaults.syncTimeoutMs);
    if (here.length === 0) return reply;
    const fromAbove = decodeMessage(SyncReplySchema, reply);
    const fromHere = answer(parts, here);
    return encodeMessage(SyncReplySchema, {
      documents: [...fromHere.documents, ...fromAbove.documents],
      positions: [...fromHere.positions, ...fromAbove.positions],
    });
  });
}

/** What is known here of the documents that are shared. */
function answer({ endpoint, exchange, library }: SyncAnswerParts, states: readonly DocumentState[]) {
  const documents: Omit<SyncReply['documents'][number], '$typeName'>[] = [];
  const channels = new Set<string>();
  for (const { document: bytes, kind, digest: theirs, stateVector: version } of states) {
    const id = uuidFromBytes(bytes);
    if (!library.isShared(id)) continue;
    const here = exchange.summary(id, kind);
    const equal = Buffer.compare(here.digest, theirs) === 0;
    const missing = equal ? new Uint8Array() : exchange.document(id, kind).missingFor(version);
    documents.push({ document: bytes, equal, digest: here.digest, stateVector: here.version, missing });
    channels.add(documentChannel(id));
  }
  // Where something waits for its author's signature, what was given here is not all that has come.
  const positions = [...channels].flatMap((channel) => endpoint.streams.of(channel)).filter((at) => !exchange.awaitsSeal(at));
  return { documents, positions: positionMessages(positions) };
}
