import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { reignMessage, type Reign } from '../../../app/cluster/reign.ts';
import { limits } from '../../../app/config.ts';
import { silentLog, type Log } from '../../../app/log.ts';
import { uuidBytes } from '../../../app/wire/uuid.ts';
import { HostilePeer, stolenKeys } from '../../fixtures/hostile-peer.ts';
import { NetworkInMemory, type NodeInMemory } from '../../fixtures/node-in-memory.ts';
import { idOf } from '../cluster/a-tree.ts';

const patience = { timeout: 10_000, interval: 10 };
describe('a peer that lies', () => {
  let network: NetworkInMemory;
  let root: NodeInMemory;
  let leaf: NodeInMemory;
  let meddler: HostilePeer;
  let warnings: string[];

  beforeEach(async () => {
    network = new NetworkInMemory();
    warnings = [];
    const log: Log = { ...silentLog, warn: (message) => void warnings.push(message) };
    root = await network.start('root', { autoAccept: true, headless: true, log });
    const clusterId = (await root.bridge.call('createCluster', { name: 'Kestrel' })).id;
    leaf = await network.start('leaf', { autoAccept: true, headless: true, join: root.node.info.address });
    await leaf.node.findCluster();
    meddler = new HostilePeer(network, idOf(0xbad));
    await meddler.connect(root.node.info.address);
    cluster = { clusterId: uuidBytes(clusterId) };
  });
  afterEach(async () => {
    await meddler.close();
    await network.stop();
  });
  let cluster: { clusterId: Uint8Array };

  const reign = (term: number, rootId = idOf(0xbad)): Reign => ({ term, rootId, rootAddress: '127.0.0.1:1' });
  const phases = async (): Promise<unknown[]> =>
    Promise.all(
      [root, leaf].map(async ({ bridge }) => {
        const first = new Promise((resolve) => void bridge.onSlice('cluster', resolve));
        await bridge.call('watch', { slices: ['cluster'] });
        return first;
      }),
    );
  /** The tree is what it was, and carries edits. */
  const goesOn = async (term = 1): Promise<void> => {
    const { id } = await leaf.bridge.call('createDocument', { name: `Notes ${term}`, kind: 'text' });
    await leaf.bridge.call('writeText', { document: id, text: 'still here' });
    await vi.waitFor(
      async () => expect((await root.bridge.call('readText', { document: id })).text).toBe('still here'),
      patience,
    );
    expect(await phases()).toMatchObject([
      { phase: 'root', term },
      { phase: 'member', term },
    ]);
  };

  test('E5 about its term, by more than can be: it is refused in a sentence, and that is logged and shown', async () => {
    const term = limits.termLeap + 2;
    await meddler.hello({ ...cluster, purpose: 4, reign: reignMessage(reign(term)) });
    expect((await meddler.answered('refused')).value.sentence).toContain(`${term} times`);
    meddler.say({ case: 'inquiry', value: { nodeId: uuidBytes(idOf(0xbad)), ...cluster, reign: reignMessage(reign(term)) } });
    await vi.waitFor(() => expect(warnings.join()).toContain(`term ${term}`), patience);
    expect(root.events.find(({ kind }) => kind === 'refused')?.sentence).toContain(`term ${term}`);
    await goesOn();
  });

  test('E5 about its term, 2^63: the frame is dropped and counted', async () => {
    await meddler.hello({ ...cluster, reign: { ...reignMessage(reign(1)), term: 2n ** 63n } });
    meddler.say({ case: 'inquiry', value: { nodeId: uuidBytes(idOf(0xbad)), ...cluster } });
    await meddler.answered('testimony');
    expect(meddler.answers.map((body) => body.case)).toEqual(['challenge', 'testimony']);
    await goesOn();
  });

  test('E4 about a root that is not there: the tree looks for it in vain, and stays as it is', async () => {
    meddler.say({ case: 'inquiry', value: { nodeId: uuidBytes(idOf(0xbad)), ...cluster, reign: reignMessage(reign(9)) } });
    await meddler.answered('testimony');
    await goesOn();
  });

  test('G7 about who hangs below it: nobody is taken from where they are', async () => {
    await meddler.hello(cluster);
    await meddler.answered('welcome');
    meddler.say({ case: 'attach', value: { attachment: 1, positions: [] } });
    await meddler.answered('place');
    const stolen = {
      nodeId: uuidBytes(leaf.node.info.nodeId),
      parentId: uuidBytes(idOf(0xbeef)),
      incarnation: 99,
      attachment: 99,
    };
    meddler.say({
      case: 'report',
      value: { attached: [{ ...stolen, person: 'x', machine: 'x', present: true }], detached: [stolen] },
    });
    meddler.say({ case: 'heartbeat', value: { sentAtMs: 1 } });
    await meddler.answered('heartbeatReply');
    await goesOn();
  });

  test('G9 about its way: who stands on the way to the root is given no place below', async () => {
    const other = new HostilePeer(network, root.node.info.nodeId, stolenKeys(root));
    await other.connect(leaf.node.info.address);
    await other.hello(cluster);
    expect((await other.answered('refused')).value.sentence).toContain('loop');
    await other.close();
    await goesOn();
  });

  test('G1 about its load: no more than 256 children are believed, and a name of any length is cut', async () => {
    await meddler.hello({ ...cluster, capacity: 4_000_000_000, machine: 'm'.repeat(5000) });
    await meddler.answered('welcome');
    meddler.say({ case: 'attach', value: { attachment: 1, positions: [] } });
    await meddler.answered('place');
    await vi.waitFor(async () => {
      const tree = new Promise<{ nodes: { name: string }[] }>((resolve) => void leaf.bridge.onSlice('tree', resolve));
      await leaf.bridge.call('watch', { slices: ['tree'] });
      expect((await tree).nodes.map(({ name }) => name)).toContain('m'.repeat(limits.nameCharacters));
    }, patience);
    await goesOn();
  });

  test('a place that was offered and not taken is free again, and what comes from there is not a member', async () => {
    await meddler.hello(cluster);
    await meddler.answered('welcome');
    meddler.say({ case: 'report', value: { attached: [{ nodeId: uuidBytes(idOf(7)), parentId: uuidBytes(idOf(0xbad)) }] } });
    meddler.say({ case: 'heartbeat', value: { sentAtMs: 1 } });
    await meddler.answered('heartbeatReply');
    await goesOn();
  });

  test('joining and leaving a hundred times leaves nothing behind but one member that is away', async () => {
    for (let times = 0; times < 100; times++) {
      await meddler.hello(cluster);
      meddler.say({ case: 'attach', value: { attachment: times, positions: [] } });
      meddler.say({ case: 'goodbye', value: { reason: 'again' } });
      // What a place was taken with is answered; without waiting for it the meddler's own queue would be full.
      if (times % 10 === 9) await meddler.answered('place');
    }
    await goesOn();
    const tree = new Promise<{ nodes: { health: string }[] }>((resolve) => void root.bridge.onSlice('tree', resolve));
    await root.bridge.call('watch', { slices: ['tree'] });
    expect((await tree).nodes.filter(({ health }) => health !== 'gone')).toHaveLength(2);
  });
});
