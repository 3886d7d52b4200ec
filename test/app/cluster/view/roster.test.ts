import { describe, expect, test } from 'vitest';
import { Roster, succeed } from '../../../../app/cluster/view/roster.ts';
import { VirtualTime } from '../../../../main/simulator/virtual-time.ts';
import { aMember, aView, anIntroduction, idOf } from '../a-tree.ts';

const reign = { term: 2, rootId: idOf(1), rootAddress: '127.0.0.1:5001' };
const view = aView([aMember(0), aMember(1), aMember(2), aMember(3, { parentId: idOf(1) }), aMember(4, { parentId: idOf(2) })]);

describe("the root's list", () => {
  test('G6 a new root tells what changed, not everybody who is still there', () => {
    const below = [aMember(3, { parentId: idOf(1) })];
    const roster = succeed({
      ...{ clock: new VirtualTime(), reign, view, below, turning: false },
      self: anIntroduction(1),
      attachment: 2,
    });
    expect(roster.commit()!.delta.changed.map(({ nodeId }) => nodeId)).toEqual([idOf(1), idOf(0)]);
    const followed = aMember(2, { parentId: idOf(1), attachment: 2 });
    roster.take({ attached: [followed, aMember(4, { parentId: idOf(2) })], detached: [] });
    expect(roster.commit()!.delta.changed.map(({ nodeId }) => nodeId)).toEqual([idOf(2)]);
  });

  test('G6 nothing is told when what is reported is known', () => {
    const roster = new Roster(new VirtualTime(), { ...reign, term: 1, rootId: idOf(0) }, view);
    roster.commit();
    roster.take({ attached: [aMember(3, { parentId: idOf(1) })], detached: [] });
    expect(roster.changed).toBe(false);
    roster.take({ attached: [aMember(3, { parentId: idOf(1), snail: true })], detached: [] });
    expect(roster.commit()!.delta.changed).toMatchObject([{ nodeId: idOf(3), snail: true, since: 3, joinedAt: 3 }]);
  });
});
