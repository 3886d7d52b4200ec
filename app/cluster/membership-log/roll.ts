import type { Uuid } from '../../wire/uuid.ts';
import type { Ancestry } from './ancestry.ts';
import { admissionIn, cuts, type AdmissionBody } from './body.ts';
import { compareEntries, hexOf, type LogEntry } from './entry.ts';

/** A member as the log says it. */
export interface LogMember extends Omit<AdmissionBody, 'kind'> {
  /** When it was let in, by the clock of who did. */
  readonly since: number;
}

interface Known {
  /** The first admission with this node id and these keys; all others of it have to name the same. */
  readonly first: AdmissionBody;
  readonly admissions: LogEntry[];
  readonly roles: LogEntry[];
  readonly removals: LogEntry[];
}

/**
 * Who belongs to a cluster, worked out of entries of its log.
 *
 * The rules (PROTOCOL.md, rules A8 to A10), which make the outcome a matter of the set of entries alone: a node id belongs to
 * its first keys for ever. Whoever was removed is a member only by an admission that knew of every removal. What somebody
 * wrote at the same time as it was removed or ceased to be an admin does not count, but for removals, which always count.
 * Of several roles the one of the highest entry counts.
 */
export class Roll {
  readonly members = new Map<Uuid, LogMember>();
  readonly #known = new Map<Uuid, Known>();
  /** Node ids by signing key and by curve key, as hexadecimal text. */
  readonly #owners = new Map<string, Uuid>();

  /** The roll of these entries, in the order of {@link compareEntries}. */
  static of(entries: readonly LogEntry[], ancestry: Ancestry): Roll {
    const roll = new Roll();
    for (const entry of entries) roll.#note(entry);
    const voided = roll.#voided(entries, ancestry);
    for (const nodeId of roll.#known.keys()) roll.#settle(nodeId, voided, ancestry);
    return roll;
  }

  /** Takes in an entry that follows all those that were taken in. */
  push(entry: LogEntry): void {
    this.#note(entry);
    const nodeId = admissionIn(entry.body)?.nodeId ?? (entry.body as { nodeId: Uuid }).nodeId;
    const { body } = entry;
    const member = this.members.get(nodeId);
    if (body.kind === 'removal') this.members.delete(nodeId);
    else if (body.kind === 'role') {
      if (member !== undefined) this.members.set(nodeId, { ...member, role: body.role, mayHost: body.mayHost });
    } else if (this.#known.get(nodeId)?.admissions.includes(entry) === true) {
      this.members.set(nodeId, memberOf(admissionIn(body)!, admissionIn(body)!, entry.at));
    }
  }

  /** Whether the owner of this signing key (hexadecimal) is an admin. */
  isAdmin(author: string): boolean {
    const member = this.members.get(this.#owners.get(author) ?? '');
    return member?.role === 'admin' && hexOf(member.signingKey) === author;
  }

  /** The member with this signing or curve key (hexadecimal). */
  ownerOf(key: string): LogMember | undefined {
    return this.members.get(this.#owners.get(key) ?? '');
  }

  /** Whether somebody was a member, or would be one but for a conflict, and is none now. */
  wasRemoved(nodeId: Uuid): boolean {
    return !this.members.has(nodeId) && (this.#known.get(nodeId)?.removals.length ?? 0) > 0;
  }

  /** Whether this key (hexadecimal) belongs to somebody who was removed. */
  isRemovedKey(key: string): boolean {
    const owner = this.#owners.get(key);
    return owner !== undefined && this.wasRemoved(owner);
  }

  /** Whether an admission says the same about keys as what is known already. */
  fits({ nodeId, signingKey, curveKey }: AdmissionBody): boolean {
    const first = this.#known.get(nodeId)?.first;
    const [signing, curve] = [hexOf(signingKey), hexOf(curveKey)];
    if (first !== undefined) return hexOf(first.signingKey) === signing && hexOf(first.curveKey) === curve;
    return !this.#owners.has(signing) && !this.#owners.has(curve);
  }

  #note(entry: LogEntry): void {
    const { body } = entry;
    const admission = admissionIn(body);
    if (admission !== undefined) {
      if (!this.fits(admission)) return;
      const known = this.#known.get(admission.nodeId) ?? { first: admission, admissions: [], roles: [], removals: [] };
      known.admissions.push(entry);
      this.#known.set(admission.nodeId, known);
      for (const key of [admission.signingKey, admission.curveKey]) this.#owners.set(hexOf(key), admission.nodeId);
    } else if (body.kind === 'role') this.#known.get(body.nodeId)?.roles.push(entry);
    else if (body.kind === 'removal') this.#known.get(body.nodeId)?.removals.push(entry);
  }

  #settle(nodeId: Uuid, voided: ReadonlySet<LogEntry>, ancestry: Ancestry): void {
    const { first, admissions, roles, removals } = this.#known.get(nodeId)!;
    const counts = (entry: LogEntry): boolean =>
      !voided.has(entry) && removals.every((removal) => ancestry.follows(removal, entry));
    const latest = admissions.findLast(counts);
    if (latest === undefined) return;
    const member = memberOf(first, admissionIn(latest.body)!, latest.at);
    const change = roles.findLast((entry) => compareEntries(entry, latest) > 0 && counts(entry))?.body;
    this.members.set(nodeId, change?.kind === 'role' ? { ...member, role: change.role, mayHost: change.mayHost } : member);
  }

  /**
   * Entries that don't count: written at the same time as their author was removed or ceased to be an admin, or by
   * somebody who was made an admin by such entries alone.
   */
  #voided(entries: readonly LogEntry[], ancestry: Ancestry): Set<LogEntry> {
    const voided = new Set<LogEntry>();
    const cutsOf = new Map<Uuid, LogEntry[]>();
    for (const nodeId of new Set(entries.map(({ author }) => this.#owners.get(author) ?? ''))) {
      const known = this.#known.get(nodeId);
      if (known !== undefined) cutsOf.set(nodeId, [...known.removals, ...known.roles.filter(({ body }) => cuts(body))]);
    }
    if ([...cutsOf.values()].every(({ length }) => length === 0)) return voided;
    for (const entry of entries) {
      const author = this.#owners.get(entry.author) ?? '';
      if (cuts(entry.body) || entry.parents.length === 0) continue;
      const atTheSameTime = (cutsOf.get(author) ?? []).some((cut) => ancestry.concurrent(cut, entry));
      if (atTheSameTime || !this.#grantsOf(author).some((grant) => !voided.has(grant) && ancestry.follows(grant, entry)))
        voided.add(entry);
    }
    return voided;
  }

  /** Entries that made somebody an admin. */
  #grantsOf(nodeId: Uuid): LogEntry[] {
    const known = this.#known.get(nodeId);
    if (known === undefined) return [];
    const { admissions, roles } = known;
    return [
      ...admissions.filter(({ body }) => admissionIn(body)?.role === 'admin'),
      ...roles.filter(({ body }) => body.kind === 'role' && body.role === 'admin'),
    ];
  }
}

function memberOf(first: AdmissionBody, latest: AdmissionBody, since: number): LogMember {
  const { nodeId, signingKey, curveKey } = first;
  const { name, role, mayHost } = latest;
  return { nodeId, signingKey, curveKey, name, role, mayHost, since };
}
