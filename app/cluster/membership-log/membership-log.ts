import { createHash } from 'node:crypto';
import { limits } from '../../config.ts';
import { BanyanError } from '../../errors.ts';
import type { SigningKeys } from '../../identity/keys.ts';
import { controlFrame } from '../../wire/control-message.ts';
import type { Uuid } from '../../wire/uuid.ts';
import { Ancestry, pastOf } from './ancestry.ts';
import { admissionIn, type LogBody } from './body.ts';
import { clusterIdOf, compareEntries, hexOf, newEntry, type EntryHash, type LogEntry } from './entry.ts';
import { bytesOfEntries } from './log-bytes.ts';
import { Roll } from './roll.ts';

/** What became of an entry that came from outside. */
export type Outcome = 'added' | 'known' | 'unfounded' | 'refused';

/**
 * The membership log of one cluster: a set of signed entries, each of which names those that its author knew last. It
 * only grows. Two copies are merged by putting them together, in any order, and come to the same {@link Roll}.
 */
export class MembershipLog {
  readonly clusterId: Uuid;
  readonly #entries = new Map<EntryHash, LogEntry>();
  #heads: EntryHash[];
  #roll: Roll | undefined;
  #digest: bigint | undefined;
  #bytes: Uint8Array | undefined;
  #frame: Uint8Array | undefined;
  #text: string | undefined;

  private constructor(genesis: LogEntry) {
    this.clusterId = clusterIdOf(genesis);
    this.#entries.set(genesis.hash, genesis);
    this.#heads = [genesis.hash];
  }

  /** Begins a log. Throws `bad-input` when that is no genesis, or one that names others than its author as the founder. */
  static begin(genesis: LogEntry): MembershipLog {
    const { body } = genesis;
    if (body.kind !== 'genesis' || hexOf(body.founder.signingKey) !== genesis.author || body.founder.role !== 'admin')
      throw new BanyanError('bad-input', 'A membership log begins with its founder.');
    return new MembershipLog(genesis);
  }

  /** A log out of entries that were kept or sent, those before others first. Undefined without a genesis of that cluster. */
  static from(entries: readonly LogEntry[], clusterId: Uuid): MembershipLog | undefined {
    const genesis = entries.find(
      ({ body, ...entry }) => body.kind === 'genesis' && clusterIdOf({ body, ...entry }) === clusterId,
    );
    if (genesis === undefined) return undefined;
    const log = MembershipLog.begin(genesis);
    for (const entry of entries) log.add(entry);
    return log;
  }

