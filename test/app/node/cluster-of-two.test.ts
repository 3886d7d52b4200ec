import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Bridge, Slice, SliceName } from '../../../app/bridge/index.ts';
import { NetworkInMemory, type NodeInMemory } from '../../fixtures/node-in-memory.ts';

const patience = { timeout: 8000, interval: 20 };

async function slice<Name extends SliceName>(bridge: Bridge, name: Name): Promise<Slice<Name>> {
  const first = new Promise<Slice<Name>>((resolve) => void bridge.onSlice(name, resolve));
  await bridge.call('watch', { slices: [name] });
  return first;
}

const phase = async ({ bridge }: NodeInMemory): Promise<string> => (await slice(bridge, 'cluster')).phase;
const textOf = async ({ bridge }: NodeInMemory, document: string): Promise<string> =>
  (await bridge.call('readText', { document })).text;

describe('a root and a client', () => {
  let network: NetworkInMemory;
  let anna: NodeInMemory;
  let ben: NodeInMemory;

  beforeEach(async () => {
    network = new NetworkInMemory();
    anna = await network.start('Anna');
    ben = await network.start('Ben');
    await anna.bridge.call('createCluster', { name: 'Kestrel' });
  });
  afterEach(() => network.stop());

  const ask = async (): Promise<string> => {
    await ben.bridge.call('askToJoin', { address: anna.node.info.address });
    return vi.waitFor(async () => {
      const [request] = await slice(anna.bridge, 'requests');
      expect(request?.person).toBe('Ben');
      return request!.requestId;
    }, patience);
  };
  const letIn = async (): Promise<void> => {
    await anna.bridge.call('decide', { requestId: await ask(), accept: true });
    await vi.waitFor(async () => expect(await phase(ben)).toBe('member'), patience);
  };

  test('H4 who is let in is a member, and both show the same tree', async () => {
    await letIn();
    const trees = await vi.waitFor(async () => {
      const both = [await slice(anna.bridge, 'tree'), await slice(ben.bridge, 'tree')];
      expect(both.map((tree) => tree.nodes.length)).toEqual([2, 2]);
      // Whoever was let in is shown at once, and hangs from its host once it has attached itself.
      for (const tree of both) expect(tree.nodes.find((node) => node.role === 'leaf')?.parent).toBe(tree.root);
      return both;
    }, patience);
    expect(trees[0]!.root).toBe(trees[1]!.root);
  });

  test('H5 who is refused stays alone and is told why in a sentence', async () => {
    await anna.bridge.call('decide', { requestId: await ask(), accept: false });
    await vi.waitFor(async () => expect(await phase(ben)).toBe('alone'), patience);
    expect(ben.events.find(({ kind }) => kind === 'refused')?.sentence).toMatch(/Kestrel did not let you in/);
  });

  test('a question can be taken back, and is not shown any more', async () => {
    await ask();
    await ben.bridge.call('cancelAsking', {});
    expect(await phase(ben)).toBe('alone');
    await vi.waitFor(async () => expect(await slice(anna.bridge, 'requests')).toEqual([]), patience);
  });

  test('a machine that is in no cluster refuses, and says so', async () => {
    const carla = await network.start('Carla');
    await ben.bridge.call('askToJoin', { address: carla.node.info.address });
    await vi.waitFor(
      () => expect(ben.events.find(({ kind }) => kind === 'refused')?.sentence).toMatch(/in no cluster/),
      patience,
    );
  });

  test('a member sends who asks it to the root', async () => {
    await letIn();
    const carla = await network.start('Carla');
    await carla.bridge.call('askToJoin', { address: ben.node.info.address });
    await vi.waitFor(
      async () => expect((await slice(anna.bridge, 'requests')).map(({ person }) => person)).toEqual(['Carla']),
      patience,
    );
  });

  test('both write at once and end with the same text', async () => {
    await letIn();
    const { id } = await anna.bridge.call('createDocument', { name: 'Notes', kind: 'text' });
    await vi.waitFor(
      async () => expect((await slice(ben.bridge, 'documents')).map(({ name }) => name)).toEqual(['Notes']),
      patience,
    );
    await Promise.all([
      anna.bridge.call('writeText', { document: id, text: 'from Anna' }),
      ben.bridge.call('writeText', { document: id, text: 'from Ben' }),
    ]);
    await vi.waitFor(async () => {
      const texts = [await textOf(anna, id), await textOf(ben, id)];
      expect(texts[0]).toBe(texts[1]);
      expect(texts[0]).toContain('Anna');
      expect(texts[0]).toContain('Ben');
    }, patience);
  });

  test('what is only here stays here until it is shared', async () => {
    const { id } = await ben.bridge.call('createDocument', { name: 'Diary', kind: 'text' });
    await ben.bridge.call('writeText', { document: id, text: 'mine' });
    await letIn();
    expect(await slice(anna.bridge, 'documents')).toEqual([]);
    await ben.bridge.call('shareDocument', { document: id });
    await vi.waitFor(async () => expect(await textOf(anna, id)).toBe('mine'), patience);
  });

  test('a document that was deleted is gone for both, and comes back for both', async () => {
    await letIn();
    const { id } = await anna.bridge.call('createDocument', { name: 'Notes', kind: 'text' });
    await vi.waitFor(async () => expect(await slice(ben.bridge, 'documents')).toHaveLength(1), patience);
    await ben.bridge.call('deleteDocument', { document: id });
    await vi.waitFor(async () => expect(await slice(anna.bridge, 'documents')).toEqual([]), patience);
    await anna.bridge.call('restoreDocument', { document: id });
    await vi.waitFor(async () => expect(await slice(ben.bridge, 'documents')).toHaveLength(1), patience);
  });

  test('G5 when the root goes home the other carries on, and it comes back as a member to what was written', async () => {
    await letIn();
    const { id } = await anna.bridge.call('createDocument', { name: 'Notes', kind: 'text' });
    await vi.waitFor(async () => expect(await slice(ben.bridge, 'documents')).toHaveLength(1), patience);
    await anna.node.stop();
    await vi.waitFor(async () => expect(await slice(ben.bridge, 'cluster')).toMatchObject({ phase: 'root', term: 2 }), patience);
    await ben.bridge.call('writeText', { document: id, text: 'written meanwhile' });
    anna = await network.start('Anna', {}, anna.store);
    await vi.waitFor(
      async () => expect(await slice(anna.bridge, 'cluster')).toMatchObject({ phase: 'member', term: 2 }),
      patience,
    );
    await vi.waitFor(async () => expect(await textOf(anna, id)).toBe('written meanwhile'), patience);
  });

  test('who leaves keeps the documents, and the others see it go', async () => {
    await letIn();
    await anna.bridge.call('createDocument', { name: 'Notes', kind: 'text' });
    await vi.waitFor(async () => expect(await slice(ben.bridge, 'documents')).toHaveLength(1), patience);
    await ben.bridge.call('leaveCluster', {});
    expect(await phase(ben)).toBe('alone');
    expect((await slice(ben.bridge, 'documents')).map(({ name, home }) => ({ name, home }))).toEqual([
      { name: 'Notes', home: 'here' },
    ]);
    await vi.waitFor(() => expect(anna.events.map(({ kind }) => kind)).toContain('left'), patience);
  });
});
