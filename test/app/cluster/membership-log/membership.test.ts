import { describe, expect, test } from 'vitest';
import { EntryReader } from '../../../../app/cluster/membership-log/entry-reader.ts';
import { entryMessage } from '../../../../app/cluster/membership-log/log-bytes.ts';
import { Membership } from '../../../../app/cluster/membership-log/membership.ts';
import { publicKeysOf } from '../../../../app/identity/keys.ts';
import { seededRandom } from '../../../../app/random.ts';
import { MemoryStore } from '../../../../app/storage/memory/memory-store.ts';
import { virtualClock } from '../../transport/virtual-clock.ts';
import { foundedBy, person, type Person } from './people.ts';

const [anna, ben] = [person(1), person(2)];

function membershipOf({ nodeId, keys }: Person, store = new MemoryStore(), reader = new EntryReader()) {
  const clock = virtualClock();
  const membership = new Membership({ store, clock, random: seededRandom(3), keys, reader, selfId: nodeId });
  return { membership, clock, store };
}

const newcomer = ({ nodeId, keys }: Person) => ({ nodeId, name: 'n', keys: publicKeysOf(keys) });

describe('the membership of a node', () => {
  test('is the same after a restart, checked again', async () => {
    const { membership, store, clock } = membershipOf(anna);
    const clusterId = membership.found('Anna');
    membership.letIn([newcomer(ben)], 'viewer', true);
    await clock.advance(1000);
    const again = membershipOf(anna, store).membership;
    expect(again.recall(clusterId)).toBe(true);
    expect(again.digest).toBe(membership.digest);
    expect(again.member(ben.nodeId)).toMatchObject({ role: 'viewer', mayHost: false });
  });

  test('a removal is on the disk at once', () => {
    const { membership, store } = membershipOf(anna);
    const clusterId = membership.found('Anna');
    membership.letIn([newcomer(ben)], 'editor', true);
    membership.append([{ kind: 'removal', nodeId: ben.nodeId }]);
    const again = membershipOf(anna, store).membership;
    again.recall(clusterId);
    expect(again.wasRemoved(ben.nodeId)).toBe(true);
    expect(again.isRemovedKey(ben.keys.curve.publicKey)).toBe(true);
  });

  test('a log that somebody changed on the disk is not used', () => {
    const { membership, store } = membershipOf(anna);
    const clusterId = membership.found('Anna');
    const kept = Buffer.from(store.readSetting('membership-log') as string, 'base64');
    const content = kept.indexOf(membership.log!.all()[0]!.content);
    kept[content + membership.log!.all()[0]!.content.length - 1]! ^= 1;
    store.writeSetting('membership-log', kept.toString('base64'));
    expect(membershipOf(anna, store).membership.recall(clusterId)).toBe(false);
  });

  test('who was removed believes an admin that it knows, and nobody else', () => {
    const founding = foundedBy(anna);
    const { membership } = membershipOf(ben);
    const before = founding.append(anna.keys.signing, { ...admission(ben), role: 'admin' }, 2);
    membership.adopt(membership.read(founding.bytes, founding.clusterId)!);
    founding.append(anna.keys.signing, { ...admission(person(3)), role: 'admin' }, 3);
    const removal = founding.append(anna.keys.signing, { kind: 'removal', nodeId: ben.nodeId }, 4);
    // What came in between is not told to who was removed.
    expect(membership.removesSelf([entryMessage(removal)])).toBe(true);
    expect(membership.removesSelf([entryMessage(before)])).toBe(false);
    const other = foundedBy(person(5));
    other.append(person(5).keys.signing, admission(ben), 2);
    const foreign = other.append(person(5).keys.signing, { kind: 'removal', nodeId: ben.nodeId }, 3);
    expect(membership.removesSelf([entryMessage(foreign)])).toBe(false);
  });

  test('nodes that share a reader share the log that they read, until one of them adds to it', () => {
    const log = foundedBy(anna);
    log.append(anna.keys.signing, admission(ben), 2);
    const reader = new EntryReader();
    const [one, other] = [membershipOf(ben, new MemoryStore(), reader), membershipOf(person(3), new MemoryStore(), reader)];
    for (const { membership } of [one, other]) membership.adopt(membership.read(log.bytes.slice(), log.clusterId)!);
    expect(one.membership.log).toBe(other.membership.log);
    const later = log.append(anna.keys.signing, admission(person(4)), 3);
    expect(one.membership.take([entryMessage(later)], true)).toBe(true);
    expect(one.membership.digest).toBe(log.digest);
    expect(other.membership.digest).not.toBe(log.digest);
    expect(other.membership.member(person(4).nodeId)).toBeUndefined();
    // What was kept is what the node had, not what was lent to it.
    expect(one.membership.log!.bytes).toEqual(log.bytes);
  });

  test('many who are let in together are told together', () => {
    const { membership } = membershipOf(anna);
    membership.found('Anna');
    const told: number[] = [];
    membership.onChange(({ entries }) => void told.push(entries.length));
    membership.letIn([newcomer(ben), newcomer(person(3)), newcomer(ben)], 'editor', true);
    membership.letIn([newcomer(ben)], 'editor', true);
    expect(told[0]).toBeGreaterThanOrEqual(2);
    expect(told).toHaveLength(1);
    expect(membership.members()).toHaveLength(3);
  });

  test('entries that nobody may write are refused, those with them are taken', () => {
    const log = foundedBy(anna);
    const { membership } = membershipOf(ben);
    membership.adopt(membership.read(log.bytes, log.clusterId)!);
    const good = log.append(anna.keys.signing, admission(ben), 2);
    const forged = { ...entryMessage(good), signature: new Uint8Array(64) };
    expect(() => membership.take([forged, entryMessage(good)], true)).toThrow('nobody may write');
    expect(membership.member(ben.nodeId)?.role).toBe('editor');
  });
});

function admission({ nodeId, keys }: Person) {
  const { signing, curve } = publicKeysOf(keys);
  return { kind: 'admission', nodeId, name: 'n', signingKey: signing, curveKey: curve, role: 'editor', mayHost: true } as const;
}
