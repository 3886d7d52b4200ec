import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Authority } from '../../../app/documents/authority.ts';
import { sealKind } from '../../../app/documents/seal.ts';
import { SealingLink } from '../../../app/documents/sealing-link.ts';
import { Unsealed } from '../../../app/documents/unsealed.ts';
import type { SealedBatch } from '../../../app/documents/sealed-batch.ts';
import { verdictsOn } from '../../../app/documents/verdict.ts';
import type { Message } from '../../../app/endpoint/message.ts';
import { newNodeKeys, sign, verify } from '../../../app/identity/keys.ts';
import { seededRandom } from '../../../app/random.ts';
import { idOf } from '../cluster/a-tree.ts';

const [anna, ben] = [idOf(1), idOf(2)];
const keys = { [anna]: newNodeKeys(seededRandom(1)).signing, [ben]: newNodeKeys(seededRandom(2)).signing };
const authority = (self: string, viewers: string[] = [], strangers: string[] = []): Authority => ({
  mayWrite: () => !viewers.includes(self),
  mayEdit: (origin) => !viewers.includes(origin),
  sign: (bytes) => sign(keys[self]!, bytes),
  isSigned: (origin, bytes, signature) =>
    strangers.includes(origin) ? undefined : verify(keys[origin]!.publicKey, bytes, signature),
});

