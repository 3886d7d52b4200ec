import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { candidatesOf } from '../../../../app/cluster/recovery/candidates.ts';
import { succession } from '../../../../app/cluster/recovery/succession.ts';
import type { View } from '../../../../app/cluster/view/view.ts';
import { aMember, aView, idOf, viewOfParents } from '../a-tree.ts';

const anybody = (): boolean => true;

function orphan(view: View, self: number, path: readonly number[], broken = false) {
  const selfId = idOf(self);
  const below = new Set(view.below(selfId));
  return candidatesOf({
    mayHost: anybody,
    selfId,
    view,
    path: path.map(idOf),
    lostAddress: view.members.get(idOf(path[0]!))?.address ?? '',
    broken,
    accompanied: false,
    isBelow: (nodeId) => below.has(nodeId),
  });
}

describe('whom an orphan asks', () => {
  test('G3 children of one lost parent spread out', () => {
    // 1 and 2 hang from the root; 3 to 5 from 1, which is lost.
    const view = viewOfParents([0, 0, 1, 1, 1]);
    const first = [3, 4, 5].map((self) => orphan(view, self, [1, 0])[0]!.address);
    expect(new Set(first).size).toBeGreaterThan(1);
    expect(first[0]).toBe(view.members.get(idOf(0))!.address);
  });

  test('G3 nobody is sent to a sibling, nor below itself, nor to itself', () => {
    const view = viewOfParents([0, 0, 1, 1, 3, 5]);
    const asked = orphan(view, 3, [1, 0]).map(({ nodeId }) => nodeId);
    for (const number of [3, 5, 6]) expect(asked).not.toContain(idOf(number));
    // Before the root and the line come those outside of the lost branch.
    expect(asked[0]).toBe(idOf(0));
  });

  test('G3 the parent itself is asked again only when no more than the connection broke', () => {
    const view = viewOfParents([0, 1]);
    expect(orphan(view, 2, [1, 0], true)[0]!.nodeId).toBe(idOf(1));
    expect(orphan(view, 2, [1, 0], false).map(({ nodeId }) => nodeId)).not.toContain(idOf(1));
  });

  test('G4 when the root is lost the first in line asks those behind it whether it is lost to them too', () => {
    const view = viewOfParents([0, 0, 0]);
    expect(orphan(view, 1, [0])).toEqual([
      { address: '127.0.0.1:5002', nodeId: idOf(2), witness: true },
      { address: '127.0.0.1:5003', nodeId: idOf(3), witness: true },
    ]);
    expect(orphan(view, 2, [0])[0]).toMatchObject({ nodeId: idOf(1), witness: false });
  });
});

describe('the line of succession', () => {
  test('G4 those near the root come first, those who would rather not last', () => {
    const view = aView([
      aMember(0),
      aMember(1, { prefersLeaf: true }),
      aMember(2, { joinedAt: 9 }),
      aMember(3, { joinedAt: 5 }),
      aMember(4, { parentId: idOf(2) }),
    ]);
    expect(succession(view, 4, anybody).map(({ nodeId }) => nodeId)).toEqual([3, 2, 4, 1].map(idOf));
  });

  test('G4 equal members give equal lines, however the view came about; a short line is the beginning of a long one', () => {
    const tree = fc.array(fc.nat(), { minLength: 2, maxLength: 40 });
    fc.assert(
      fc.property(tree, fc.integer({ min: 1, max: 6 }), (choices, most) => {
        const members = [
          aMember(0),
          ...choices.map((choice, index) =>
            aMember(index + 1, { parentId: idOf(choice % (index + 1)), prefersLeaf: choice % 3 === 0, joinedAt: choice % 5 }),
          ),
        ];
        const line = succession(aView(members), 100, anybody).map(({ nodeId }) => nodeId);
        expect(
          succession(aView([members[0]!, ...members.slice(1).toReversed()]), 100, anybody).map(({ nodeId }) => nodeId),
        ).toEqual(line);
        expect(succession(aView(members), most, anybody).map(({ nodeId }) => nodeId)).toEqual(line.slice(0, most));
      }),
    );
  });
});
