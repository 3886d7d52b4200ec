import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BanyanError } from '../../../../app/errors.ts';
import { newNodeKeys, publicKeysOf } from '../../../../app/identity/keys.ts';
import { HostConversation, type Candidate } from '../../../../app/identity/pairing/host-conversation.ts';
import { NewcomerConversation } from '../../../../app/identity/pairing/newcomer-conversation.ts';
import type { Newcomer, Outcome, Reception } from '../../../../app/identity/pairing/pairing-contents.ts';
import { pairingFrame, readPairingFrame, type PairingMessage } from '../../../../app/identity/pairing/pairing-messages.ts';
import { ShownCode } from '../../../../app/identity/pairing/shown-code.ts';
import { codeSecret, readCode } from '../../../../app/identity/pairing/spoken-code.ts';
import { seededRandom } from '../../../../app/random.ts';
import { shownSentence } from '../../../../app/shown-name.ts';
import { virtualClock } from '../../transport/virtual-clock.ts';

const code = readCode('amber-otter-47');
const newcomer: Newcomer = {
  nodeId: '00010203-0405-4607-8809-0a0b0c0d0e0f',
  person: 'Noor',
  machine: 'noors-laptop',
  colour: 8,
  headless: false,
  address: '192.168.14.52:7100',
};
const refusal: Outcome = { accepted: false, sentence: 'Not today.' };

/** Both sides with a wire between them that a test holds in its hands. */
function conversation(words = code) {
  const clock = virtualClock();
  const shown = new ShownCode(code, 'editor', clock, () => {});
  const toNewcomer: PairingMessage[] = [];
  const toHost: PairingMessage[] = [];
  const told = {
    candidates: [] as Candidate[],
    receptions: [] as Reception[],
    outcomes: [] as Outcome[],
    failed: [] as string[],
  };
  const [hostKeys, newcomerKeys] = [newNodeKeys(seededRandom(1)), newNodeKeys(seededRandom(2))];
  const host = new HostConversation({
    keys: hostKeys,
    random: seededRandom(3),
    find: (means) => (means.kind === 'code' && means.digits === code.digits && shown.open ? shown : undefined),
    reception: () => ({ nodeId: newcomer.nodeId, person: 'Mira', machine: 'miras-laptop', clusterName: 'Newsroom', asks: true }),
    decide: async (candidate) => {
      told.candidates.push(candidate);
      return refusal;
    },
    send: (message) => void toNewcomer.push(message),
    ended: () => {},
  });
  const guest = new NewcomerConversation({
    keys: newcomerKeys,
    random: seededRandom(4),
    means: { kind: 'code', digits: words.digits },
    secret: codeSecret(words),
    expected: undefined,
    self: () => newcomer,
    send: (message) => void toHost.push(message),
    onOffer: () => guest.goOn(),
    onReception: (reception) => void told.receptions.push(reception),
    onOutcome: (outcome) => void told.outcomes.push(outcome),
    onFailed: (error) => void told.failed.push(error.code),
  });
  /** Carries what was said, through the form of the wire, until nobody has anything to say. */
  const carry = async (): Promise<void> => {
    for (let quiet = 0; quiet < 3; quiet++) {
      await Promise.resolve();
      for (let message = toHost.shift(); message; message = toHost.shift()) host.take(readPairingFrame(pairingFrame(message)));
      for (let message = toNewcomer.shift(); message; message = toNewcomer.shift())
        guest.take(readPairingFrame(pairingFrame(message)));
      if (toHost.length > 0) quiet = 0;
    }
  };
  return { clock, shown, host, guest, toHost, toNewcomer, told, carry, hostKeys, newcomerKeys };
}

const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
const greeting = fc.record({ nonce: bytes(16), keys: fc.record({ signing: bytes(32), curve: bytes(32) }) });
const means = fc.oneof(
  fc.record({ kind: fc.constant('code' as const), digits: fc.constantFrom(47, 48) }),
  fc.record({ kind: fc.constant('invitation' as const), name: bytes(8) }),
);
/** What is not fit to be shown is made so where it is read; test/app/shown-name.test.ts. */
const fitToBeShown = fc.string().map(shownSentence);
const anyMessage: fc.Arbitrary<PairingMessage> = fc.oneof(
  fc.record({ kind: fc.constant('hello' as const), means, greeting }),
  fc.record({ kind: fc.constant('offer' as const), greeting, triesLeft: fc.nat(3), leftMs: fc.nat(120_000) }),
  fc.record({ kind: fc.constant('share' as const), share: bytes(32) }),
  fc.record({ kind: fc.constant('proof' as const), tag: bytes(64), sealed: fc.uint8Array({ maxLength: 300 }) }),
  fc.record({ kind: fc.constant('sealed' as const), sealed: fc.uint8Array({ maxLength: 300 }) }),
  fc.record({ kind: fc.constant('refused' as const), code: fc.constantFrom('not-found', 'x'), sentence: fitToBeShown }),
);

describe('frames of the pairing port', () => {
  test('are read as they were written', () => {
    fc.assert(
      fc.property(anyMessage, (message) => {
        const read = readPairingFrame(pairingFrame(message));
        expect(read.kind).toBe(message.kind);
        expect(Buffer.from(pairingFrame(read)).equals(pairingFrame(message))).toBe(true);
      }),
    );
  });

  test('that were mutated are read as something else or refused, and nothing worse', () => {
    fc.assert(
      fc.property(
        anyMessage,
        fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 8 }),
        fc.nat(400),
        (message, flips, length) => {
          const frame = new Uint8Array(pairingFrame(message));
          for (const [at, byte] of flips) frame[at % frame.length] = byte;
          try {
            readPairingFrame(frame.subarray(0, length));
          } catch (thrown) {
            expect(thrown).toBeInstanceOf(BanyanError);
          }
        },
      ),
      { numRuns: 2000 },
    );
  });

  test('of more than 2,048 bytes are not looked at', () => {
    const frame = pairingFrame({ kind: 'sealed', sealed: new Uint8Array(2048) });
    expect(() => readPairingFrame(frame)).toThrow('too much for the pairing port');
  });
});

