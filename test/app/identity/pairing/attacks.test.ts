import { describe, expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../../../app/clock.ts';
import { newNodeKeys, publicKeysOf } from '../../../../app/identity/keys.ts';
import { invitationLink, readInvitationLink } from '../../../../app/identity/pairing/invitation-link.ts';
import { pairingFrame, readPairingFrame, type PairingMessage } from '../../../../app/identity/pairing/pairing-messages.ts';
import { codeText } from '../../../../app/identity/pairing/spoken-code.ts';
import { silentLog } from '../../../../app/log.ts';
import { seededRandom } from '../../../../app/random.ts';
import { defaultLinkTimings } from '../../../../app/transport/link-timings.ts';
import { MemoryNetwork } from '../../../../app/transport/memory/memory-network.ts';
import { MemoryTransport } from '../../../../app/transport/memory/memory-transport.ts';
import type { Transport } from '../../../../app/transport/transport.ts';
import { eventually } from '../../../contract/transport-fixture.ts';
import { realTransport } from '../../transport/real-transports.ts';
import { virtualClock } from '../../transport/virtual-clock.ts';
import { pairingPerson, portOf, type PairingPerson } from './pairing-people.ts';
import { options, proxyTo } from './proxy.ts';

const clock = systemClock();

function zmtp(): Transport {
  const transport = realTransport('zmtp');
  onTestFinished(() => transport.close());
  return transport;
}

const host = (): PairingPerson => pairingPerson('Mira', 1, { transport: zmtp(), clock });
const guest = (seed = 2): PairingPerson => pairingPerson('Noor', seed, { transport: zmtp(), clock });

/** The same invitation with the address of somebody who stands in front. */
const leadingTo = (address: string, link: string): string =>
  invitationLink({ ...readInvitationLink(link), addresses: [address] });

/** Says these things one after the other, each after the answer to the one before; answers with what came back. */
async function say(address: string, messages: readonly (PairingMessage | Uint8Array)[]): Promise<PairingMessage[]> {
  const dealer = zmtp().dealer(options);
  const heard: PairingMessage[] = [];
  let down = false;
  dealer.onFrame((frame) => void heard.push(readPairingFrame(frame)));
  dealer.onLink((up) => void (down ||= !up));
  dealer.connect(`tcp://${address}`);
  for (const [index, message] of messages.entries()) {
    await dealer.send(message instanceof Uint8Array ? message : pairingFrame(message)).catch(() => {});
    await eventually(() => expect(heard.length > index || down || heard.at(-1)?.kind === 'refused').toBe(true));
  }
  await dealer.close();
  return heard;
}

describe('somebody in between', () => {
  const mallory = publicKeysOf(newNodeKeys(seededRandom(666)));

  test.each(['newcomer', 'host', 'both'] as const)(
    'who swaps the keys of the %s gets nothing, and spends a try',
    async (whose) => {
      const [mira, noor] = [host(), guest()];
      const { code } = await mira.pairing.showCode('editor');
      const proxy = await proxyTo(portOf(mira), zmtp(), (_to, message, frame) => {
        const swaps = whose === 'both' || (message.kind === 'hello') === (whose === 'newcomer');
        if ((message.kind !== 'hello' && message.kind !== 'offer') || !swaps) return frame;
        return pairingFrame({ ...message, greeting: { ...message.greeting, keys: mallory } });
      });
      await expect(noor.pairing.joinByCode(codeText(code), proxy.address)).rejects.toMatchObject({ code: 'wrong-code' });
      expect([mira.pairing.waiting, mira.paired, noor.admitted]).toEqual([[], [], []]);
      expect(mira.pairing.code?.triesLeft).toBe(2);
      expect(mira.turnedAway).toContainEqual(expect.stringContaining('not the words'));
    },
  );

  test('who swaps only the CURVE key, to have links encrypted to itself, gets nothing', async () => {
    const [mira, noor] = [host(), guest()];
    const { code } = await mira.pairing.showCode('editor');
    const proxy = await proxyTo(portOf(mira), zmtp(), (_to, message, frame) => {
      if (message.kind !== 'offer') return frame;
      const { signing } = message.greeting.keys;
      return pairingFrame({ ...message, greeting: { ...message.greeting, keys: { signing, curve: mallory.curve } } });
    });
    await expect(noor.pairing.joinByCode(codeText(code), proxy.address)).rejects.toMatchObject({ code: 'wrong-code' });
    expect(mira.paired).toEqual([]);
  });

  test('who poses as the host of an invitation is found out before anything is spent', async () => {
    const [mira, noor] = [host(), guest()];
    const { link } = await mira.pairing.createInvitation({ role: 'editor', asks: false, uses: 1, minutes: 5 });
    const proxy = await proxyTo(portOf(mira), zmtp(), (_to, message, frame) =>
      message.kind === 'offer' ? pairingFrame({ ...message, greeting: { ...message.greeting, keys: mallory } }) : frame,
    );
    await expect(noor.pairing.joinByLink(leadingTo(proxy.address, link))).rejects.toMatchObject({ code: 'imposter' });
    expect(proxy.passed.map(({ message }) => message.kind)).toEqual(['hello', 'offer']);
    expect(mira.paired).toEqual([]);
  });

  test('who only listens learns neither names nor words nor the cluster', async () => {
    const [mira, noor] = [host(), guest()];
    const { code } = await mira.pairing.showCode('editor');
    const proxy = await proxyTo(portOf(mira), zmtp(), (_to, _message, frame) => frame);
    await noor.pairing.joinByCode(codeText(code), proxy.address);
    mira.pairing.decide(mira.pairing.waiting[0]!.requestId, { accept: true, role: 'editor', mayHost: true });
    await eventually(() => expect(noor.admitted).toHaveLength(1));
    const wire = Buffer.concat(proxy.passed.map(({ frame }) => frame)).toString('latin1');
    for (const secret of [...code.words, 'Noor', 'Mira', 'Newsroom', 'laptop', '7100', 'editor'])
      expect(wire).not.toContain(secret);
  });

  test('who changes the answer changes nothing', async () => {
    const [mira, noor] = [host(), guest()];
    const { code } = await mira.pairing.showCode('editor');
    const proxy = await proxyTo(portOf(mira), zmtp(), (_to, message, frame) => {
      if (message.kind !== 'sealed') return frame;
      const sealed = new Uint8Array(message.sealed);
      sealed[3]! ^= 1;
      return pairingFrame({ kind: 'sealed', sealed });
    });
    await noor.pairing.joinByCode(codeText(code), proxy.address);
    mira.pairing.decide(mira.pairing.waiting[0]!.requestId, { accept: false });
    await eventually(() => expect(noor.pairing.joining?.phase).toBe('failed'));
    expect(noor.admitted).toEqual([]);
  });
});

describe('guessing', () => {
  test('the fourth try of a code is refused, even with the right words', async () => {
    const [mira, noor] = [host(), guest()];
    const { code } = await mira.pairing.showCode('editor');
    const wrong = codeText({ ...code, words: ['abacus', 'zigzag'] });
    for (const left of ['2 tries are', 'One try is', 'that was the last try'])
      await expect(noor.pairing.joinByCode(wrong, portOf(mira))).rejects.toThrow(left);
    await expect(noor.pairing.joinByCode(codeText(code), portOf(mira))).rejects.toMatchObject({ code: 'not-found' });
    expect([mira.pairing.code?.open, mira.pairing.waiting]).toEqual([false, []]);
  });

  test('tries that are made at the same time are not more than three either', async () => {
    const mira = host();
    const { code } = await mira.pairing.showCode('editor');
    const address = portOf(mira);
    const guessers = [3, 4, 5, 6, 7, 8].map((seed) => guest(seed));
    const results = await Promise.allSettled(
      guessers.map(({ pairing }) => pairing.joinByCode(codeText({ ...code, words: ['abacus', 'zigzag'] }), address)),
    );
    const codes = results.map((result) => (result.status === 'rejected' ? (result.reason as { code: string }).code : 'in'));
    expect(codes.filter((each) => each === 'wrong-code')).toHaveLength(3);
    expect(codes.filter((each) => each === 'not-found')).toHaveLength(3);
  });

  test('shares that are no points spend tries and tell nothing', async () => {
    const mira = host();
    const { code } = await mira.pairing.showCode('editor');
    const greeting = { nonce: new Uint8Array(16), keys: publicKeysOf(newNodeKeys(seededRandom(5))) };
    const hello: PairingMessage = { kind: 'hello', means: { kind: 'code', digits: code.digits }, greeting };
    for (const share of [
      new Uint8Array(32),
      new Uint8Array(32).fill(255),
      Uint8Array.from({ length: 32 }, (_, at) => (at === 0 ? 1 : 0)),
    ]) {
      const heard = await say(portOf(mira), [hello, { kind: 'share', share }]);
      expect(heard.map(({ kind }) => kind)).toEqual(['offer', 'refused']);
    }
    expect(mira.pairing.code?.open).toBe(false);
  });
});

describe('saying again what was said before', () => {
  test('the whole conversation of somebody who came in lets nobody else in', async () => {
    const [mira, noor] = [host(), guest()];
    const { link } = await mira.pairing.createInvitation({ role: 'editor', asks: false, uses: 5, minutes: 5 });
    const proxy = await proxyTo(portOf(mira), zmtp(), (_to, _message, frame) => frame);
    await noor.pairing.joinByLink(leadingTo(proxy.address, link));
    expect(mira.paired).toHaveLength(1);
    const recorded = proxy.passed.filter(({ to }) => to === 'host').map(({ frame }) => frame);
    expect(recorded).toHaveLength(3);
    const heard = await say(portOf(mira), recorded);
    expect(heard.map(({ kind }) => kind)).toEqual(['offer', 'share', 'refused']);
    expect(mira.paired).toHaveLength(1);
    expect(mira.pairing.invitations).toMatchObject([{ used: 1 }]);
  });
});

describe('invitations that are over', () => {
  test('one that has expired, at the newcomer and at the host', async () => {
    const time = virtualClock();
    const network = new MemoryNetwork({ clock: time });
    const machine = (node: string): Transport =>
      new MemoryTransport({ network, clock: time, log: silentLog, timings: defaultLinkTimings, node, hosts: ['127.0.0.1'] });
    const mira = pairingPerson('Mira', 1, { transport: machine('mira'), clock: time });
    const { link } = await mira.pairing.createInvitation({ role: 'editor', asks: false, uses: 1, minutes: 1 });
    await mira.pairing.createInvitation({ role: 'editor', asks: false, uses: 1, minutes: 5 });
    await time.advance(60_000);
    const late = pairingPerson('Noor', 2, { transport: machine('noor'), clock: time });
    await expect(late.pairing.joinByLink(link)).rejects.toThrow('has expired');
    // One whose clock is wrong asks the host, which knows better.
    const slow = { ...time, now: () => time.now() - 600_000 };
    const wrong = pairingPerson('Ben', 3, { transport: machine('ben'), clock: slow });
    const refused = expect(wrong.pairing.joinByLink(link)).rejects.toMatchObject({ code: 'not-found' });
    await time.advance(1_000);
    await refused;
    expect(mira.paired).toEqual([]);
  });

  test('one that is used up, while others go on', async () => {
    const mira = host();
    const once = await mira.pairing.createInvitation({ role: 'editor', asks: false, uses: 1, minutes: 5 });
    const other = await mira.pairing.createInvitation({ role: 'viewer', asks: false, uses: 1, minutes: 5 });
    await guest(2).pairing.joinByLink(once.link);
    await expect(guest(3).pairing.joinByLink(once.link)).rejects.toThrow('used up');
    await guest(4).pairing.joinByLink(other.link);
    expect(mira.paired.map(({ role }) => role)).toEqual(['editor', 'viewer']);
  });
});

describe('somebody who claims to be another', () => {
  test('with an invitation and the id of who waits: an answer to one is none to the other', async () => {
    const mira = host();
    const { link } = await mira.pairing.createInvitation({ role: 'editor', asks: true, uses: 2, minutes: 5 });
    const noor = guest(2);
    await noor.pairing.joinByLink(link);
    const [before] = mira.pairing.waiting;
    const self = { nodeId: noor.nodeId, person: 'Noor', machine: 'Noors-laptop', colour: 3, headless: false, address: '' };
    const mallory = pairingPerson('Noor', 9, { transport: zmtp(), clock }, { self: () => self });
    await mallory.pairing.joinByLink(link);
    expect(mira.pairing.waiting).toHaveLength(2);
    expect(new Set(mira.pairing.waiting.map(({ fingerprint }) => fingerprint.words.join(' '))).size).toBe(2);
    mira.pairing.decide(before!.requestId, { accept: true, role: 'editor', mayHost: false });
    await eventually(() => expect(noor.admitted).toHaveLength(1));
    expect([mallory.admitted, mira.paired.map(({ signingKey }) => signingKey)]).toEqual([[], [noor.keys.signing.publicKey]]);
  });
});
