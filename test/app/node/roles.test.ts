import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import * as Y from 'yjs';
import { sealKind } from '../../../app/documents/seal.ts';
import { SealingLink } from '../../../app/documents/sealing-link.ts';
import { sign } from '../../../app/identity/keys.ts';
import { silentLog, type Log } from '../../../app/log.ts';
import { PackBuilder } from '../../../app/wire/pack-builder.ts';
import { streamPrefix } from '../../../app/wire/pack.ts';
import { uuidBytes, type Uuid } from '../../../app/wire/uuid.ts';
import { firstSlice } from '../../../main/headless/first-slice.ts';
import { HostilePeer, stolenKeys } from '../../fixtures/hostile-peer.ts';
import { letInBy, readsAt, writeAt } from '../../fixtures/members-in-memory.ts';
import { NetworkInMemory, type NodeInMemory } from '../../fixtures/node-in-memory.ts';

const patience = { timeout: 10_000, interval: 10 };

/** An edit that puts a word into a text that is empty for its author. */
function typed(word: string): Uint8Array {
  const replica = new Y.Doc();
  replica.getText('body').insert(0, word);
  return Y.encodeStateAsUpdate(replica);
}

describe('roles', () => {
  let network: NetworkInMemory;
  let root: NodeInMemory;
  let editor: NodeInMemory;
  let viewer: NodeInMemory;
  let document: Uuid;
  let cluster: { clusterId: Uint8Array };
  let peer: HostilePeer | undefined;
  let warnings: string[];

  beforeEach(async () => {
    network = new NetworkInMemory();
    warnings = [];
    const log: Log = { ...silentLog, warn: (message) => void warnings.push(message) };
    root = await network.start('root', { headless: true, log });
    cluster = { clusterId: uuidBytes((await root.bridge.call('createCluster', { name: 'Kestrel' })).id) };
    editor = await letInBy(root, network, 'editor');
    viewer = await letInBy(root, network, 'viewer', { role: 'viewer' });
    document = await writeAt(root, 'Plan');
    for (const node of [editor, viewer]) await readsAt(node, document, 'Plan');
  });
  afterEach(async () => {
    await peer?.close();
    peer = undefined;
    await network.stop();
  });

  /** A modified client with the keys of a member, at its place below the root. */
  const modified = async (node: NodeInMemory): Promise<HostilePeer> => {
    const keys = stolenKeys(node);
    await node.node.stop();
    peer = new HostilePeer(network, node.node.info.nodeId, keys);
    await peer.connect(root.node.info.address);
    await peer.hello(cluster);
    await peer.attach();
    return peer;
  };
  /** Pushes an edit under an origin, sealed with a key. */
  const push = async (from: HostilePeer, origin: Uuid, word: string, incarnation = 7): Promise<void> => {
    const pack = new PackBuilder();
    const prefix = streamPrefix({ origin: uuidBytes(origin), incarnation, channel: `doc/${document}` });
    let last = 0;
    const channel = () => ({
      send: (kind: number, payload: Uint8Array) => {
        pack.add(prefix, 0, ++last, kind, payload);
        return last;
      },
    });
    const authority = { mayWrite: () => true, mayEdit: () => true, isSigned: () => true };
    const link = new SealingLink(
      { congested: false, whenRoom: async () => {}, channel },
      { ...authority, sign: (bytes) => sign(from.keys.signing, bytes) },
      { origin, incarnation },
    );
    link.channel(`doc/${document}`).send(1, typed(word));
    await new Promise((resolve) => setImmediate(resolve));
    await from.uplink.push(pack.take());
  };
  const textAt = async ({ bridge }: NodeInMemory): Promise<string> => (await bridge.call('readText', { document })).text;

  test('viewer writing through the bridge is refused in a sentence, and keeps what it reads', async () => {
    const refusal = { code: 'not-allowed' };
    await expect(viewer.bridge.call('writeText', { document, text: 'mine' })).rejects.toMatchObject(refusal);
    await expect(viewer.bridge.call('editDocument', { document, fragments: [typed('mine')] })).rejects.toMatchObject(refusal);
    await expect(viewer.bridge.call('createDocument', { name: 'Mine', kind: 'text' })).rejects.toMatchObject(refusal);
    await expect(viewer.bridge.call('renameDocument', { document, name: 'Mine' })).rejects.toMatchObject(refusal);
    expect(await textAt(viewer)).toBe('Plan');
    // What is not shared is its own.
    await viewer.bridge.call('createDocument', { name: 'Private', kind: 'text', home: 'here' });
    expect(await textAt(root)).toBe('Plan');
  });

  test('viewer writing on the wire, by a modified client: its host passes nothing on, and counts it', async () => {
    const client = await modified(viewer);
    await push(client, client.nodeId, 'evil');
    await vi.waitFor(async () => {
      const { checks } = await root.bridge.call('examine', {});
      expect(checks.find(({ name }) => name === 'input')?.outcome).toBe('warn');
    }, patience);
    await root.bridge.call('writeText', { document, text: 'Plan B' });
    await readsAt(editor, document, 'Plan B');
    expect(await textAt(root)).toBe('Plan B');
  });

  test('forged author: what a member writes under the name of another is applied nowhere, and told', async () => {
    const client = await modified(editor);
    await push(client, root.node.info.nodeId, 'evil', 99);
    await push(client, viewer.node.info.nodeId, 'evil', 99);
    const member = await letInBy(root, network, 'third');
    await readsAt(member, document, 'Plan');
    await push(client, member.node.info.nodeId, 'evil', 99);
    await vi.waitFor(() => expect(warnings.join()).toContain('third-machine is said to have written'), patience);
    await root.bridge.call('writeText', { document, text: 'Plan C' });
    await readsAt(member, document, 'Plan C');
  });

  test('an editor that is modified writes as itself, as it may', async () => {
    const client = await modified(editor);
    await push(client, client.nodeId, 'I, ');
    await vi.waitFor(async () => expect((await textAt(root)).length).toBe(7), patience);
  });

  test('a fragment without a seal is never applied', async () => {
    const client = await modified(editor);
    client.endpoint.channel(`doc/${document}`).send(1, typed('evil'));
    client.endpoint.channel(`doc/${document}`).send(sealKind, new Uint8Array(104));
    await root.bridge.call('writeText', { document, text: 'Plan D' });
    await readsAt(viewer, document, 'Plan D');
  });

  test('an admin changes what others may do, at once and everywhere; nobody else does', async () => {
    const { nodeId } = editor.node.info;
    await expect(editor.bridge.call('removeMember', { nodeId: viewer.node.info.nodeId })).rejects.toMatchObject({
      code: 'not-allowed',
    });
    await root.bridge.call('setRole', { nodeId, role: 'viewer', mayHost: false });
    await vi.waitFor(async () => {
      const own = (await firstSlice(editor.bridge, 'members')).find(({ me }) => me);
      expect(own).toMatchObject({ role: 'viewer', mayHost: false });
    }, patience);
    expect(await firstSlice(editor.bridge, 'self')).toMatchObject({ role: 'viewer' });
    await expect(editor.bridge.call('writeText', { document, text: 'x' })).rejects.toMatchObject({ code: 'not-allowed' });
    await root.bridge.call('setRole', { nodeId: viewer.node.info.nodeId, role: 'editor', mayHost: true });
    await vi.waitFor(() => viewer.bridge.call('writeText', { document, text: 'now I may' }), patience);
    await readsAt(root, document, 'now I may');
  });

  test('a cluster is handed on: another admin removes its founder', async () => {
    await root.bridge.call('setRole', { nodeId: editor.node.info.nodeId, role: 'admin', mayHost: true });
    await vi.waitFor(() => editor.bridge.call('removeMember', { nodeId: root.node.info.nodeId }), patience);
    await vi.waitFor(async () => {
      expect((await firstSlice(root.bridge, 'cluster')).phase).toBe('alone');
      expect((await firstSlice(editor.bridge, 'cluster')).phase).toBe('root');
      expect((await firstSlice(viewer.bridge, 'cluster')).phase).toBe('member');
    }, patience);
    expect((await firstSlice(editor.bridge, 'members')).map(({ name }) => name).toSorted()).toEqual([
      'editor-machine',
      'viewer-machine',
    ]);
  });
});
