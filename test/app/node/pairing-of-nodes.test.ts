import { afterEach, describe, expect, test, vi } from 'vitest';
import { firstSlice as slice } from '../../../main/headless/first-slice.ts';
import { NetworkInMemory } from '../../fixtures/node-in-memory.ts';

const patience = { timeout: 10_000, interval: 10 };
const network = new NetworkInMemory();

describe('two nodes that pair', () => {
  afterEach(() => network.stop());

  test('by a code that is read out: found near, decided by a person, in the cluster and in step', async () => {
    const mira = await network.start('Mira');
    const noor = await network.start('Noor');
    await mira.bridge.call('createCluster', { name: 'Newsroom' });
    const { code } = await mira.bridge.call('showCode', { role: 'editor' });
    expect((await slice(mira.bridge, 'pairing')).code).toMatchObject({ code, triesLeft: 3, open: true });
    await noor.bridge.call('joinByCode', { code });
    expect((await slice(noor.bridge, 'pairing')).joining).toMatchObject({
      phase: 'waiting',
      cluster: 'Newsroom',
      person: 'Mira',
    });

    const [request] = (await slice(mira.bridge, 'pairing')).requests;
    expect(request).toMatchObject({ person: 'Noor', machine: 'Noor-machine', by: 'code', shownAs: code, role: 'editor' });
    expect(request!.fingerprint).toEqual((await slice(noor.bridge, 'self')).fingerprint);
    await mira.bridge.call('decidePairing', { requestId: request!.requestId, accept: true, role: 'editor', mayHost: true });
    await vi.waitFor(async () => {
      expect(await slice(noor.bridge, 'cluster')).toMatchObject({ phase: 'member', name: 'Newsroom' });
      expect((await slice(mira.bridge, 'tree')).nodes).toHaveLength(2);
    }, patience);
    expect((await slice(noor.bridge, 'pairing')).joining).toMatchObject({ phase: 'joined' });
    expect((await slice(mira.bridge, 'pairing')).requests).toEqual([]);
  });

  test('by an invitation that asks nobody: one command, and in', async () => {
    const mira = await network.start('Mira');
    await mira.bridge.call('createCluster', { name: 'Newsroom' });
    const { link, id } = await mira.bridge.call('createInvitation', { asks: false, uses: 2 });
    const noor = await network.start('Noor', { invite: link });
    await noor.node.findCluster();
    await vi.waitFor(async () => expect((await slice(noor.bridge, 'cluster')).phase).toBe('member'), patience);
    expect(await mira.bridge.call('listInvitations', {})).toMatchObject({ invitations: [{ id, used: 1, uses: 2 }] });
    await mira.bridge.call('revokeInvitation', { id });
    const ben = await network.start('Ben');
    await expect(ben.bridge.call('joinByLink', { link })).rejects.toMatchObject({
      code: expect.stringMatching(/not-found|closed/),
    });
    await expect(noor.bridge.call('joinByLink', { link })).rejects.toMatchObject({ code: 'already-joined' });
  });

  test('a code is for those in a cluster, and who leaves it takes back what was open', async () => {
    const mira = await network.start('Mira');
    await expect(mira.bridge.call('showCode', {})).rejects.toMatchObject({ code: 'not-joined' });
    await mira.bridge.call('createCluster', { name: 'Newsroom' });
    await mira.bridge.call('showCode', {});
    await mira.bridge.call('createInvitation', {});
    await mira.bridge.call('leaveCluster', {});
    expect(await slice(mira.bridge, 'pairing')).toMatchObject({ code: null, invitations: [] });
  });

  test('wrong words are told with the tries that are left, and happen where it can be seen', async () => {
    const mira = await network.start('Mira');
    const noor = await network.start('Noor');
    await mira.bridge.call('createCluster', { name: 'Newsroom' });
    const { code } = await mira.bridge.call('showCode', {});
    const wrong = `abacus-zigzag-${code.slice(-2)}`;
    await expect(noor.bridge.call('joinByCode', { code: wrong })).rejects.toMatchObject({ code: 'wrong-code' });
    expect((await slice(mira.bridge, 'pairing')).code).toMatchObject({ triesLeft: 2 });
    const sentences = mira.events.map(({ sentence }) => sentence);
    expect(sentences).toContainEqual(expect.stringContaining('Those are not the words. 2 tries are left.'));
  });
});
