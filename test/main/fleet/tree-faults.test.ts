import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { depthOf, presentIn, treeFaults, type ShownTree } from '../../../main/fleet/tree-faults.ts';

type Shown = ShownTree['nodes'][number];

/** A tree in which node n hangs under a node before it; `picks` says which. */
function treeOf(picks: readonly number[], term = 1): ShownTree {
  const parents = [-1, ...picks.map((pick, index) => pick % (index + 1))];
  const depth = (node: number): number => (parents[node]! < 0 ? 0 : 1 + depth(parents[node]!));
  const nodes = parents.map((parent, node): Shown => {
    const children = parents.flatMap((above, child) => (above === node ? [`n${child}`] : []));
    const role = parent < 0 ? 'root' : children.length > 0 ? 'relay' : 'leaf';
    return { id: `n${node}`, parent: parent < 0 ? null : `n${parent}`, children, depth: depth(node), role, health: 'ok' };
  });
  return { cluster: 'c', term, root: 'n0', nodes };
}

const everybodyShows = (tree: ShownTree): Map<string, ShownTree> => new Map(tree.nodes.map(({ id }) => [id, tree]));
const changed = (tree: ShownTree, id: string, change: Partial<Shown>): ShownTree => ({
  ...tree,
  nodes: tree.nodes.map((node) => (node.id === id ? { ...node, ...change } : node)),
});

const picks = fc.array(fc.nat(), { maxLength: 15 });
const severalPicks = fc.array(fc.nat(), { minLength: 2, maxLength: 15 });

describe('the trees that nodes show', () => {
  test('have no fault when all show the same whole tree', () => {
    fc.assert(fc.property(picks, (drawn) => void expect(treeFaults(everybodyShows(treeOf(drawn)))).toEqual([])));
  });

  test('may still show those that went, in any place', () => {
    const tree = treeOf([0, 0]);
    const gone: Shown = { id: 'old', parent: 'nowhere', children: [], depth: 1, role: 'leaf', health: 'gone' };
    const shown = { ...tree, nodes: [...tree.nodes, gone] };
    expect(treeFaults(everybodyShows(tree).set('n1', shown))).toEqual([]);
    expect(presentIn(shown).has('old')).toBe(false);
  });

  test('are at fault when one of them shows nothing, another term or another edge', () => {
    fc.assert(
      fc.property(severalPicks, (drawn) => {
        const trees = everybodyShows(treeOf(drawn));
        const last = `n${drawn.length}`;
        expect(treeFaults(new Map([...trees, [last, undefined]]))).not.toEqual([]);
        expect(treeFaults(new Map(trees).set(last, treeOf(drawn, 2)))).not.toEqual([]);
      }),
    );
    expect(treeFaults(everybodyShows(treeOf([0, 0])).set('n2', treeOf([0, 1])))).toContain('n2 shows another tree than n0');
  });

  test('are at fault when somebody alive is missing, or somebody else is in them', () => {
    const trees = everybodyShows(treeOf([0, 0]));
    const without = new Map(trees);
    without.delete('n2');
    expect(treeFaults(without)).toContain('n0: sees n2, which is not there');
    expect(treeFaults(new Map(trees).set('n3', treeOf([0, 0])))).toContain('n0: does not see n3');
  });

  test('are at fault when there is a loop, two roots, none, or a parent that is not there', () => {
    const tree = treeOf([0, 1, 2]);
    const fault = (broken: ShownTree): string[] => treeFaults(everybodyShows(broken));
    expect(fault(changed(tree, 'n1', { parent: 'n3' }))).toContain('n0: n1 is not reached from the root');
    expect(fault(changed(tree, 'n1', { parent: null })).join()).toContain('without a parent are: n0, n1');
    expect(fault(changed(tree, 'n0', { parent: 'n3' })).join()).toContain('without a parent are: none');
    expect(fault(changed(tree, 'n2', { parent: 'far' })).join()).toContain('n2 is not reached from the root');
  });

  test('are at fault when depth, role or children say something else than the edges', () => {
    const tree = treeOf([0, 1]);
    const fault = (id: string, change: Partial<Shown>): string => treeFaults(everybodyShows(changed(tree, id, change))).join();
    expect(fault('n2', { depth: 1 })).toContain('n2 is at depth 2 and not 1');
    expect(fault('n1', { role: 'leaf' })).toContain('n1 is a relay and not a leaf');
    expect(fault('n1', { children: [] })).toContain("n2 is not among its parent's children");
  });
});

test('a tree is as deep as its longest path', () => {
  expect(depthOf(treeOf([]))).toBe(0);
  expect(depthOf(treeOf([0, 1, 2, 0]))).toBe(3);
});
