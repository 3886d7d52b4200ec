import { createHash } from 'node:crypto';
import { limits, logDefaults } from '../../config.ts';
import type { LogEntry as EntryMessage } from '../../wire/banyan_pb.js';
import type { Uuid } from '../../wire/uuid.ts';
import { readEntry, type LogEntry } from './entry.ts';
import { entriesOf } from './log-bytes.ts';
import { MembershipLog } from './membership-log.ts';

/** Whole logs that are remembered; a few, because what is read again is read soon. */
const mostLogs = 4;

/**
 * Reads entries, and remembers those that were found good: the same ones come by several ways, and checking a signature
 * costs ten times what recognising does. Nodes of one process may share one.
 */
export class EntryReader {
  readonly #good = new Map<string, LogEntry>();
  readonly #logs: MembershipLog[] = [];

  /** Throws `bad-input`. */
  read(message: Pick<EntryMessage, 'content' | 'signature'>): LogEntry {
    const large = message.content.byteLength > limits.logEntryBytes;
    const name = large ? '' : createHash('sha256').update(message.content).update(message.signature).digest('base64');
    const known = this.#good.get(name);
    if (known !== undefined) return known;
    const entry = readEntry(message);
    this.#good.set(name, entry);
    const [oldest] = this.#good.keys();
    if (this.#good.size > logDefaults.remembered && oldest !== undefined) this.#good.delete(oldest);
    return entry;
  }

  /**
   * A whole log out of bytes; undefined when it is not of that cluster. Who reads the same bytes gets the same log:
   * nodes of one process that share a reader share its memory, so it is to be copied before anything is added to it.
   * Throws `bad-input`, `too-large`.
   */
  readLog(bytes: Uint8Array, clusterId: Uuid): MembershipLog | undefined {
    const known = this.#logs.find((log) => log.clusterId === clusterId && log.isWrittenAs(bytes));
    if (known !== undefined) return known;
    const log = MembershipLog.from(
      entriesOf(bytes).map((message) => this.read(message)),
      clusterId,
    );
    if (log === undefined) return undefined;
    this.#logs.push(log);
    if (this.#logs.length > mostLogs) this.#logs.shift();
    return log;
  }
}
