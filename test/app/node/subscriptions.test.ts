import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { documentDefaults, streamDefaults } from '../../../app/config.ts';
import { documentChannel } from '../../../app/endpoint/document-channel.ts';
import { frameType } from '../../../app/wire/frame.ts';
import type { NodeInMemory } from '../../fixtures/node-in-memory.ts';
import { NodesInVirtualTime } from '../../fixtures/nodes-in-virtual-time.ts';

const textAt = async ({ bridge }: NodeInMemory, document: string): Promise<string> =>
  (await bridge.call('readText', { document })).text;
const isStored = ({ store }: NodeInMemory, document: string): boolean => {
  const { snapshot, fragments } = store.load(document);
  return snapshot !== undefined || fragments.length > 0;
};

describe('--subscribe', () => {
  let world: NodesInVirtualTime;
  let root: NodeInMemory;
  let join: string;

  beforeEach(async () => {
    world = new NodesInVirtualTime();
    root = await world.start('root', { fanOut: 1 });
    await world.settled(root.bridge.call('createCluster', { name: 'Kestrel' }));
    join = root.node.info.address;
  });
  afterEach(() => world.stop());

  const create = async (name: string, at = root): Promise<string> =>
    (await world.settled(at.bridge.call('createDocument', { name, kind: 'text' }))).id;
  const write = (at: NodeInMemory, document: string, text: string) =>
    world.settled(at.bridge.call('writeText', { document, text }));
  const shows = (at: NodeInMemory, document: string, text: string) =>
    world.until(async () => expect(await textAt(at, document)).toBe(text));
  /** Until heartbeats do not name any more what was sent, so that only a comparison can bring it. */
  const oldNews = () => world.clock.advance(streamDefaults.digestWindowMs + 5000);
  const lists = (at: NodeInMemory, names: string[]) =>
    world.until(() => expect(at.parts.library.list().map(({ name }) => name)).toEqual(names));

  test('I1 a node is sent its documents and the list of all, and keeps no others', async () => {
    const [notes, diary] = [await create('Notes'), await create('Diary')];
    await write(root, notes, 'before');
    await write(root, diary, 'before');
    const leaf = await world.start('leaf', { join, subscribe: ['Notes'] });
    await shows(leaf, notes, 'before');
    world.watchAnew();
    await write(root, diary, 'not for the leaf');
    await write(root, notes, 'for the leaf');
    await shows(leaf, notes, 'for the leaf');
    const third = await create('Third');
    await write(root, third, 'not for the leaf either');
    await lists(leaf, ['Notes', 'Diary', 'Third']);
    await world.clock.advance(3000);
    const catalogue = root.parts.library.clusterCatalogueId!;
    const documents = [...world.heard('leaf').channels].filter((channel) => channel.startsWith('doc/'));
    expect(documents.toSorted()).toEqual([notes, catalogue].map(documentChannel).toSorted());
    expect([...world.heard('leaf').packTypes].toSorted()).toEqual([frameType.pack, frameType.documentPack]);
    expect([notes, diary, third].map((id) => isStored(leaf, id))).toEqual([true, false, false]);
    expect([...world.asked('leaf')].filter((channel) => channel.startsWith('doc/'))).toEqual([]);
    await expect(textAt(leaf, diary)).rejects.toThrow(/does not keep "Diary"/);
  });

  test('a root that nobody asks for less sends everything in packs as ever', async () => {
    const notes = await create('Notes');
    const leaf = await world.start('leaf', { join });
    await write(root, notes, 'for everybody');
    await shows(leaf, notes, 'for everybody');
    expect([...world.heard('leaf').packTypes]).toEqual([frameType.pack]);
  });

  test('what a node writes goes up, whoever wants it', async () => {
    const notes = await create('Notes');
    const leaf = await world.start('leaf', { join, subscribe: ['Notes'] });
    await shows(leaf, notes, '');
    await write(leaf, notes, 'from below');
    await shows(root, notes, 'from below');
  });

  test('a name is looked up whenever the list changes', async () => {
    const leaf = await world.start('leaf', { join, subscribe: ['Notes'] });
    const notes = await create('Notes');
    await write(root, notes, 'made later');
    await shows(leaf, notes, 'made later');
    await world.settled(root.bridge.call('renameDocument', { document: notes, name: 'Old notes' }));
    const other = await create('Notes');
    await write(root, other, 'another one');
    await shows(leaf, other, 'another one');
    world.watchAnew();
    await write(root, notes, 'not wanted any more');
    await world.clock.advance(1000);
    expect(world.heard('leaf').channels).not.toContain(documentChannel(notes));
  });

  test('Y12 what is opened comes although nobody sends anything on it, is kept from then on, and over a restart', async () => {
    const diary = await create('Diary');
    await write(root, diary, 'written long ago');
    const leaf = await world.start('leaf', { join, subscribe: [] });
    await lists(leaf, ['Diary']);
    await oldNews();
    expect(isStored(leaf, diary)).toBe(false);
    await world.settled(leaf.bridge.call('openDocument', { document: diary, have: new Uint8Array() }));
    await shows(leaf, diary, 'written long ago');
    await world.settled(leaf.node.stop());
    const again = await world.start('leaf again', { join, subscribe: [] }, leaf.store);
    await write(root, diary, 'and now');
    await shows(again, diary, 'and now');
  });

  test('what is made at such a node is kept there', async () => {
    const leaf = await world.start('leaf', { join, subscribe: [] });
    const notes = await create('Notes', leaf);
    await write(leaf, notes, 'made here');
    await shows(root, notes, 'made here');
    await write(root, notes, 'and changed there');
    await shows(leaf, notes, 'and changed there');
  });

  test('I3 a branch wants what anybody in it wants, and only that comes down to it', async () => {
    const ids = [await create('One'), await create('Two'), await create('Three')];
    const relay = await world.start('relay', { join, fanOut: 1, subscribe: ['One'] });
    const leaf = await world.start('leaf', { join, subscribe: ['Two'] });
    expect(leaf.parts.cluster.standing).toMatchObject({ phase: 'member', parentId: relay.node.info.nodeId });
    await world.clock.advance(1000);
    world.watchAnew();
    for (const id of ids) await write(root, id, 'new');
    await shows(relay, ids[0]!, 'new');
    await shows(leaf, ids[1]!, 'new');
    await world.clock.advance(3000);
    const heard = (name: string) => ids.map((id) => world.heard(name).channels.has(documentChannel(id)));
    expect(heard('relay')).toEqual([true, true, false]);
    expect(heard('leaf')).toEqual([false, true, false]);
    expect(ids.map((id) => isStored(relay, id))).toEqual([true, false, false]);
  });

  test('Y4 a child compares through a node that keeps some of its documents only', async () => {
    const [notes, diary] = [await create('Notes'), await create('Diary')];
    await write(root, notes, 'the notes');
    await write(root, diary, 'the diary');
    await oldNews();
    await world.start('relay', { join, subscribe: ['Notes'] });
    const leaf = await world.start('leaf', { join });
    expect(leaf.parts.cluster.place.path).toHaveLength(2);
    await shows(leaf, notes, 'the notes');
    await shows(leaf, diary, 'the diary');
    await write(leaf, diary, 'the diary of the leaf');
    await shows(root, diary, 'the diary of the leaf');
    world.watchAnew();
    await write(root, diary, 'the diary of the root');
    await shows(leaf, diary, 'the diary of the root');
    // The leaf wants everything, so everything comes as it ever did.
    expect([...world.heard('leaf').packTypes]).toEqual([frameType.pack]);
  });

  test('I6 a node that becomes the root keeps everything for as long as it is', async () => {
    const diary = await create('Diary');
    const one = await world.start('one', { join, fanOut: 2, subscribe: [] });
    const other = await world.start('other', { join, fanOut: 0, prefersLeaf: () => true });
    // Somebody has to be there who may let others in.
    root.parts.cluster.setRole(one.node.info.nodeId, 'admin', true);
    await write(root, diary, 'known to other');
    await shows(other, diary, 'known to other');
    await oldNews();
    expect(isStored(one, diary)).toBe(false);
    await world.settled(root.node.stop());
    await world.until(() => expect(one.parts.cluster.standing.phase).toBe('root'));
    await world.until(() => expect(isStored(one, diary)).toBe(true));
    const last = await world.start('last', { join: one.node.info.address });
    one.parts.cluster.setRole(last.node.info.nodeId, 'admin', true);
    await shows(last, diary, 'known to other');
    await world.settled(one.node.stop());
    await world.until(() => expect(last.parts.cluster.standing.phase).toBe('root'));
    const again = await world.start('one again', { join: last.node.info.address, subscribe: [] }, one.store);
    await world.clock.advance(1000);
    world.watchAnew();
    await write(last, diary, 'not for one');
    await world.clock.advance(1000);
    expect(world.heard('one again').channels).not.toContain(documentChannel(diary));
    expect(again.parts.exchange.keeps(diary)).toBe(false);
  });

  test('I5 what a relay that keeps nothing begins to hear in the middle those below it compare', async () => {
    const notes = await create('Notes');
    await write(root, notes, 'one');
    await oldNews();
    const relay = await world.start('relay', { join, relayOnly: true });
    const leaf = await world.start('leaf', { join, subscribe: ['Notes'] });
    await shows(leaf, notes, 'one');
    // After the leaf has compared for the last time, and before a heartbeat of it tells the relay of that stream.
    await world.clock.advance(documentDefaults.syncAfterGapMs + 10);
    expect(relay.parts.endpoint.streams.of(documentChannel(notes))).toEqual([]);
    world.lossPerMille = 1000;
    await write(root, notes, 'one and two');
    world.lossPerMille = 0;
    await write(root, notes, 'one and two and three');
    await shows(leaf, notes, 'one and two and three');
  });

  test('a node that only relays asks for what its children want, and for nothing else', async () => {
    const [notes, diary] = [await create('Notes'), await create('Diary')];
    const relay = await world.start('relay', { join, relayOnly: true });
    const leaf = await world.start('leaf', { join, subscribe: [notes] });
    await world.clock.advance(1000);
    world.watchAnew();
    await write(root, diary, 'new');
    await write(root, notes, 'new');
    await shows(leaf, notes, 'new');
    expect(world.heard('relay').channels).not.toContain(documentChannel(diary));
    await world.settled(leaf.node.stop());
    await world.clock.advance(1000);
    world.watchAnew();
    await write(root, notes, 'for nobody');
    await world.clock.advance(1000);
    expect(world.heard('relay').channels).not.toContain(documentChannel(notes));
    expect([notes, diary].map((id) => isStored(relay, id))).toEqual([false, false]);
  });
});
