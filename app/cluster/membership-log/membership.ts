import type { Clock, Timer } from '../../clock.ts';
import { limits, logDefaults } from '../../config.ts';
import { BanyanError } from '../../errors.ts';
import { publicKeysOf, samePublicKeys, type NodeKeys, type PublicKeys } from '../../identity/keys.ts';
import type { Random } from '../../random.ts';
import type { Store } from '../../storage/store.ts';
import type { LogEntry as EntryMessage } from '../../wire/banyan_pb.js';
import type { Uuid } from '../../wire/uuid.ts';
import type { Purpose } from '../admission/introduction.ts';
import { admissionIn, type AdmissionBody, type LogBody, type Role } from './body.ts';
import { hexOf, newEntry, type EntryHash, type LogEntry } from './entry.ts';
import type { EntryReader } from './entry-reader.ts';
import { readLog, writeLog } from './kept-log.ts';
import { bytesOfEntries } from './log-bytes.ts';
import { MembershipLog } from './membership-log.ts';
import type { LogMember } from './roll.ts';

export interface MembershipParts {
  store: Store;
  clock: Clock;
  random: Random;
  keys: NodeKeys;
  reader: EntryReader;
  selfId: Uuid;
}

/** Who is to be let in, as it has introduced itself. */
export interface Newcomer {
  nodeId: Uuid;
  name: string;
  keys: PublicKeys;
}

/** What changed in the log: entries that were taken in, with who said them first, this node or others. */
export interface LogChange {
  entries: readonly LogEntry[];
  /** They came by the stream, so that everybody else hears them too. */
  fromStream: boolean;
}

/** The membership log of the cluster this node belongs to, kept over restarts, and the questions that others ask it. */
export class Membership {
  readonly #parts: MembershipParts;
  readonly #listeners: ((change: LogChange) => void)[] = [];
  #log: MembershipLog | undefined;
  /** The log may be read by others as well: it is copied before anything is added. */
  #lent = false;
  #writing: Timer | undefined;
  #version = 0;

  constructor(parts: MembershipParts) {
    this.#parts = parts;
  }

  get log(): MembershipLog | undefined {
    return this.#log;
  }

  /** Changes whenever an answer of this class may. */
  get version(): number {
    return this.#version;
  }

  get heads(): readonly EntryHash[] {
    return this.#log?.heads ?? [];
  }

  get digest(): bigint {
    return this.#log?.digest ?? 0n;
  }

