import { describe, expect, test } from 'vitest';
import {
  checkTree,
  everyoneAttached,
  noLoop,
  oneRoot,
  replicasEqual,
  safeEditsThere,
  viewsAgree,
  workBounded,
} from '../../main/simulator/checks.ts';
import type { Observed } from '../../main/simulator/observed.ts';

type Edges = Record<string, string | undefined>;

/** A world in order: who hangs below whom, by name; undefined for the root. */
function good(edges: Edges): Observed[] {
  const members = new Map(Object.entries(edges).map(([name, parentId]) => [name, { present: true, parentId }]));
  const rootId = Object.keys(edges).find((name) => edges[name] === undefined)!;
  return Object.entries(edges).map(([name, parentId]) => ({
    name,
    nodeId: name,
    group: 0,
    phase: parentId === undefined ? 'root' : 'member',
    parentId,
    view: { digest: '7', term: 1, rootId, members },
    documents: new Map([['d', 'same']]),
    text: () => '<1><2>',
  }));
}

const small: Edges = { a: undefined, b: 'a', c: 'a', d: 'b' };

/** The same world with one node changed. */
function spoilt(name: string, change: Partial<Observed>, edges = small): Observed[] {
  return good(edges).map((node) => (node.name === name ? { ...node, ...change } : node));
}

describe('the checks of the simulator', () => {
  test('find nothing wrong with a world in order', () => {
    const nodes = good(small);
    expect(checkTree(nodes)).toEqual([]);
    expect(replicasEqual(nodes)).toEqual([]);
    expect(safeEditsThere(nodes, 'd', [{ token: '<2>', node: 'd' }])).toEqual([]);
  });

  test('find a loop', () => {
    const nodes = good({ a: undefined, b: 'd', c: 'b', d: 'c' });
    expect(noLoop(nodes).join()).toMatch(/loop: .*b/);
    expect(everyoneAttached(nodes).join()).toMatch(/3 of 4 nodes have no way/);
    expect(noLoop(good(small))).toEqual([]);
  });

  test('find two roots, and none', () => {
    expect(oneRoot(spoilt('d', { phase: 'root', parentId: undefined })).join()).toMatch(/2 roots \(a, d\)/);
    expect(oneRoot(spoilt('a', { phase: 'searching' })).join()).toMatch(/0 roots/);
  });

  test('a root in each part of a parted network is right, one in only one part is not', () => {
    const parted = spoilt('d', { phase: 'root', parentId: undefined, group: 1 });
    expect(oneRoot(parted)).toEqual([]);
    expect(everyoneAttached(parted)).toEqual([]);
    expect(oneRoot(spoilt('d', { group: 1, phase: 'searching' }))).toEqual([]);
    expect(everyoneAttached(spoilt('d', { group: 1, phase: 'searching', parentId: undefined }))).toEqual([]);
    expect(oneRoot(spoilt('d', { group: 1 })).join()).toMatch(/Part 1 of the network has 0 roots/);
  });

  test('find who has no way to the root: below one that searches, below one that is gone, across a parting', () => {
    expect(everyoneAttached(spoilt('b', { phase: 'searching', parentId: undefined })).join()).toMatch(/2 of 4 .*b: searching/);
    expect(everyoneAttached(spoilt('d', { parentId: 'nobody' })).join()).toMatch(/1 of 4 .*d: member/);
    expect(everyoneAttached(spoilt('d', { group: 1 })).join()).toMatch(/1 of 4/);
    expect(everyoneAttached(spoilt('c', { phase: 'alone', parentId: undefined })).join()).toMatch(/c: alone/);
  });

  test('find views that differ in content, in term or in root, and who has none', () => {
    const { view } = good(small)[0]!;
    for (const other of [{ ...view!, digest: '8' }, { ...view!, term: 2 }, { ...view!, rootId: 'b' }, undefined])
      expect(viewsAgree(spoilt('c', { view: other })).join()).toMatch(/1 of 4 nodes see another view/);
  });

  test('find a view that is not true: of who is there, of who is not, of where one hangs', () => {
    const without = new Map(good(small)[0]!.view!.members);
    without.delete('c');
    const all = (members: typeof without): Observed[] =>
      good(small).map((node) => ({ ...node, view: { ...node.view!, members } }));
    expect(viewsAgree(all(without)).join()).toMatch(/c is there, and the view says that it is not/);
    const ghost = new Map(good(small)[0]!.view!.members).set('ghost', { present: true, parentId: 'a' });
    expect(viewsAgree(all(ghost)).join()).toMatch(/not there is in the view \(ghost\)/);
    const elsewhere = new Map(good(small)[0]!.view!.members).set('d', { present: true, parentId: 'c' });
    expect(viewsAgree(all(elsewhere)).join()).toMatch(/d hangs elsewhere/);
  });

  test('find replicas that differ, and one that is missing', () => {
    expect(replicasEqual(spoilt('d', { documents: new Map([['d', 'other']]) })).join()).toMatch(
      /2 forms: 3 nodes have one \(d\)/,
    );
    expect(replicasEqual(spoilt('d', { documents: new Map() })).join()).toMatch(/2 forms/);
  });

  test('find a safe edit that is lost, unless it was on a machine that is gone', () => {
    const nodes = good(small);
    expect(safeEditsThere(nodes, 'd', [{ token: '<3>', node: 'd' }]).join()).toMatch(/1 of 1 safe edits are not on 4 nodes/);
    expect(safeEditsThere(nodes, 'd', [{ token: '<3>', node: 'gone' }])).toEqual([]);
    const one = spoilt('c', { documents: new Map([['d', 'other']]), text: () => '<1>' });
    expect(safeEditsThere(one, 'd', [{ token: '<2>', node: 'a' }]).join()).toMatch(/not on 1 nodes such as c/);
  });

  test('find who is too loud at rest, measured by its links', () => {
    const bound = { control: 10, frames: 20 };
    const children = new Map([['a', 2]]);
    expect(workBounded(new Map([['a', { control: 39, frames: 79 }]]), children, bound)).toEqual([]);
    expect(workBounded(new Map([['a', { control: 41, frames: 50 }]]), children, bound).join()).toMatch(
      /a with 2 children sends 41/,
    );
    expect(workBounded(new Map([['b', { control: 5, frames: 41 }]]), children, bound).join()).toMatch(/41.0 frames/);
    const many = new Map(Array.from({ length: 9 }, (_, at) => [`x${at}`, { control: 99, frames: 99 }]));
    expect(workBounded(many, children, bound)).toHaveLength(4);
  });
});