/** Everything that a node sends, as it arrives elsewhere. */
function sender(self: string) {
  const sent: Message[] = [];
  const link = {
    congested: false,
    whenRoom: async () => {},
    channel: (channel: string) => ({
      send: (kind: number, payload: Uint8Array) => {
        const sequence = sent.filter((message) => message.channel === channel).length + 1;
        sent.push({ origin: self, incarnation: 1, sequence, channel, kind, clock: 0, payload: payload.slice() });
        return sequence;
      },
    }),
  };
  return { sent, link: new SealingLink(link, authority(self), { origin: self, incarnation: 1 }) };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

const textOf = ({ messages }: SealedBatch): string => messages.map(({ payload }) => Buffer.from(payload).toString()).join();

/** What becomes of messages in the order given, where the seals of each turn are judged `together`, or one by one. */
function judged(messages: readonly Message[], by = authority(ben), together = false): string[] {
  const unsealed = new Unsealed();
  const batches = messages.flatMap((message): (SealedBatch | undefined)[] => {
    if (message.kind === sealKind) return [unsealed.take(message)];
    unsealed.hold(message);
    return [];
  });
  const groups = together ? [batches] : batches.map((batch) => [batch]);
  return groups.flatMap((group) => {
    const whole = group.filter((batch) => batch !== undefined);
    const verdicts = verdictsOn(whole, by);
    return group.map((batch) => {
      if (batch === undefined) return 'incomplete';
      const verdict = verdicts[whole.indexOf(batch)]!;
      return verdict === 'good' ? textOf(batch) : verdict;
    });
  });
}

const sentText = (messages: readonly Message[], at: number): string => Buffer.from(messages[2 * at]!.payload).toString();

/** An authority that counts the signatures it checks. */
function counting(by: Authority): Authority & { checks: number } {
  return {
    ...by,
    checks: 0,
    isSigned(...args) {
      this.checks++;
      return by.isSigned(...args);
    },
  };
}

describe('sealed fragments', () => {
  test('what one turn sends on a channel has one seal behind it', async () => {
    const { sent, link } = sender(anna);
    for (const text of ['a', 'b', 'c']) link.channel('doc/1').send(1, bytes(text));
    link.channel('doc/2').send(1, bytes('x'));
    await turn();
    link.channel('doc/1').send(1, bytes('d'));
    await turn();
    const kinds = sent.filter(({ channel }) => channel === 'doc/1').map(({ kind }) => kind);
    expect(kinds).toEqual([1, 1, 1, sealKind, 1, sealKind]);
    expect(judged(sent)).toEqual(['a,b,c', 'x', 'd']);
  });

  test('a batch is sealed before it grows too large to be held', async () => {
    const { sent, link } = sender(anna);
    for (let at = 0; at < 1200; at++) link.channel('doc/1').send(1, bytes('k'));
    await turn();
    expect(sent.filter(({ kind }) => kind === sealKind)).toHaveLength(3);
    expect(judged(sent).join()).toBe(Array(1200).fill('k').join());
  });

  test.each<[string, (message: Message) => Message]>([
    ['another author', (message) => ({ ...message, origin: ben })],
    ['another start of the author', (message) => ({ ...message, incarnation: 2 })],
    ['another document', (message) => ({ ...message, channel: 'doc/2' })],
    ['other numbers', (message) => ({ ...message, sequence: message.sequence + 1 })],
    ['another kind', (message) => (message.kind === sealKind ? message : { ...message, kind: 2 })],
    ['other content', (message) => (message.kind === sealKind ? message : { ...message, payload: bytes('evil') })],
    [
      'another signature',
      (message) =>
        message.kind === sealKind
          ? { ...message, payload: message.payload.map((byte, at) => (at === 100 ? byte ^ 1 : byte)) }
          : message,
    ],
  ])('a forged author: %s than what was signed is not taken in', async (_, change) => {
    const { sent, link } = sender(anna);
    for (const text of ['a', 'b']) link.channel('doc/1').send(1, bytes(text));
    await turn();
    expect(['forged', 'incomplete']).toContain(judged(sent.map(change))[0]);
  });

  test('of many that wait together one signature is checked', async () => {
    const { sent, link } = sender(anna);
    for (let at = 0; at < 20; at++) {
      link.channel('doc/1').send(1, bytes(`${at}`));
      await turn();
    }
    const by = counting(authority(ben));
    expect(judged(sent, by, true)).toEqual(Array.from({ length: 20 }, (_, at) => `${at}`));
    expect(by.checks).toBe(1);
  });

  test('whatever is meddled with among many that wait, exactly that is refused, together as one by one', async () => {
    const { sent, link } = sender(anna);
    for (let at = 0; at < 6; at++) {
      link.channel('doc/1').send(1, bytes(`${at}`));
      await turn();
    }
    const meddled = (message: Message, how: string): Message => {
      if (how === 'content' && message.kind !== sealKind) return { ...message, payload: bytes('evil') };
      // The first octets are the number, then the link to the seal before, then the signature.
      const at = { number: 7, link: 8, signature: 40 }[how];
      if (at === undefined || message.kind !== sealKind) return message;
      return { ...message, payload: message.payload.map((byte, index) => (index === at ? byte ^ 1 : byte)) };
    };
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('no', 'no', 'content', 'number', 'link', 'signature', 'missing'), {
          minLength: 6,
          maxLength: 6,
        }),
        (hows) => {
          const arriving = sent.flatMap((message, at) => {
            const how = hows[Math.floor(at / 2)]!;
            return how === 'missing' ? [] : [meddled(message, how)];
          });
          const oneByOne = judged(arriving);
          const together = judged(arriving, authority(ben), true);
          // A signature that was spoilt on the way may be vouched for by the seal after it; nothing else may differ.
          for (const [at, verdict] of together.entries()) {
            const how = hows.filter((each) => each !== 'missing')[at]!;
            if (how === 'signature') expect(['forged', sentText(arriving, at)]).toContain(verdict);
            else expect(verdict).toBe(oneByOne[at]);
          }
          for (const verdict of together) expect(verdict).not.toBe('evil');
        },
      ),
    );
  });

  test('what is not all there, or whose author is not known yet, has to come another way', async () => {
    const { sent, link } = sender(anna);
    for (const text of ['a', 'b']) link.channel('doc/1').send(1, bytes(text));
    await turn();
    expect(judged(sent.slice(1))).toEqual(['incomplete']);
    expect(judged(sent.slice(-1))).toEqual(['incomplete']);
    expect(judged(sent, authority(ben, [], [anna]))).toEqual(['unknown']);
  });

  test('a viewer writing with a modified client: signed by itself, and not taken in', async () => {
    const { sent, link } = sender(anna);
    link.channel('doc/1').send(1, bytes('a'));
    await turn();
    expect(judged(sent, authority(ben, [anna]))).toEqual(['not-allowed']);
  });

  test('replayed messages have no seal that fits twice', async () => {
    const { sent, link } = sender(anna);
    link.channel('doc/1').send(1, bytes('a'));
    await turn();
    const again = sent.map((message) => ({ ...message, sequence: message.sequence + 2 }));
    expect(judged([...sent, ...again])[1]).not.toBe('a');
  });

  test('what never gets a seal is let go of', () => {
    const unsealed = new Unsealed();
    const message = { origin: anna, incarnation: 1, kind: 1, clock: 0, channel: 'doc/1' };
    for (let at = 1; at <= 40; at++)
      unsealed.hold({ ...message, channel: `doc/${at}`, sequence: 1, payload: new Uint8Array(2 ** 20) });
    expect(unsealed.bytes).toBeLessThanOrEqual(32 * 2 ** 20);
  });

  test('a seal of the wrong size is malformed', () => {
    const seal = {
      origin: anna,
      incarnation: 1,
      kind: sealKind,
      clock: 0,
      channel: 'doc/1',
      sequence: 2,
      payload: new Uint8Array(103),
    };
    expect(() => judged([seal])).toThrow('A seal has 104 bytes.');
  });
});
