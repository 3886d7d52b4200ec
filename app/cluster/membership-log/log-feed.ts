import type { Clock, Timer } from '../../clock.ts';
import { limits, logDefaults } from '../../config.ts';
import type { Endpoint } from '../../endpoint/endpoint.ts';
import { BanyanError } from '../../errors.ts';
import type { Log } from '../../log.ts';
import { LogEntriesSchema, LogReplySchema, LogRequestSchema } from '../../wire/banyan_pb.js';
import { decodeMessage, encodeMessage } from '../../wire/protobuf.ts';
import { uuidBytes, uuidFromBytes } from '../../wire/uuid.ts';
import { hexOf, type LogEntry } from './entry.ts';
import { bytesOfEntries, entryMessage } from './log-bytes.ts';
import type { Membership } from './membership.ts';

/** Channel of the membership log, and the one kind of message on it. */
const channelName = 'members';
const entriesKind = 1;
/** Number of the request by which a child asks for what it lacks of the log. */
export const logRequestKind = 4;
const requestTimeoutMs = 10_000;

export interface LogFeedParts {
  endpoint: Endpoint;
  clock: Clock;
  log: Log;
  membership: Membership;
  suspect: (sentence: string) => void;
}

/** Carries the membership log through the tree: what is new to everybody, and what differs between child and parent both ways. */
export class LogFeed {
  readonly #parts: LogFeedParts;
  #asking = false;
  #askSoon: Timer | undefined;
  /** What the parent's digest was compared with last time. */
  #comparedBefore: string | undefined;

  constructor(parts: LogFeedParts) {
    this.#parts = parts;
    const { endpoint, membership } = parts;
    endpoint.handle(channelName, ({ kind, payload }) => {
      if (kind === entriesKind) this.#takeFromStream(payload);
    });
    endpoint.onRequest(logRequestKind, (payload) => this.#answer(payload));
    membership.onChange(({ entries, fromStream }) => {
      if (!fromStream) this.tell(entries);
    });
  }

  /** Tells everybody. */
  tell(entries: readonly LogEntry[]): void {
    const { endpoint, membership } = this.#parts;
    if (membership.log === undefined || entries.length === 0) return;
    endpoint.channel(channelName).send(entriesKind, bytesOfEntries(membership.log.clusterId, entries));
  }

  /** The parent says what its log is. One that stays different is asked for, and told what it lacks. */
  compare(digest: bigint): void {
    const { membership } = this.#parts;
    const compared = `${digest} ${membership.digest}`;
    const same = digest === membership.digest;
    if (!same && compared === this.#comparedBefore) this.ask();
    this.#comparedBefore = same ? undefined : compared;
  }

  /** Asks the parent for what is lacking here, and tells everybody what the parent lacks. */
  ask(): void {
    const { endpoint, membership, log, suspect } = this.#parts;
    if (this.#asking || membership.log === undefined) return;
    this.#asking = true;
    const clusterId = uuidBytes(membership.log.clusterId);
    const payload = encodeMessage(LogRequestSchema, { clusterId, heads: headMessages(membership.heads) });
    endpoint
      .request(logRequestKind, payload, requestTimeoutMs)
      .then((bytes) => {
        const { entries, heads } = decodeMessage(LogReplySchema, bytes);
        const theirs = heads.slice(0, limits.logHeads).map(hexOf);
        const lacking = membership.log?.missingFor(theirs) ?? [];
        membership.take(entries, false);
        this.tell(lacking);
      })
      .catch((thrown: unknown) => {
        if (thrown instanceof BanyanError && thrown.code === 'bad-input') suspect(thrown.message);
        log.debug('asking for the membership log failed', { reason: String(thrown) });
      })
      .finally(() => {
        this.#asking = false;
      });
  }

  stop(): void {
    this.#askSoon?.cancel();
    this.#askSoon = undefined;
  }

  #takeFromStream(payload: Uint8Array): void {
    const { membership, clock, suspect } = this.#parts;
    const { clusterId, entries } = decodeMessage(LogEntriesSchema, payload);
    if (membership.log === undefined || uuidFromBytes(clusterId) !== membership.log.clusterId) return;
    try {
      if (membership.take(entries, true)) return;
    } catch (thrown) {
      suspect('Somebody sent an entry of the list of members that nobody may write.');
      throw thrown;
    }
    this.#askSoon ??= clock.after(logDefaults.askAfterMs, () => {
      this.#askSoon = undefined;
      this.ask();
    });
  }

  #answer(payload: Uint8Array): Uint8Array {
    const { membership } = this.#parts;
    const { clusterId, heads } = decodeMessage(LogRequestSchema, payload);
    if (membership.log === undefined || uuidFromBytes(clusterId) !== membership.log.clusterId)
      throw new BanyanError('refused', 'That is the log of another cluster.');
    const entries = membership.log.missingFor(heads.slice(0, limits.logHeads).map(hexOf));
    const bytes = encodeMessage(LogReplySchema, { entries: entries.map(entryMessage), heads: headMessages(membership.heads) });
    if (bytes.byteLength > limits.messageBytes) throw new BanyanError('too-large', 'The log does not fit into one answer.');
    return bytes;
  }
}

/** Heads in the form of the wire. */
export const headMessages = (heads: readonly string[]): Uint8Array[] =>
  heads.slice(0, limits.logHeads).map((head) => new Uint8Array(Buffer.from(head, 'hex')));
