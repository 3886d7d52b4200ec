import { create } from '@bufbuild/protobuf';
import { limits } from '../../config.ts';
import { BanyanError } from '../../errors.ts';
import { LogEntriesSchema, LogEntrySchema, type LogEntry as EntryMessage } from '../../wire/banyan_pb.js';
import { decodeMessage, encodeMessage } from '../../wire/protobuf.ts';
import { uuidBytes, type Uuid } from '../../wire/uuid.ts';
import type { LogEntry } from './entry.ts';

/** An entry in the form of the wire. */
export const entryMessage = ({ content, signature }: LogEntry): EntryMessage => create(LogEntrySchema, { content, signature });

/** Entries of a cluster's log as bytes: a `LogEntries`. */
export function bytesOfEntries(clusterId: Uuid, entries: readonly LogEntry[]): Uint8Array {
  return encodeMessage(LogEntriesSchema, { clusterId: uuidBytes(clusterId), entries: entries.map(entryMessage) });
}

/** Entries out of bytes, not checked yet. Throws `bad-input`, and `too-large` above the bound of a log. */
export function entriesOf(bytes: Uint8Array): EntryMessage[] {
  const { entries } = decodeMessage(LogEntriesSchema, bytes);
  if (entries.length > limits.logEntries)
    throw new BanyanError('too-large', `A membership log of ${entries.length} entries is above the limit.`);
  return entries;
}
