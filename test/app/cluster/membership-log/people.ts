import type { AdmissionBody, Role } from '../../../../app/cluster/membership-log/body.ts';
import { newEntry, readEntry, type LogEntry } from '../../../../app/cluster/membership-log/entry.ts';
import { MembershipLog } from '../../../../app/cluster/membership-log/membership-log.ts';
import { newNodeKeys, type NodeKeys } from '../../../../app/identity/keys.ts';
import { seededRandom } from '../../../../app/random.ts';
import { randomUuid, type Uuid } from '../../../../app/wire/uuid.ts';

export interface Person {
  nodeId: Uuid;
  keys: NodeKeys;
}

/** Somebody with keys, the same for the same number. */
export function person(number: number): Person {
  const random = seededRandom(number + 1);
  return { nodeId: randomUuid(random), keys: newNodeKeys(random) };
}

export function admissionOf({ nodeId, keys }: Person, role: Role = 'editor', mayHost = true): AdmissionBody {
  const { signing, curve } = keys;
  return { kind: 'admission', nodeId, signingKey: signing.publicKey, curveKey: curve.publicKey, name: 'n', role, mayHost };
}

/** The first entry of a cluster that this person founds. */
export function genesisOf(founder: Person): LogEntry {
  const body = { kind: 'genesis', nonce: new Uint8Array(16), founder: admissionOf(founder, 'admin') } as const;
  return newEntry(founder.keys.signing, { parents: [], height: 0, at: 1, body });
}

export function foundedBy(founder: Person): MembershipLog {
  return MembershipLog.begin(genesisOf(founder));
}

/** A copy of a log at another machine. */
export function copyOf(log: MembershipLog): MembershipLog {
  return MembershipLog.from(log.all().map(readEntry), log.clusterId)!;
}

/** Everything that a log says, in a form that can be compared. */
export function rollOf(log: MembershipLog): Record<string, string> {
  return Object.fromEntries(
    [...log.roll.members.values()].map(({ nodeId, role, mayHost }) => [nodeId, `${role}${mayHost ? ', host' : ''}`]).toSorted(),
  );
}
