import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Member } from '../../../../app/cluster/view/member.ts';
import { ViewCodec, type ViewDelta } from '../../../../app/cluster/view/view-codec.ts';
import type { View } from '../../../../app/cluster/view/view.ts';
import { BanyanError } from '../../../../app/errors.ts';
import { aMember, aView, idOf, viewOfParents } from '../a-tree.ts';

/** Changes of a view: members put in, changed and taken out. */
const changes = fc.array(
  fc.record({
    put: fc.array(
      fc.tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 0, max: 12 }), fc.boolean(), fc.integer({ min: 1, max: 9 })),
      { maxLength: 4 },
    ),
    out: fc.array(fc.integer({ min: 1, max: 12 }), { maxLength: 2 }),
  }),
  { maxLength: 12 },
);

interface Step {
  put: [number, number, boolean, number][];
  out: number[];
}

function deltaOf(view: View, { put, out }: Step): { delta: ViewDelta; next: View } {
  const changed = put.map(([number, parent, present, attachment]) =>
    aMember(number, { parentId: idOf(parent), present, attachment }),
  );
  const removed = out.map(idOf);
  const head = { ...aView([]), version: view.version + 1, clusterId: view.clusterId, rootId: view.rootId };
  const content = { clusterId: head.clusterId, clusterName: 'Kestrel', term: 1, version: head.version, rootId: head.rootId };
  const next = view.with(content, changed, removed).view;
  const delta = { ...content, rootAddress: '127.0.0.1:5000', fromDigest: view.digest, digest: next.digest, changed, removed };
  return { delta, next };
}

const listOf = (view: View): Member[] => [...view.members.values()].toSorted((a, b) => (a.nodeId < b.nodeId ? -1 : 1));

describe('a view', () => {
  test('G6 whoever follows the steps has what the whole says, whatever the steps', () => {
    fc.assert(
      fc.property(changes, (steps) => {
        const root = new ViewCodec();
        const follower = new ViewCodec();
        let lead = aView([aMember(0)]);
        let followed = lead;
        for (const step of steps as Step[]) {
          const { delta, next } = deltaOf(lead, step);
          lead = next;
          followed = follower.apply(followed, follower.decodeDelta(root.encodeDelta(delta))).view;
        }
        expect(followed.digest).toBe(lead.digest);
        expect(listOf(followed)).toEqual(listOf(lead));
        const whole = new ViewCodec().decode(root.encode(lead));
        expect(listOf(whole)).toEqual(listOf(lead));
        expect(whole.digest).toBe(lead.digest);
      }),
    );
  });

  test('G6 its digest does not depend on the order in which it came about', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([1, 2, 3, 4, 5, 6, 7], { minLength: 7 }), (order) => {
        const sorted = aView([0, ...order.toSorted((a, b) => a - b)].map((number) => aMember(number)));
        expect(aView([0, ...order].map((number) => aMember(number))).digest).toBe(sorted.digest);
      }),
    );
  });

  test('G6 a step that does not lead where it claims is refused', () => {
    const codec = new ViewCodec();
    const view = aView([aMember(0)]);
    const { delta } = deltaOf(view, { put: [[1, 0, true, 1]], out: [] });
    expect(() => codec.apply(view, { ...delta, digest: delta.digest + 1n })).toThrow(BanyanError);
  });

  test('a whole view with another digest than it claims is refused', () => {
    const bytes = new ViewCodec().encode(aView([aMember(0), aMember(1)]));
    const changed = bytes.slice();
    const at = Buffer.from(changed).indexOf('person 1');
    changed[at] = 'P'.charCodeAt(0);
    expect(() => new ViewCodec().decode(changed)).toThrow(/digest/);
  });

  test('depths go level by level, and who hangs from nobody has none', () => {
    const view = viewOfParents([0, 0, 1, 3, 77]);
    expect([0, 1, 2, 3, 4].map((number) => view.depthOf(idOf(number)))).toEqual([0, 1, 1, 2, 3]);
    expect(view.depthOf(idOf(5))).toBeUndefined();
    expect(view.below(idOf(1)).map((id) => id)).toEqual([idOf(1), idOf(3), idOf(4)]);
  });

  test('a loop in a view is walked once, and leads nowhere', () => {
    const view = viewOfParents([2, 1]);
    expect(view.reachable().size).toBe(1);
    expect(view.below(idOf(1))).toHaveLength(2);
  });

  test('what people hear of a change: who joined, came back, went and moved', () => {
    const before = aView([aMember(0), aMember(1), aMember(2, { present: false }), aMember(3), aMember(4)]);
    const after = [aMember(1, { present: false }), aMember(2), aMember(3, { parentId: idOf(4) }), aMember(5)];
    const { news } = before.with(before, after, []).changes;
    const numbers = (members: readonly Member[]): string[] => members.map(({ nodeId }) => nodeId);
    expect(numbers(news.joined)).toEqual([idOf(5)]);
    expect(numbers(news.came)).toEqual([idOf(2)]);
    expect(numbers(news.went)).toEqual([idOf(1)]);
    expect(numbers(news.moved)).toEqual([idOf(3)]);
  });
});
