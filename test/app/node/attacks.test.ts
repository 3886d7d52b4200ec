import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { newEntry } from '../../../app/cluster/membership-log/entry.ts';
import { entryMessage } from '../../../app/cluster/membership-log/log-bytes.ts';
import { reignMessage } from '../../../app/cluster/reign.ts';
import { socketDefaults } from '../../../app/config.ts';
import type { ClusterView, MemberView } from '../../../app/bridge/index.ts';
import { silentLog, type Log } from '../../../app/log.ts';
import { seededRandom } from '../../../app/random.ts';
import { controlFrame } from '../../../app/wire/control-message.ts';
import { frameOf, frameType } from '../../../app/wire/frame.ts';
import { uuidBytes } from '../../../app/wire/uuid.ts';
import { firstSlice } from '../../../main/headless/first-slice.ts';
import { HostilePeer, stolenKeys } from '../../fixtures/hostile-peer.ts';
import { NetworkInMemory, type NodeInMemory } from '../../fixtures/node-in-memory.ts';
import { idOf } from '../cluster/a-tree.ts';

const patience = { timeout: 10_000, interval: 10 };

describe('somebody who does not belong', () => {
  let network: NetworkInMemory;
  let root: NodeInMemory;
  let leaf: NodeInMemory;
  let stranger: HostilePeer;
  let cluster: { clusterId: Uint8Array };
  let warnings: string[];
  const peers: HostilePeer[] = [];
  let notes = 0;

  beforeEach(async () => {
    network = new NetworkInMemory();
    warnings = [];
    const log: Log = { ...silentLog, warn: (message) => void warnings.push(message) };
    root = await network.start('root', { headless: true, log });
    const { id } = await root.bridge.call('createCluster', { name: 'Kestrel' });
    cluster = { clusterId: uuidBytes(id) };
    leaf = await join('leaf');
    stranger = peer(idOf(0xbad));
  });
  afterEach(async () => {
    for (const each of peers.splice(0)) await each.close();
    await network.stop();
  });

  const peer = (...[nodeId, keys]: [string, ReturnType<typeof stolenKeys>?]): HostilePeer => {
    const made = new HostilePeer(network, nodeId, keys);
    peers.push(made);
    return made;
  };
  const phaseOf = async ({ bridge }: NodeInMemory): Promise<ClusterView> => firstSlice(bridge, 'cluster');
  const membersAt = async ({ bridge }: NodeInMemory): Promise<MemberView[]> => firstSlice(bridge, 'members');
  /** Asks, and a person at the root says yes. */
  const join = async (name: string, role: 'viewer' | 'editor' | 'admin' = 'editor', mayHost = true): Promise<NodeInMemory> => {
    const node = await network.start(name, { headless: true });
    await node.bridge.call('askToJoin', { address: root.node.info.address });
    const [request] = await vi.waitFor(async () => {
      const requests = await firstSlice(root.bridge, 'requests');
      expect(requests).toHaveLength(1);
      return requests;
    }, patience);
    await root.bridge.call('decide', { requestId: request!.requestId, accept: true, role, mayHost });
    await vi.waitFor(async () => expect(await phaseOf(node)).toMatchObject({ phase: 'member' }), patience);
    return node;
  };
  const write = async (from: NodeInMemory, name: string): Promise<string> => {
    const { id } = await from.bridge.call('createDocument', { name, kind: 'text' });
    await from.bridge.call('writeText', { document: id, text: name });
    return id;
  };
  const reads = async (at: NodeInMemory, id: string, text: string): Promise<void> =>
    vi.waitFor(async () => expect((await at.bridge.call('readText', { document: id })).text).toBe(text), patience);
  /** The two that belong still work together. */
  const goesOn = async (): Promise<void> => {
    const name = `Notes ${++notes}`;
    await reads(root, await write(leaf, name), name);
    expect(await phaseOf(root)).toMatchObject({ phase: 'root', term: 1 });
  };
  const removed = async (node: NodeInMemory): Promise<void> => {
    await root.bridge.call('removeMember', { nodeId: node.node.info.nodeId });
  };

  test('a plaintext peer gets no link to the control socket, and none to the data sockets', async () => {
    await expect(stranger.connect(root.node.info.address, { clear: true })).rejects.toThrow('There is no link.');
    const before = stranger.transport.counters.handshakesRefused;
    const { host, controlPort } = await stranger.reach(root.node.info.address);
    const subscriber = stranger.transport.subscriber(socketDefaults);
    const heard: Uint8Array[] = [];
    subscriber.onFrame((frame) => void heard.push(frame));
    subscriber.subscribe(new Uint8Array());
    for (const port of [controlPort + 1, controlPort + 2, controlPort + 3]) subscriber.connect(`tcp://${host}:${port}`);
    await vi.waitFor(() => expect(stranger.transport.counters.handshakesRefused).toBeGreaterThan(before), patience);
    await goesOn();
    expect(heard).toEqual([]);
  });

  test('a stranger with keys of its own gets no link to the data sockets: they admit members only', async () => {
    const { host, controlPort, key } = await stranger.reach(root.node.info.address);
    const security = { role: 'client', keys: stranger.keys.curve, serverKey: key } as const;
    const options = { ...socketDefaults, security };
    const links: boolean[] = [];
    const sockets = [
      stranger.transport.subscriber(options),
      stranger.transport.pusher(options),
      stranger.transport.dealer(options),
    ];
    for (const [at, socket] of sockets.entries()) {
      socket.onLink((up) => void links.push(up));
      if ('onFrame' in socket) socket.onFrame(() => {});
      socket.connect(`tcp://${host}:${controlPort + 1 + at}`);
    }
    await vi.waitFor(() => expect(stranger.transport.counters.handshakesRefused).toBeGreaterThan(2), patience);
    await goesOn();
    expect(links).toEqual([]);
  });

  test('a stranger who says hello waits for a person, whatever cluster it claims to be of', async () => {
    await stranger.connect(root.node.info.address);
    await stranger.hello(cluster);
    await stranger.answered('pending');
    expect((await membersAt(root)).map(({ nodeId }) => nodeId)).not.toContain(stranger.nodeId);
    const [request] = await firstSlice(root.bridge, 'requests');
    await root.bridge.call('decide', { requestId: request!.requestId, accept: false });
    await stranger.answered('refused');
    await goesOn();
  });

  test('a stranger whose name looks like that of a member is marked where it waits, and afterwards in the list', async () => {
    // The second letter is Cyrillic, and what turns the rest around is not taken over.
    const double = await network.start('double', { headless: true, machine: 'l\u0435af-\u202emachine' });
    await double.bridge.call('askToJoin', { address: root.node.info.address });
    const [request] = await vi.waitFor(async () => {
      const requests = await firstSlice(root.bridge, 'requests');
      expect(requests).toHaveLength(1);
      return requests;
    }, patience);
    const [leafsWords] = (await membersAt(root))
      .filter(({ name }) => name === 'leaf-machine')
      .map(({ fingerprint }) => fingerprint.words);
    expect(request).toMatchObject({ machine: 'l\u0435af-machine' });
    expect(request!.doubts[0]).toContain(
      `Looks like leaf-machine, but the fingerprint differs: theirs is ${leafsWords!.join(' ')}`,
    );
    expect(request!.doubts[1]).toContain('Latin and Cyrillic');
    await root.bridge.call('decide', { requestId: request!.requestId, accept: true });
    await vi.waitFor(async () => {
      const marked = (await membersAt(root)).filter(({ doubts }) => doubts.length > 0);
      expect(marked.map(({ name }) => name).toSorted()).toEqual(['leaf-machine', 'l\u0435af-machine']);
    }, patience);
  });

  test('a replayed hello is refused, on the same connection and on another', async () => {
    const thief = peer(leaf.node.info.nodeId, stolenKeys(leaf));
    await thief.connect(root.node.info.address);
    const recorded = await thief.signedHello(cluster);
    const replayer = peer(idOf(0xbad2));
    await replayer.connect(root.node.info.address);
    replayer.say({ case: 'hello', value: recorded });
    expect((await replayer.answered('refused')).value.sentence).toContain('repeats a hello');
    // With a challenge of its own it is not the one that was signed.
    replayer.answers.length = 0;
    replayer.say({ case: 'knock', value: {} });
    await replayer.answered('challenge');
    replayer.say({ case: 'hello', value: recorded });
    expect((await replayer.answered('refused')).value.sentence).toContain('signature');
    await vi.waitFor(() => expect(root.events.some(({ kind }) => kind === 'refused')).toBe(true), patience);
    expect(warnings.join()).toContain('signature that is not right');
    await goesOn();
  });

  test('a hello that was signed for one host is none for another', async () => {
    const other = await network.start('other', { headless: true, autoAccept: true });
    await other.bridge.call('createCluster', { name: 'Trap' });
    const victim = peer(leaf.node.info.nodeId, stolenKeys(leaf));
    const thief = peer(idOf(0xbad3));
    await thief.connect(root.node.info.address);
    thief.say({ case: 'knock', value: {} });
    const { nonce } = (await thief.answered('challenge')).value;
    await victim.connect(other.node.info.address);
    // The host that was reached hands on the challenge of the one that is to be deceived.
    const hello = await victim.signedHello(cluster);
    thief.say({ case: 'hello', value: hello });
    expect((await thief.answered('refused')).value.sentence).toContain('signature');
    expect(nonce).toHaveLength(32);
    await goesOn();
  });

  test('a stolen node id without its keys is refused, and the one it belongs to stays where it is', async () => {
    await stranger.connect(root.node.info.address);
    await stranger.hello({ ...cluster, nodeId: uuidBytes(leaf.node.info.nodeId) });
    expect((await stranger.answered('refused')).value.sentence).toContain('not with its keys');
    expect(await phaseOf(leaf)).toMatchObject({ phase: 'member' });
    await goesOn();
  });

  test('a forged author: an entry of the log by somebody who is no admin is refused, counted and shown', async () => {
    const member = peer(leaf.node.info.nodeId, stolenKeys(leaf));
    await member.connect(root.node.info.address);
    const { logHeads } = await (async () => {
      await member.signedHello(cluster);
      return (await member.answered('challenge')).value;
    })();
    const { signing, curve } = stranger.keys;
    const body = {
      ...({ kind: 'admission', nodeId: stranger.nodeId, name: 'x', role: 'admin', mayHost: true } as const),
      signingKey: signing.publicKey,
      curveKey: curve.publicKey,
    };
    const parents = logHeads.map((head) => Buffer.from(head).toString('hex'));
    const forged = newEntry(stolenKeys(leaf).signing, { parents, height: 2, at: 1, body });
    const inquiry = { nodeId: uuidBytes(leaf.node.info.nodeId), ...cluster, removals: [entryMessage(forged)] };
    member.say({ case: 'inquiry', value: inquiry });
    await member.answered('testimony');
    expect(await membersAt(root)).toHaveLength(2);
    await goesOn();
  });

  test('a removed member is cut from everything within a second, and does not come back', async () => {
    const document = await write(root, 'before');
    await reads(leaf, document, 'before');
    const copy = peer(leaf.node.info.nodeId, stolenKeys(leaf));
    const began = performance.now();
    await removed(leaf);
    await vi.waitFor(async () => expect(await phaseOf(leaf)).toMatchObject({ phase: 'alone' }), patience);
    await vi.waitFor(async () => {
      expect((await firstSlice(root.bridge, 'tree')).nodes.filter(({ health }) => health !== 'gone')).toHaveLength(1);
    }, patience);
    expect(performance.now() - began).toBeLessThan(2000);
    expect(leaf.events.at(-1)?.sentence).toContain('removed from Kestrel');
    // A modified program that does not go by itself: nothing is said to it but that.
    await copy.connect(root.node.info.address);
    await copy.hello(cluster);
    expect((await copy.answered('refused')).value.sentence).toContain('removed');
    await root.bridge.call('writeText', { document, text: 'after' });
    await reads(leaf, document, 'before');
  });

  test('a modified program that was removed and stays is cut off by its host', async () => {
    const keys = stolenKeys(leaf);
    await leaf.node.stop();
    const modified = peer(leaf.node.info.nodeId, keys);
    await modified.connect(root.node.info.address);
    await modified.hello(cluster);
    await modified.attach();
    expect(modified.links).toEqual([true]);
    const began = performance.now();
    await removed(leaf);
    await vi.waitFor(() => expect(modified.links.slice(0, 2)).toEqual([true, false]), patience);
    expect(performance.now() - began).toBeLessThan(1000);
  });

  test('removed while offline, a member that comes back is refused and told', async () => {
    await leaf.node.stop();
    await removed(leaf);
    const again = await network.start('leaf', { headless: true }, leaf.store);
    await vi.waitFor(async () => expect(await phaseOf(again)).toMatchObject({ phase: 'alone' }), patience);
    expect(again.events.at(-1)?.sentence).toContain('removed from Kestrel');
    expect((await membersAt(root)).map(({ name }) => name)).toEqual(['root-machine']);
  });

  test('a rogue host with a higher term that may not host is not followed', async () => {
    const plain = await join('plain', 'editor', false);
    const rogue = peer(plain.node.info.nodeId, stolenKeys(plain));
    await plain.node.stop();
    await rogue.connect(root.node.info.address);
    const reign = reignMessage({ term: 9, rootId: rogue.nodeId, rootAddress: plain.node.info.address });
    await rogue.hello({ ...cluster, purpose: 4, reign });
    await vi.waitFor(() => expect(warnings.join()).toContain('may not carry this cluster'), patience);
    rogue.say({ case: 'inquiry', value: { nodeId: uuidBytes(rogue.nodeId), ...cluster, reign } });
    await goesOn();
  });

  test('who may not host carries nobody, and does not reign when the root goes', async () => {
    const plain = await join('plain', 'editor', false);
    await leaf.node.stop();
    await root.node.stop();
    await vi.waitFor(async () => expect(await phaseOf(plain)).toMatchObject({ phase: 'searching' }), patience);
    // Whoever may host reigns after the first round in which everybody was asked in vain.
    await vi.waitFor(() => expect(plain.parts.cluster.vainRounds).toBeGreaterThanOrEqual(3), patience);
    expect(await phaseOf(plain)).toMatchObject({ phase: 'searching' });
  });

  test('random and mutated bytes from a member, on each of its sockets: counted, and the others go on', async () => {
    const keys = stolenKeys(leaf);
    const { nodeId } = leaf.node.info;
    await leaf.node.stop();
    const modified = peer(nodeId, keys);
    await modified.connect(root.node.info.address);
    await modified.hello(cluster);
    await modified.attach();
    const random = seededRandom(5);
    const samples = [
      frameOf(frameType.pack, random.bytes(60)),
      frameOf(frameType.request, Uint8Array.of(0, 0, 0, 1, 4, ...random.bytes(40))),
      controlFrame({
        case: 'inquiry',
        value: { nodeId: uuidBytes(nodeId), ...cluster, removals: [{ content: random.bytes(90) }] },
      }),
      controlFrame({ case: 'place', value: { path: [uuidBytes(nodeId)] } }),
      controlFrame({ case: 'report', value: { attached: [{ nodeId: uuidBytes(nodeId), machine: 'x' }] } }),
    ];
    for (let times = 0; times < 400; times++) {
      const frame = times % 5 === 0 ? random.bytes(1 + random.integer(200)) : samples[random.integer(samples.length)]!.slice();
      for (let change = random.integer(4); change > 0; change--) frame[random.integer(frame.length)] = random.integer(256);
      modified.uplink.control(frame);
      modified.uplink.request(frame);
      await modified.uplink.push(frame);
    }
    leaf = await join('another');
    await goesOn();
    const { checks } = await root.bridge.call('examine', {});
    expect(checks.find(({ name }) => name === 'input')?.outcome).toBe('warn');
  });

  test('a stranger that babbles on the control socket is dropped and counted, and the others go on', async () => {
    await stranger.connect(root.node.info.address);
    for (let times = 0; times < 900; times++) stranger.say({ case: 'heartbeat', value: { sentAtMs: times } });
    await vi.waitFor(async () => {
      const { checks } = await root.bridge.call('examine', {});
      expect(checks.find(({ name }) => name === 'input')?.outcome).toBe('warn');
    }, patience);
    await goesOn();
  });
});