describe('the two sides of a pairing', () => {
  test('J3 to J7: with the same words each comes to know the other, and the outcome arrives', async () => {
    const { guest, carry, told, shown, newcomerKeys } = conversation();
    guest.greet();
    await carry();
    expect(told.receptions).toMatchObject([{ person: 'Mira', clusterName: 'Newsroom', asks: true }]);
    expect(told.candidates).toMatchObject([{ newcomer, by: 'code', keys: publicKeysOf(newcomerKeys) }]);
    expect(told.outcomes).toEqual([refusal]);
    expect([shown.open, shown.triesLeft]).toEqual([false, 3]);
  });

  test('J4: with other words neither does, and a try is spent', async () => {
    const { guest, carry, told, shown } = conversation(readCode('otter-amber-47'));
    guest.greet();
    await carry();
    expect(told).toMatchObject({ candidates: [], receptions: [], outcomes: [], failed: ['wrong-code'] });
    expect([shown.open, shown.triesLeft]).toEqual([true, 2]);
  });

  test('J4: what was not finished counts as a try as well, and the fourth is not begun', async () => {
    const { shown, clock } = conversation();
    expect([shown.begin(), shown.begin(), shown.begin(), shown.begin()]).toEqual([true, true, true, false]);
    expect(shown.ending).toContain('Three tries');
    const late = new ShownCode(code, 'editor', clock, () => {});
    expect(late.begin()).toBe(true);
    await clock.advance(120_000);
    expect([late.begin(), late.proven(), late.ending]).toEqual([false, false, expect.stringContaining('two minutes')]);
  });

  test('a host takes anything in any order, and never lets anybody in without a proof', () => {
    fc.assert(
      fc.property(fc.array(anyMessage, { maxLength: 12 }), (messages) => {
        const { host, told, toNewcomer } = conversation();
        for (const message of messages) host.take(message);
        expect(told.candidates).toEqual([]);
        expect(['greeting', 'offered', 'shared', 'ended']).toContain(host.at);
        // It answers at most offer, share and one refusal, whatever it was told.
        expect(toNewcomer.length).toBeLessThanOrEqual(3);
        expect(toNewcomer.filter(({ kind }) => kind === 'proof' || kind === 'sealed')).toEqual([]);
      }),
    );
  });

  test('a newcomer takes anything in any order, and believes nobody without a proof', () => {
    fc.assert(
      fc.property(fc.array(anyMessage, { maxLength: 12 }), (messages) => {
        const { guest, told, toHost } = conversation();
        guest.greet();
        for (const message of messages) guest.take(message);
        expect([told.receptions, told.outcomes]).toEqual([[], []]);
        expect(toHost.length).toBeLessThanOrEqual(3);
        expect(told.failed.length).toBeLessThanOrEqual(1);
      }),
    );
  });

  test('after the end nothing is said and nothing is heard', () => {
    fc.assert(
      fc.property(fc.array(anyMessage, { maxLength: 6 }), (messages) => {
        const { host, toNewcomer } = conversation();
        host.take({ kind: 'share', share: new Uint8Array(32) });
        expect(host.at).toBe('ended');
        toNewcomer.length = 0;
        for (const message of messages) host.take(message);
        host.stop();
        expect(toNewcomer).toEqual([]);
      }),
    );
  });

  test('one message that was changed, left out or said twice anywhere ends it without letting anybody in', async () => {
    for (const change of ['bend', 'drop', 'double'] as const)
      for (let at = 0; at < 3; at++) {
        const { guest, host, toHost, toNewcomer, told } = conversation();
        guest.greet();
        for (let said = 0; said < 4; said++) {
          const message = toHost.shift();
          if (message === undefined) break;
          if (said !== at || change === 'double') host.take(message);
          if (said === at && change === 'double') host.take(message);
          if (said === at && change === 'bend') host.take(bent(message));
          for (let answer = toNewcomer.shift(); answer; answer = toNewcomer.shift()) guest.take(answer);
        }
        await Promise.resolve();
        // A proof that is said twice has already done what it can: it does not count twice.
        const mayCount = change === 'double' && at === 2 ? 1 : 0;
        expect(told.candidates.length, `${change} ${at}`).toBeLessThanOrEqual(mayCount);
      }
  });
});

/** The same message with one bit of what it carries turned over. */
function bent(message: PairingMessage): PairingMessage {
  const turned = (of: Uint8Array): Uint8Array => of.map((byte, index) => (index === of.length - 1 ? byte ^ 1 : byte));
  switch (message.kind) {
    case 'hello':
    case 'offer': {
      const { nonce, keys } = message.greeting;
      return { ...message, greeting: { nonce, keys: { ...keys, signing: turned(keys.signing) } } };
    }
    case 'share':
      return { ...message, share: turned(message.share) };
    case 'proof':
      return { ...message, sealed: turned(message.sealed) };
    case 'sealed':
      return { ...message, sealed: turned(message.sealed) };
    case 'refused':
      return message;
  }
}
