import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { foldAbove } from '../../renderer/cluster/branches.ts';
import { fitted, revealing, zoomed } from '../../renderer/cluster/camera.ts';
import { edgesOf } from '../../renderer/cluster/edges.ts';
import { layoutTree } from '../../renderer/cluster/tree-layout.ts';
import { tableRows } from '../../renderer/cluster/table-rows.ts';
import { stepFrom } from '../../renderer/cluster/tree-steps.ts';
import { alone, fieldWeek, fixedId, newsroom, treeOf, type ScriptedMachine } from '../fixtures/scripted-node-people.ts';

const viewOf = (machines: readonly ScriptedMachine[]) => ({
  cluster: 'Test',
  term: 1,
  root: fixedId(100),
  nodes: treeOf(machines, 0),
});

/** Any tree: each machine hangs on one that came before it. */
const anyTree = fc
  .array(fc.nat(), { maxLength: 90 })
  .map((picks) =>
    viewOf([
      { parent: -1, person: 'R', machine: 'root', colour: 1 },
      ...picks.map((pick, index) => ({ parent: pick % (index + 1), person: `P ${index}`, machine: `m${index}`, colour: 1 })),
    ]),
  );

describe('the layout of the live tree', () => {
  test('one machine alone is the root at the origin', () => {
    expect(layoutTree(viewOf(alone)).items).toMatchObject([{ x: 0, y: 0, depth: 0, parent: null }]);
  });

  test('hosts stand above the middle of what hangs on them', () => {
    const { items } = layoutTree(viewOf(newsroom));
    const ben = items.find(({ machine }) => machine?.name === 'bens-laptop')!;
    const below = items.filter(({ parent }) => parent === ben.id).map(({ x }) => x);
    expect(ben.x).toBeCloseTo((Math.min(...below) + Math.max(...below)) / 2);
    expect(new Set(items.map(({ depth }) => depth)).size).toBe(4);
  });

  test('nobody covers anybody, in any tree', () => {
    fc.assert(
      fc.property(anyTree, fc.constantFrom(4, 6, 9), (view, perRow) => {
        const { items } = layoutTree(view, new Set(), perRow);
        for (const a of items)
          for (const b of items) if (a !== b) expect(Math.abs(a.x - b.x) >= 12 || Math.abs(a.y - b.y) >= 40).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  test('every machine is drawn or folded exactly once, in any tree', () => {
    fc.assert(
      fc.property(anyTree, (view) => {
        const shown = layoutTree(view).items.flatMap(({ machine, bundle }) => bundle?.map(({ id }) => id) ?? [machine!.id]);
        expect(shown.toSorted()).toEqual(view.nodes.map(({ id }) => id).toSorted());
      }),
      { numRuns: 60 },
    );
  });

  test('a branch with more leaves than fit is folded, but never oneself or who is unwell', () => {
    const view = viewOf(fieldWeek());
    const { items } = layoutTree(view);
    const folded = items.flatMap(({ bundle }) => bundle ?? []);
    expect(folded.length).toBeGreaterThan(0);
    expect(folded.every(({ me, health }) => !me && health === 'ok')).toBe(true);
    expect(items.every(({ bundle }) => (bundle?.length ?? 0) <= foldAbove)).toBe(true);
  });

  test('an opened bundle shows its machines', () => {
    const view = viewOf(fieldWeek());
    const bundle = layoutTree(view).items.find((item) => item.bundle !== undefined)!;
    const opened = layoutTree(view, new Set([bundle.id])).items;
    expect(opened.some(({ id }) => id === bundle.id)).toBe(false);
    expect(bundle.bundle!.every(({ id }) => opened.some((item) => item.id === id))).toBe(true);
  });

  test('who hangs on a circle or on somebody unknown is shown under the root', () => {
    const view = viewOf(newsroom);
    const [a, b, c] = [view.nodes[1]!, view.nodes[2]!, view.nodes[3]!];
    a.parent = b.id;
    b.parent = a.id;
    c.parent = fixedId(999);
    const { items } = layoutTree(view);
    expect(items).toHaveLength(view.nodes.length);
    expect([a, b, c].every(({ id }) => items.find((item) => item.id === id)?.parent === view.root)).toBe(true);
  });

  test('a root that went stands beside the new one, without a strand', () => {
    const gone: ScriptedMachine = {
      parent: -1,
      person: '',
      machine: 'darkroom-tower',
      colour: 1,
      headless: true,
      health: 'gone',
    };
    const { items } = layoutTree(viewOf([...newsroom, gone]));
    const fallen = items.find(({ machine }) => machine?.name === 'darkroom-tower')!;
    expect(fallen).toMatchObject({ depth: 0, parent: null });
    expect(edgesOf(items).some(({ id }) => id === fallen.id)).toBe(false);
  });

  test('the table has every machine, each below the one it hangs on', () => {
    const rows = tableRows(viewOf(fieldWeek()));
    expect(rows).toHaveLength(64);
    const place = new Map(rows.map(({ machine }, index) => [machine.id, index]));
    expect(rows.every(({ machine }, index) => machine.parent === null || place.get(machine.parent)! < index)).toBe(true);
  });
});

describe('steps through the tree', () => {
  const { items } = layoutTree(viewOf(newsroom));
  const named = (name: string): string => items.find(({ machine }) => machine?.name === name)!.id;
  const from = (name: string, step: Parameters<typeof stepFrom>[2]): string | undefined =>
    stepFrom(items, named(name), step)?.machine?.name;

  test('lead to parent, first child and siblings, and stay where nothing is', () => {
    expect(from('bens-laptop', 'parent')).toBe('newsroom-mini');
    expect(from('bens-laptop', 'child')).toBe('miras-laptop');
    expect(from('miras-laptop', 'next')).toBe('chidis-laptop');
    expect(from('miras-laptop', 'previous')).toBe('miras-laptop');
    expect(from('newsroom-mini', 'parent')).toBe('newsroom-mini');
  });

  test('start at the root', () => {
    expect(stepFrom(items, undefined, 'next')?.machine?.role).toBe('root');
  });
});

describe('the camera', () => {
  test('shows the whole tree and enlarges nothing', () => {
    const layout = layoutTree(viewOf(newsroom));
    const camera = fitted(layout, 900, 650);
    expect(camera.scale).toBeLessThanOrEqual(1);
    expect(camera.x + layout.left * camera.scale).toBeGreaterThanOrEqual(0);
    expect(camera.x + layout.right * camera.scale).toBeLessThanOrEqual(900);
  });

  test('keeps the point under the pointer where it is', () => {
    const before = { scale: 1, x: 100, y: 50 };
    const after = zoomed(before, 1.5, { x: 300, y: 200 });
    expect((300 - after.x) / after.scale).toBeCloseTo((300 - before.x) / before.scale);
  });

  test('moves only when it has to', () => {
    const camera = { scale: 1, x: 400, y: 100 };
    expect(revealing(camera, { x: 0, y: 100 }, 800, 600)).toEqual(camera);
    expect(revealing(camera, { x: 900, y: 100 }, 800, 600).x).toBeLessThan(camera.x);
  });
});