  /** The same log, which from now on grows by itself. */
  copy(): MembershipLog {
    const copy = new MembershipLog(this.#entries.values().next().value!);
    for (const [hash, entry] of this.#entries) copy.#entries.set(hash, entry);
    copy.#heads = this.#heads;
    return copy;
  }

  /** Who belongs to the cluster, by all that is known here. */
  get roll(): Roll {
    this.#roll ??= this.#rollOf([...this.#entries.values()]);
    return this.#roll;
  }

  /** The whole log as bytes, those before others first. Made once per state: a host tells it to everybody it lets in. */
  get bytes(): Uint8Array {
    this.#bytes ??= bytesOfEntries(this.clusterId, this.all());
    return this.#bytes;
  }

  /** {@link bytes} as the frame that a newcomer is sent. Made once per state. */
  get frame(): Uint8Array {
    this.#frame ??= controlFrame({ case: 'whole', value: { log: this.bytes } });
    return this.#frame;
  }

  /** Whether these are {@link bytes}. Told without looking at them when they lie in {@link frame}, as in a network in memory. */
  isWrittenAs(bytes: Uint8Array): boolean {
    if (bytes.byteLength !== this.bytes.byteLength) return false;
    return bytes.buffer === this.#frame?.buffer || Buffer.compare(this.bytes, bytes) === 0;
  }

  /** {@link bytes} in base64, as it is kept. Made once per state. */
  get text(): string {
    this.#text ??= Buffer.from(this.bytes).toString('base64');
    return this.#text;
  }

  get size(): number {
    return this.#entries.size;
  }

  /** Entries that nothing follows yet: they stand for the whole log. */
  get heads(): readonly EntryHash[] {
    return this.#heads;
  }

  /** 64 bits of a hash of the heads: equal logs have equal ones. */
  get digest(): bigint {
    this.#digest ??= createHash('sha256').update(this.#heads.toSorted().join()).digest().readBigUInt64BE();
    return this.#digest;
  }

  /** All entries, those before others first. */
  all(): LogEntry[] {
    return [...this.#entries.values()].toSorted(compareEntries);
  }

  /** What somebody lacks who has these heads and everything before them, and perhaps more; those before others first. */
  missingFor(heads: readonly EntryHash[]): LogEntry[] {
    if (this.#heads.every((head) => heads.includes(head))) return [];
    const past = pastOf(heads, this.#entries);
    return this.all().filter(({ hash }) => !past.has(hash));
  }

  has(hash: EntryHash): boolean {
    return this.#entries.has(hash);
  }

  /** Whether everything that these heads stand for is here. */
  covers(heads: readonly EntryHash[]): boolean {
    return heads.every((hash) => this.#entries.has(hash));
  }

  /**
   * Takes in an entry, which has been read and so checked by itself. `unfounded`: some of what comes before it is not
   * here. `refused`: its author was no admin by what it knew, or it does not fit into this log; that never changes.
   */
  add(entry: LogEntry): Outcome {
    if (this.#entries.has(entry.hash)) return 'known';
    if (entry.parents.length === 0) return 'refused';
    const parents = entry.parents.map((hash) => this.#entries.get(hash));
    if (parents.includes(undefined)) return 'unfounded';
    const height = Math.max(...parents.map((parent) => parent!.height)) + 1;
    if (entry.height !== height || this.#entries.size >= limits.logEntries) return 'refused';
    const followsAll = this.#heads.every((head) => entry.parents.includes(head));
    if (!isAllowed(entry, followsAll ? this.roll : this.#rollBefore(entry))) return 'refused';
    this.#entries.set(entry.hash, entry);
    this.#heads = [...this.#heads.filter((head) => !entry.parents.includes(head)), entry.hash];
    this.#digest = undefined;
    this.#bytes = undefined;
    this.#frame = undefined;
    this.#text = undefined;
    if (followsAll) this.roll.push(entry);
    else this.#roll = undefined;
    return 'added';
  }

  /** Signs and takes in what this node has to say. Throws `not-allowed` unless its owner is an admin, `too-large` when full. */
  append(keys: SigningKeys, body: LogBody, at: number): LogEntry {
    const parents = this.#heads.slice(-limits.logParents);
    const height = Math.max(...parents.map((hash) => this.#entries.get(hash)!.height)) + 1;
    const entry = newEntry(keys, { parents, height, at, body });
    if (this.#entries.size >= limits.logEntries)
      throw new BanyanError('too-large', 'The list of members can not take any more changes. Start a new cluster.');
    if (this.add(entry) !== 'added')
      throw new BanyanError('not-allowed', 'Only admins of this cluster may do that, and only to who is in it.');
    return entry;
  }

  #rollBefore({ parents }: LogEntry): Roll {
    const past = pastOf(parents, this.#entries);
    return this.#rollOf([...past].map((hash) => this.#entries.get(hash)!));
  }

  #rollOf(unsorted: readonly LogEntry[]): Roll {
    const entries = unsorted.toSorted(compareEntries);
    return Roll.of(entries, new Ancestry(entries, this.#entries));
  }
}

/** Whether an entry may follow those that made this roll. */
function isAllowed({ author, body }: LogEntry, before: Roll): boolean {
  if (!before.isAdmin(author)) return false;
  const admission = admissionIn(body);
  if (admission !== undefined) return before.fits(admission) && before.members.size < limits.members;
  return before.members.has((body as { nodeId: Uuid }).nodeId);
}
