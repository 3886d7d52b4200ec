import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Bridge, Slice, SliceName } from '../../../app/bridge/index.ts';
import { NetworkInMemory, type NodeInMemory } from '../../fixtures/node-in-memory.ts';

const patience = { timeout: 10_000, interval: 20 };

async function slice<Name extends SliceName>(bridge: Bridge, name: Name): Promise<Slice<Name>> {
  const first = new Promise<Slice<Name>>((resolve) => void bridge.onSlice(name, resolve));
  await bridge.call('watch', { slices: [name] });
  return first;
}

const textOf = async ({ bridge }: NodeInMemory, document: string): Promise<string> =>
  (await bridge.call('readText', { document })).text;

describe('a tree of seven, each carrying at most two', () => {
  let network: NetworkInMemory;
  let nodes: NodeInMemory[];

  beforeEach(async () => {
    network = new NetworkInMemory();
    nodes = [await network.start('n0', { autoAccept: true, fanOut: 2, headless: true })];
    await nodes[0]!.bridge.call('createCluster', { name: 'Kestrel' });
    const join = nodes[0]!.node.info.address;
    for (let number = 1; number < 7; number++) {
      const node = await network.start(`n${number}`, { autoAccept: true, fanOut: 2, headless: true, join });
      await node.node.findCluster();
      nodes.push(node);
    }
  });
  afterEach(() => network.stop());

  /** Waits until all show the same tree of so many; answers with it, without what differs from machine to machine. */
  const wholeTree = (expected: number) =>
    vi.waitFor(async () => {
      const trees = await Promise.all(nodes.map(({ bridge }) => slice(bridge, 'tree')));
      const shown = trees.map((tree) => ({
        ...tree,
        nodes: tree.nodes
          .filter(({ health }) => health !== 'gone')
          .map(({ id, name, parent, depth, role, health, address, children }) => ({
            ...{ id, name, parent, depth, role, health, address, children },
          })),
      }));
      expect(shown[0]!.nodes).toHaveLength(expected);
      for (const tree of shown) expect(tree).toEqual(shown[0]);
      return shown[0]!;
    }, patience);

  const aText = async (): Promise<string> => {
    const { id } = await nodes[0]!.bridge.call('createDocument', { name: 'Notes', kind: 'text' });
    await vi.waitFor(async () => {
      for (const { bridge } of nodes) expect((await slice(bridge, 'documents')).map(({ name }) => name)).toEqual(['Notes']);
    }, patience);
    return id;
  };

  test('G1 everybody hangs where there is room, as near to the root as can be, and all show the same tree', async () => {
    const tree = await wholeTree(7);
    expect(tree.nodes.map(({ depth }) => depth)).toEqual([0, 1, 1, 2, 2, 2, 2]);
    expect(tree.nodes.map(({ role }) => role)).toEqual(['root', 'relay', 'relay', 'leaf', 'leaf', 'leaf', 'leaf']);
  });

  test('an edit made at a leaf reaches every other node', async () => {
    await wholeTree(7);
    const id = await aText();
    await nodes.at(-1)!.bridge.call('writeText', { document: id, text: 'from below' });
    await vi.waitFor(async () => {
      for (const node of nodes) expect(await textOf(node, id)).toBe('from below');
    }, patience);
  });

  test('G5 a relay that goes home sends its children elsewhere first', async () => {
    const before = await wholeTree(7);
    const relay = before.nodes.find(({ role }) => role === 'relay')!;
    const [gone] = nodes.splice(
      nodes.findIndex(({ node }) => node.info.nodeId === relay.id),
      1,
    );
    await gone!.node.stop();
    const after = await wholeTree(6);
    expect(after.term).toBe(1);
    for (const node of nodes) expect(node.events.map(({ kind }) => kind)).not.toContain('lost');
  });

  test('G5 a root that goes home is followed by one of its children, and nobody loses touch', async () => {
    await wholeTree(7);
    const id = await aText();
    const [gone] = nodes.splice(0, 1);
    await gone!.node.stop();
    const after = await wholeTree(6);
    expect(after.term).toBe(2);
    for (const node of nodes) expect(node.events.map(({ kind }) => kind)).not.toContain('lost');
    await nodes.at(-1)!.bridge.call('writeText', { document: id, text: 'afterwards' });
    await vi.waitFor(async () => {
      for (const node of nodes) expect(await textOf(node, id)).toBe('afterwards');
    }, patience);
  });
});

test('a relay that keeps nothing passes on what its children write and miss', async () => {
  const network = new NetworkInMemory();
  try {
    const root = await network.start('root', { autoAccept: true, fanOut: 1, headless: true });
    await root.bridge.call('createCluster', { name: 'Kestrel' });
    const join = root.node.info.address;
    const relay = await network.start('relay', { autoAccept: true, headless: true, relayOnly: true, join });
    await relay.node.findCluster();
    const { id } = await root.bridge.call('createDocument', { name: 'Notes', kind: 'text' });
    await root.bridge.call('writeText', { document: id, text: 'before' });
    const below = await network.start('below', { autoAccept: true, headless: true, join });
    await below.node.findCluster();
    const tree = await slice(below.bridge, 'cluster');
    expect(tree).toMatchObject({ phase: 'member', parentId: relay.node.info.nodeId });
    await vi.waitFor(async () => expect(await textOf(below, id)).toBe('before'), patience);
    await below.bridge.call('writeText', { document: id, text: 'through a relay' });
    await vi.waitFor(async () => expect(await textOf(root, id)).toBe('through a relay'), patience);
    await root.bridge.call('writeText', { document: id, text: 'and back' });
    await vi.waitFor(async () => expect(await textOf(below, id)).toBe('and back'), patience);
    expect(relay.store.load(id)).toMatchObject({ snapshot: undefined, fragments: [] });
  } finally {
    await network.stop();
  }
});
