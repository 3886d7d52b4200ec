import { describe, expect, test } from 'vitest';
import { newEntry, readEntry } from '../../../../app/cluster/membership-log/entry.ts';
import { MembershipLog } from '../../../../app/cluster/membership-log/membership-log.ts';
import { admissionOf, copyOf, foundedBy, genesisOf, person } from './people.ts';

const [anna, ben, cleo, dan] = [person(1), person(2), person(3), person(4)];

describe('the membership log', () => {
  test('begins with its founder, an admin, and has the id that follows from that', () => {
    const log = foundedBy(anna);
    expect([...log.roll.members.keys()]).toEqual([anna.nodeId]);
    expect(log.roll.members.get(anna.nodeId)).toMatchObject({ role: 'admin', mayHost: true });
    expect(foundedBy(anna).clusterId).toBe(log.clusterId);
    expect(foundedBy(ben).clusterId).not.toBe(log.clusterId);
    expect(MembershipLog.from([genesisOf(ben)], log.clusterId)).toBeUndefined();
  });

  test('admins let in, change roles and remove; nobody else does', () => {
    const log = foundedBy(anna);
    log.append(anna.keys.signing, admissionOf(ben), 2);
    expect(() => log.append(ben.keys.signing, admissionOf(cleo), 3)).toThrow('Only admins');
    expect(() => log.append(cleo.keys.signing, admissionOf(cleo, 'admin'), 3)).toThrow('Only admins');
    log.append(anna.keys.signing, { kind: 'role', nodeId: ben.nodeId, role: 'admin', mayHost: false }, 3);
    log.append(ben.keys.signing, admissionOf(cleo), 4);
    log.append(ben.keys.signing, { kind: 'removal', nodeId: anna.nodeId }, 5);
    expect([...log.roll.members.keys()].toSorted()).toEqual([ben.nodeId, cleo.nodeId].toSorted());
    expect(log.roll.wasRemoved(anna.nodeId)).toBe(true);
    expect(() => log.append(anna.keys.signing, admissionOf(anna, 'admin'), 6)).toThrow('Only admins');
  });

  test('a forged author is refused', () => {
    const entry = newEntry(ben.keys.signing, { parents: foundedBy(anna).heads, height: 1, at: 2, body: admissionOf(ben) });
    const content = Buffer.from(entry.content);
    Buffer.from(anna.keys.signing.publicKey).copy(content, content.indexOf(Buffer.from(ben.keys.signing.publicKey)));
    expect(() => readEntry({ ...entry, content: new Uint8Array(content) })).toThrow('not signed by its author');
  });

  test('an entry that was changed is refused', () => {
    const { content, signature } = foundedBy(anna).append(anna.keys.signing, admissionOf(ben), 2);
    for (const at of [0, 40, content.length - 1]) {
      const changed = Uint8Array.from(content);
      changed[at]! ^= 1;
      expect(() => readEntry({ content: changed, signature })).toThrow(/entry|LogContent|UUID/);
    }
  });

  test('entries that come before what they follow wait for it; those of strangers are refused for good', () => {
    const log = foundedBy(anna);
    const copy = copyOf(log);
    const first = log.append(anna.keys.signing, admissionOf(ben), 2);
    const second = log.append(anna.keys.signing, admissionOf(cleo), 3);
    expect(copy.add(second)).toBe('unfounded');
    expect([copy.add(first), copy.add(second), copy.add(second)]).toEqual(['added', 'added', 'known']);
    const stranger = newEntry(dan.keys.signing, { parents: copy.heads, height: 3, at: 4, body: admissionOf(dan, 'admin') });
    expect(copy.add(stranger)).toBe('refused');
    expect(copy.digest).toBe(log.digest);
  });

  test('nobody takes over the node id or the keys of another', () => {
    const log = foundedBy(anna);
    log.append(anna.keys.signing, admissionOf(ben), 2);
    expect(() => log.append(anna.keys.signing, admissionOf({ ...cleo, nodeId: ben.nodeId }), 3)).toThrow('Only admins');
    expect(() => log.append(anna.keys.signing, admissionOf({ ...ben, nodeId: cleo.nodeId }), 3)).toThrow('Only admins');
    const half = { signing: cleo.keys.signing, curve: ben.keys.curve };
    expect(() => log.append(anna.keys.signing, admissionOf({ ...cleo, keys: half }), 3)).toThrow('Only admins');
  });

  test('of two halves that gave one node id to two pairs of keys, everybody keeps the same', () => {
    const log = foundedBy(anna);
    log.append(anna.keys.signing, admissionOf(ben, 'admin'), 2);
    const other = copyOf(log);
    log.append(anna.keys.signing, admissionOf(cleo), 3);
    other.append(ben.keys.signing, admissionOf({ ...dan, nodeId: cleo.nodeId }), 3);
    const [one, two] = [MembershipLog.from([...log.all(), ...other.all()], log.clusterId)!, copyOf(other)];
    for (const entry of log.all()) two.add(entry);
    expect(one.roll.members.get(cleo.nodeId)).toEqual(two.roll.members.get(cleo.nodeId));
    expect(one.roll.members.size).toBe(3);
  });

  test('a merge of two halves never brings a removed member back', () => {
    const log = foundedBy(anna);
    log.append(anna.keys.signing, admissionOf(ben, 'admin'), 2);
    log.append(anna.keys.signing, admissionOf(cleo), 2);
    const other = copyOf(log);
    log.append(anna.keys.signing, { kind: 'removal', nodeId: cleo.nodeId }, 3);
    other.append(ben.keys.signing, { kind: 'role', nodeId: cleo.nodeId, role: 'admin', mayHost: true }, 9);
    other.append(ben.keys.signing, admissionOf(cleo, 'admin'), 10);
    for (const entry of other.all()) log.add(entry);
    expect(log.roll.members.has(cleo.nodeId)).toBe(false);
    // Only who knows of the removal can let it in again.
    log.append(ben.keys.signing, admissionOf(cleo, 'viewer', false), 11);
    expect(log.roll.members.get(cleo.nodeId)?.role).toBe('viewer');
  });

  test('what an admin writes while it is being removed does not count, and nothing that rests on it', () => {
    const log = foundedBy(anna);
    log.append(anna.keys.signing, admissionOf(ben, 'admin'), 2);
    const offline = copyOf(log);
    log.append(anna.keys.signing, { kind: 'removal', nodeId: ben.nodeId }, 3);
    offline.append(ben.keys.signing, admissionOf(cleo, 'admin'), 3);
    offline.append(cleo.keys.signing, admissionOf(dan), 4);
    for (const entry of offline.all()) log.add(entry);
    expect([...log.roll.members.keys()]).toEqual([anna.nodeId]);
    expect(log.roll.wasRemoved(cleo.nodeId)).toBe(false);
    log.append(anna.keys.signing, admissionOf(cleo), 5);
    expect(log.roll.members.get(cleo.nodeId)?.role).toBe('editor');
  });

  test('a viewer never hosts', () => {
    const log = foundedBy(anna);
    const entry = log.append(anna.keys.signing, admissionOf(ben, 'viewer', true), 2);
    expect(readEntry(entry).body).toMatchObject({ role: 'viewer', mayHost: false });
    expect(copyOf(log).roll.members.get(ben.nodeId)?.mayHost).toBe(false);
  });

  test('a height that its parents do not have is refused', () => {
    const log = foundedBy(anna);
    const entry = newEntry(anna.keys.signing, { parents: log.heads, height: 2 ** 40, at: 2, body: admissionOf(ben) });
    expect(log.add(entry)).toBe('refused');
  });
});
