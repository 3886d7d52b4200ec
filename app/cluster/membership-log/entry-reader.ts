import { createHash } from 'node:crypto';
import { limits, logDefaults } from '../../config.ts';
import type { LogEntry as EntryMessage } from '../../wire/banyan_pb.js';
import { readEntry, type LogEntry } from './entry.ts';

/**
 * Reads entries, and remembers those that were found good: the same ones come by several ways, and checking a signature
 * costs ten times what recognising does. Nodes of one process may share one.
 */
export class EntryReader {
  readonly #good = new Map<string, LogEntry>();

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
}