  /** Whether this node's owner is an admin. */
  get isAdmin(): boolean {
    return this.member(this.#parts.selfId)?.role === 'admin';
  }

  /** Told whenever entries were taken in. */
  onChange(listener: (change: LogChange) => void): void {
    this.#listeners.push(listener);
  }

  member(nodeId: Uuid): LogMember | undefined {
    return this.#log?.roll.members.get(nodeId);
  }

  members(): LogMember[] {
    return [...(this.#log?.roll.members.values() ?? [])];
  }

  /** The member whose CURVE key this is. */
  ownerOf(curveKey: Uint8Array): LogMember | undefined {
    const owner = this.#log?.roll.ownerOf(hexOf(curveKey));
    return owner !== undefined && Buffer.compare(owner.curveKey, curveKey) === 0 ? owner : undefined;
  }

  wasRemoved(nodeId: Uuid): boolean {
    return this.#log?.roll.wasRemoved(nodeId) ?? false;
  }

  isRemovedKey(curveKey: Uint8Array): boolean {
    return this.#log?.roll.isRemovedKey(hexOf(curveKey)) ?? false;
  }

  /**
   * Whether somebody may become root or relay, as far as is known: of a stranger it is not, because what says so may
   * still be on its way.
   */
  mayHost(nodeId: Uuid): boolean {
    return this.member(nodeId)?.mayHost ?? !this.wasRemoved(nodeId);
  }

  /** Begins a cluster; answers with its id. */
  found(name: string): Uuid {
    const { keys, random, clock, selfId } = this.#parts;
    const founder = admission({ nodeId: selfId, name, keys: publicKeysOf(keys) }, 'admin', true);
    const body = { kind: 'genesis', nonce: random.bytes(16), founder } as const;
    this.#lent = false;
    this.#log = MembershipLog.begin(newEntry(keys.signing, { parents: [], height: 0, at: clock.now(), body }));
    this.#version++;
    writeLog(this.#parts.store, this.#log);
    return this.#log.clusterId;
  }

  /** Takes up the log that was kept; false when there is none for this cluster that names this node. */
  recall(clusterId: Uuid): boolean {
    this.#version++;
    this.#lent = true;
    this.#log = readLog(this.#parts.store, this.#parts.reader, clusterId);
    return this.member(this.#parts.selfId) !== undefined;
  }

  /** Takes up the log of a cluster that this node was let into. Throws `bad-input` when it is none of that cluster. */
  adopt(log: MembershipLog): void {
    this.#log = log;
    this.#lent = true;
    this.#version++;
    writeLog(this.#parts.store, log);
  }

  forget(): void {
    this.#writing?.cancel();
    this.#writing = undefined;
    this.#log = undefined;
    this.#version++;
    writeLog(this.#parts.store, undefined);
  }

  /** Lets somebody in, or several. Throws `not-joined`, `not-allowed` unless this node's owner is an admin, `too-large`. */
  letIn(newcomers: readonly Newcomer[], role: Role, mayHost: boolean): void {
    const isNew = ({ nodeId, keys }: Newcomer): boolean => {
      const known = this.member(nodeId);
      return known === undefined || !sameKeys(known, keys);
    };
    this.append(newcomers.filter(isNew).map((newcomer) => admission(newcomer, role, mayHost && role !== 'viewer')));
  }

  /** Says something new, in one go; everybody will know. Throws `not-joined`, `not-allowed`, `too-large`. */
  append(bodies: readonly LogBody[]): void {
    const { keys, clock } = this.#parts;
    if (this.#log === undefined) throw new BanyanError('not-joined', 'This machine is in no cluster.');
    const log = this.#own(this.#log);
    const entries: LogEntry[] = [];
    try {
      for (const body of bodies) entries.push(log.append(keys.signing, body, clock.now()));
    } finally {
      if (entries.length > 0) this.#changed({ entries, fromStream: false });
    }
  }

  /**
   * Takes in entries from others; answers whether all of them could be placed. What is malformed or not allowed is left
   * out, and throws `bad-input` in the end.
   */
  take(messages: readonly Pick<EntryMessage, 'content' | 'signature'>[], fromStream: boolean): boolean {
    const log = this.#log;
    if (log === undefined || messages.length > limits.logEntries) return false;
    const added: LogEntry[] = [];
    let [placed, refused] = [true, false];
    for (const message of messages) {
      try {
        const entry = this.#parts.reader.read(message);
        const outcome = log.has(entry.hash) ? 'known' : this.#own(this.#log!).add(entry);
        if (outcome === 'added') added.push(entry);
        placed &&= outcome !== 'unfounded';
        refused ||= outcome === 'refused';
      } catch {
        refused = true;
      }
    }
    if (added.length > 0) this.#changed({ entries: added, fromStream });
    if (refused) throw new BanyanError('bad-input', 'Somebody sent an entry of the membership log that nobody may write.');
    return placed;
  }

  /**
   * Reads a log out of what a host sent that lets this node in. Undefined when it is not of that cluster. Throws
   * `bad-input`, `too-large`.
   */
  read(bytes: Uint8Array, clusterId: Uuid): MembershipLog | undefined {
    return this.#parts.reader.readLog(bytes, clusterId);
  }

  /**
   * What somebody lacks who told its heads. Who has something that is not here can't be told what it lacks without all of
   * it; that is worth it only where two halves meet, and else a matter of comparing later.
   */
  lackingAt(rawHeads: readonly Uint8Array[], purpose: Purpose): LogEntry[] {
    const log = this.#log;
    const heads = rawHeads.slice(0, limits.logHeads).map(hexOf);
    if (log === undefined) return [];
    const meets = purpose === 'merge' || purpose === 'return' || heads.length === 0;
    return log.covers(heads) || meets ? log.missingFor(heads) : [];
  }

  /** The same as bytes; none when nothing is lacking. */
  bytesLackingAt(rawHeads: readonly Uint8Array[], purpose: Purpose): Uint8Array {
    const log = this.#log;
    if (log === undefined) return new Uint8Array();
    const lacking = this.lackingAt(rawHeads, purpose);
    return lacking.length === 0 ? new Uint8Array() : bytesOfEntries(log.clusterId, lacking);
  }

  /** The newest removals, for those who hear of them in no other way. */
  removals(): LogEntry[] {
    const all = this.#log?.all() ?? [];
    return all.filter(({ body }) => body.kind === 'removal').slice(-logDefaults.removalsTold);
  }

  /** The entries by which somebody was removed. */
  removalsOf(nodeId: Uuid): LogEntry[] {
    const all = this.#log?.all() ?? [];
    return all.filter(({ body }) => body.kind === 'removal' && body.nodeId === nodeId).slice(-logDefaults.removalsTold);
  }

  /**
   * Whether one of these entries removes this node, signed by somebody who is an admin as far as is known here. What comes
   * before it may be missing here: who was removed is not told what happened since.
   */
  removesSelf(messages: readonly Pick<EntryMessage, 'content' | 'signature'>[]): boolean {
    return messages.slice(0, logDefaults.removalsTold).some((message) => {
      try {
        const { author, body } = this.#parts.reader.read(message);
        return body.kind === 'removal' && body.nodeId === this.#parts.selfId && this.#log?.roll.isAdmin(author) === true;
      } catch {
        return false;
      }
    });
  }

  /** Writes down what waits. */
  stop(): void {
    if (this.#writing !== undefined) this.#write();
  }

  /** The log to add to. */
  #own(log: MembershipLog): MembershipLog {
    if (!this.#lent) return log;
    this.#lent = false;
    this.#log = log.copy();
    return this.#log;
  }

  #changed(change: LogChange): void {
    this.#version++;
    const removes = change.entries.some(({ body }) => admissionIn(body) === undefined);
    if (removes) this.#write();
    else this.#writing ??= this.#parts.clock.after(logDefaults.writeAfterMs, () => this.#write());
    for (const listener of this.#listeners) listener(change);
  }

  #write(): void {
    this.#writing?.cancel();
    this.#writing = undefined;
    if (this.#log !== undefined) writeLog(this.#parts.store, this.#log);
  }
}

function admission({ nodeId, name, keys }: Newcomer, role: Role, mayHost: boolean): AdmissionBody {
  return { kind: 'admission', nodeId, signingKey: keys.signing, curveKey: keys.curve, name, role, mayHost };
}

/** Whether these are the keys of that member. */
export function sameKeys({ signingKey, curveKey }: LogMember, keys: PublicKeys): boolean {
  return samePublicKeys({ signing: signingKey, curve: curveKey }, keys);
}
