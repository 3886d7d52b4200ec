import { describe, expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../../../app/clock.ts';
import { fingerprintOf } from '../../../../app/identity/fingerprint.ts';
import { publicKeysOf } from '../../../../app/identity/keys.ts';
import { codeText, readCode } from '../../../../app/identity/pairing/spoken-code.ts';
import { silentLog } from '../../../../app/log.ts';
import { defaultLinkTimings } from '../../../../app/transport/link-timings.ts';
import { MemoryNetwork } from '../../../../app/transport/memory/memory-network.ts';
import { MemoryTransport } from '../../../../app/transport/memory/memory-transport.ts';
import type { Transport } from '../../../../app/transport/transport.ts';
import { eventually } from '../../../contract/transport-fixture.ts';
import { realTransport } from '../../transport/real-transports.ts';
import { pairingPerson, portOf, serverKey } from './pairing-people.ts';

const clock = systemClock();

/** Makes the transports of machines that reach each other. */
function machines(kind: 'memory' | 'zmtp'): (name: string) => Transport {
  const network = new MemoryNetwork({ clock });
  return (node) => {
    const parts = { network, clock, log: silentLog, timings: defaultLinkTimings, node, hosts: ['127.0.0.1'] };
    const transport = kind === 'memory' ? new MemoryTransport(parts) : realTransport('zmtp');
    onTestFinished(() => transport.close());
    return transport;
  };
}

describe.each(['memory', 'zmtp'] as const)('pairing over %s', (kind) => {
  const two = (near = true) => {
    const machine = machines(kind);
    const mira = pairingPerson('Mira', 1, { transport: machine('mira'), clock });
    const changes = { near: () => (near ? [portOf(mira)] : []) };
    const noor = pairingPerson('Noor', 2, { transport: machine('noor'), clock }, changes);
    return { mira, noor, machine };
  };

  test('by a code: a person decides, then each knows what it needs of the other', async () => {
    const { mira, noor } = two();
    const code = await mira.pairing.showCode('editor');
    await noor.pairing.joinByCode(codeText(code.code), undefined);
    expect(noor.pairing.joining).toMatchObject({
      phase: 'waiting',
      clusterName: 'Newsroom',
      person: 'Mira',
      machine: 'Miras-laptop',
    });
    const [waiting] = mira.pairing.waiting;
    expect(waiting).toMatchObject({ by: 'code', shownAs: codeText(code.code), role: 'editor', newcomer: { person: 'Noor' } });
    expect(waiting!.fingerprint).toEqual(fingerprintOf(publicKeysOf(noor.keys)));
    expect(mira.pairing.code?.open).toBe(false);

    mira.pairing.decide(waiting!.requestId, { accept: true, role: 'viewer', mayHost: true });
    await eventually(() => expect(noor.admitted).toHaveLength(1));
    expect(noor.admitted[0]).toMatchObject({
      clusterName: 'Newsroom',
      role: 'viewer',
      mayHost: false,
      addresses: ['127.0.0.1:7100'],
    });
    expect(Buffer.from(noor.admitted[0]!.serverKey).equals(serverKey)).toBe(true);
    expect(noor.pairing.joining).toMatchObject({ phase: 'joined', clusterName: 'Newsroom' });
    expect(mira.paired).toEqual([
      {
        nodeId: noor.nodeId,
        signingKey: noor.keys.signing.publicKey,
        curveKey: noor.keys.curve.publicKey,
        person: 'Noor',
        machine: 'Noors-laptop',
        role: 'viewer',
        mayHost: false,
      },
    ]);
    expect(mira.pairing.waiting).toEqual([]);
    // Nothing is open any more, so the port closes by itself.
    await eventually(() => expect(mira.pairing.port).toBe(0));
  });

  test('by an invitation that asks nobody: in at once, and only as often as it says', async () => {
    const { mira, noor, machine } = two(false);
    const { link } = await mira.pairing.createInvitation({ role: 'editor', asks: false, uses: 1, minutes: 5 });
    await noor.pairing.joinByLink(link);
    expect(noor.admitted).toMatchObject([{ role: 'editor', mayHost: true }]);
    expect(mira.paired).toMatchObject([{ person: 'Noor', role: 'editor' }]);
    expect(mira.pairing.invitations).toEqual([]);
    const ben = pairingPerson('Ben', 3, { transport: machine('ben'), clock });
    await expect(ben.pairing.joinByLink(link)).rejects.toMatchObject({ code: 'not-found' });
    expect(mira.paired).toHaveLength(1);
  });

  test('who is refused does not come in, and the invitation can be used again', async () => {
    const { mira, noor } = two(false);
    const { link } = await mira.pairing.createInvitation({ role: 'editor', asks: true, uses: 1, minutes: 5 });
    await noor.pairing.joinByLink(link);
    mira.pairing.decide(mira.pairing.waiting[0]!.requestId, { accept: false });
    await eventually(() =>
      expect(noor.pairing.joining).toMatchObject({ phase: 'failed', failure: expect.stringContaining('not let in') }),
    );
    expect([mira.paired, noor.admitted]).toEqual([[], []]);
    expect(mira.pairing.invitations).toMatchObject([{ used: 0 }]);
  });

  test('who gives up waiting is not shown any more', async () => {
    const { mira, noor } = two();
    const code = await mira.pairing.showCode('editor');
    await noor.pairing.joinByCode(codeText(code.code), undefined);
    expect(mira.pairing.waiting).toHaveLength(1);
    noor.pairing.cancelJoining();
    await eventually(() => expect(mira.pairing.waiting).toEqual([]));
    expect(noor.pairing.joining).toBeUndefined();
    expect(mira.paired).toEqual([]);
  });

  test('wrong words spend a try and say how many are left; other digits spend none', async () => {
    const { mira, noor } = two();
    const { code } = await mira.pairing.showCode('editor');
    const other = { ...code, digits: (code.digits + 1) % 100 };
    await expect(noor.pairing.joinByCode(codeText(other), undefined)).rejects.toMatchObject({ code: 'not-found' });
    expect(mira.pairing.code?.triesLeft).toBe(3);
    const wrong = codeText({ ...code, words: [code.words[1], code.words[0]] });
    await expect(noor.pairing.joinByCode(wrong, undefined)).rejects.toMatchObject({
      code: 'wrong-code',
      message: 'Those are not the words. 2 tries are left.',
    });
    expect(mira.pairing.code?.triesLeft).toBe(2);
    expect(noor.pairing.joining).toMatchObject({ phase: 'failed', triesLeft: 3 });
    await noor.pairing.joinByCode(codeText(code), undefined);
    expect(mira.pairing.waiting).toHaveLength(1);
  });

  test('of several hosts near, the one whose code it is takes it, though another has the same digits open', async () => {
    const machine = machines(kind);
    const mira = pairingPerson('Mira', 1, { transport: machine('mira'), clock });
    const zoe = pairingPerson('Zoe', 7, { transport: machine('zoe'), clock });
    const noor = pairingPerson('Noor', 2, { transport: machine('noor'), clock }, { near: () => [portOf(zoe), portOf(mira)] });
    const { code } = await mira.pairing.showCode('editor');
    do await zoe.pairing.showCode('editor');
    while (zoe.pairing.code!.code.digits !== code.digits);
    await noor.pairing.joinByCode(codeText(code), undefined);
    expect(mira.pairing.waiting).toHaveLength(1);
    expect(zoe.pairing.waiting).toEqual([]);
  });

  test('nobody there, or nobody near, is said', async () => {
    const { noor } = two(false);
    await expect(noor.pairing.joinByCode('amber-otter-47', undefined)).rejects.toMatchObject({ code: 'no-cluster-found' });
    await expect(noor.pairing.joinByCode('amber-otter-47', '127.0.0.1:9')).rejects.toMatchObject({ code: 'not-found' });
  });

  test('the port of an invitation is the same after a restart', async () => {
    const machine = machines(kind);
    const mira = pairingPerson('Mira', 1, { transport: machine('mira'), clock });
    const { link } = await mira.pairing.createInvitation({ role: 'editor', asks: false, uses: 1, minutes: 5 });
    await mira.pairing.stop();
    const again = pairingPerson('Mira', 1, { transport: machine('mira-again'), clock }, { store: mira.store });
    await again.pairing.start();
    expect(again.pairing.invitations.map((each) => each.link)).toEqual([link]);
    const noor = pairingPerson('Noor', 2, { transport: machine('noor'), clock });
    await noor.pairing.joinByLink(link);
    expect(again.paired).toMatchObject([{ person: 'Noor' }]);
  });
});

test('a code as it is shown can be read', async () => {
  const transport = machines('memory')('mira');
  const { pairing } = pairingPerson('Mira', 1, { transport, clock });
  const shown = await pairing.showCode('admin');
  expect(readCode(shown.shownAs)).toEqual(shown.code);
  await expect(pairing.createInvitation({ role: 'editor', asks: true, uses: 0, minutes: 1 })).rejects.toThrow('can be used');
});
