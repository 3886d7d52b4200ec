import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { streamLimits } from '../../../app/config.ts';
import { documentChannel } from '../../../app/endpoint/document-channel.ts';
import { MessageHistory } from '../../../app/endpoint/message-history.ts';
import { OutboundSide } from '../../../app/endpoint/outbound-side.ts';
import { Pace } from '../../../app/endpoint/pace.ts';
import { PrefixSet } from '../../../app/transport/prefix-set.ts';
import { messagesOf, sectionsIn, sectionsOf, streamNameOf, streamPrefix } from '../../../app/wire/pack.ts';
import { PackBuilder } from '../../../app/wire/pack-builder.ts';
import { covers, subscriptionsOf, type Interest } from '../../../app/endpoint/interest.ts';
import { virtualClock } from '../transport/virtual-clock.ts';

const documents = [1, 2, 3].map((number) => `00000000-0000-4000-8000-00000000000${number}`);
const channels = [...documents.map(documentChannel), 'cluster'];
/** Four streams that are sent here, and four that are passed on. */
const prefixes = [1, 2].flatMap((by) =>
  channels.map((channel) => streamPrefix({ origin: new Uint8Array(16).fill(by), incarnation: 1, channel })),
);
const channelOf = (stream: number): string => channels[stream % channels.length]!;
const turn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

/** Messages in a frame, by the numbers of their streams. */
function contentOf(frame: Uint8Array): { stream: number; number: number }[] {
  const found: { stream: number; number: number }[] = [];
  for (const section of sectionsOf(frame)) {
    const { origin, channel } = streamNameOf(section);
    const stream = (origin[0]! - 1) * channels.length + channels.indexOf(channel);
    messagesOf(section, 0, (number) => found.push({ stream, number }));
  }
  return found;
}

function bench(limits = streamLimits) {
  const clock = virtualClock();
  const history = new MessageHistory(limits.historyBytes);
  const published: Uint8Array[] = [];
  const pushed: Uint8Array[] = [];
  const side = new OutboundSide(limits, history, new Pace({ clock, timing: limits.pace, mark: () => {} }));
  side.openDown({ send: async (frame) => void published.push(frame) });
  const sent = prefixes.map(() => 0);
  const send = (stream: number, bytes = 10): void => {
    const number = ++sent[stream]!;
    if (stream < channels.length) return side.send(prefixes[stream]!, 1, number, 1, new Uint8Array(bytes));
    const builder = new PackBuilder();
    builder.add(prefixes[stream]!, 1, number, 1, new Uint8Array(bytes));
    side.relay('parent', builder.take().subarray(3), 1);
  };
  const remembered = (at: number): number[] => {
    side.settle();
    const sections = history.find(Buffer.from(prefixes[at]!), 1, sent[at]!, Infinity);
    const numbers: number[] = [];
    for (const bytes of sections)
      for (const section of sectionsIn(Buffer.from(bytes), 0)) messagesOf(section, 0, (sequence) => numbers.push(sequence));
    return numbers;
  };
  const openUp = (): void => side.openUp({ send: async (frame) => void pushed.push(frame) });
  return { side, published, pushed, sent, send, remembered, openUp };
}

const allOf = (last: number): number[] => Array.from({ length: last }, (_, index) => index + 1);

describe('what goes down to children that want different documents', () => {
  test('I4 whoever subscribes to its documents gets all of them, in order, and everything is remembered', async () => {
    const audience = fc.record({
      act: fc.constant('audience' as const),
      wanted: fc.array(fc.option(fc.subarray(documents), { nil: undefined }), { maxLength: 3 }),
    });
    const send = fc.record({ act: fc.constant('send' as const), stream: fc.nat(prefixes.length - 1) });
    const wait = fc.record({ act: fc.constant('wait' as const) });
    const steps = fc.array(fc.oneof({ weight: 6, arbitrary: send }, audience, wait), { maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(steps, fc.boolean(), async (acts, hasParent) => {
        const limits = { ...streamLimits, packBytes: 200 };
        const { side, published, sent, send: sendOn, remembered, openUp } = bench(limits);
        if (hasParent) openUp();
        let interests: Interest[] = [];
        /** For each stream the numbers that some child wanted when they were sent. */
        const due = prefixes.map(() => [] as number[]);
        for (const step of acts) {
          if (step.act === 'wait') await turn();
          else if (step.act === 'audience') {
            interests = step.wanted.map((wanted) => (wanted === undefined ? 'everything' : new Set(wanted)));
            const selective = interests.some((interest) => interest !== 'everything');
            const all = interests.includes('everything') || !selective;
            const wanted: Interest = all ? 'everything' : new Set(interests.flatMap((each) => [...each]));
            side.setAudience({ children: interests.length, wanted, selective });
          } else {
            const { stream } = step;
            sendOn(stream);
            if (interests.some((each) => covers(each, channelOf(stream)))) due[stream]!.push(sent[stream]!);
          }
        }
        if (interests.length === 0) side.setAudience({ children: 1, wanted: 'everything', selective: false });
        await turn();
        const found = published.flatMap(contentOf);
        for (const at of prefixes.keys()) {
          const numbers = found.filter(({ stream }) => stream === at).map(({ number }) => number);
          expect(numbers).toEqual([...new Set(numbers)].toSorted((one, other) => one - other));
          // What waited while the last child went was published to nobody.
          if (!acts.some((step) => step.act === 'audience' && step.wanted.length === 0))
            expect(numbers).toEqual(expect.arrayContaining(due[at]!));
          expect(new Set(remembered(at))).toEqual(new Set(allOf(sent[at]!)));
        }
      }),
    );
  });

  test('I4 a pack of a document begins with what is subscribed to, and holds nothing else', async () => {
    const { side, published, send } = bench();
    const wanted = new Set([documents[0]!]);
    side.setAudience({ children: 2, wanted: 'everything', selective: true });
    for (let round = 0; round < 3; round++) for (const stream of prefixes.keys()) send(stream);
    await turn();
    const subscribed = new PrefixSet();
    for (const prefix of subscriptionsOf(wanted)) subscribed.add(prefix);
    const heard = published.filter((frame) => subscribed.matches(frame)).flatMap(contentOf);
    expect(new Set(heard.map(({ stream }) => channelOf(stream)))).toEqual(new Set([channels[0], 'cluster']));
    expect(published).toHaveLength(4);
  });

  test('I4 what nobody below wants is not published, and still remembered', async () => {
    const { side, published, send, remembered } = bench();
    side.setAudience({ children: 1, wanted: new Set([documents[0]!]), selective: true });
    for (const stream of [0, 1, 1, 3, 5, 5, 7]) send(stream);
    await turn();
    const heard = new Set(published.flatMap(contentOf).map(({ stream }) => stream));
    expect(heard).toEqual(new Set([0, 3, 7]));
    for (const unheard of [1, 5]) expect(remembered(unheard)).toEqual([1, 2]);
  });

  test('what came before documents got packs of their own goes out before, however large what follows is', async () => {
    const { side, published, send } = bench();
    side.setAudience({ children: 1, wanted: 'everything', selective: false });
    send(0);
    side.setAudience({ children: 1, wanted: 'everything', selective: true });
    send(0, streamLimits.packBytes);
    side.setAudience({ children: 1, wanted: 'everything', selective: false });
    send(0, streamLimits.packBytes);
    await turn();
    expect(published.flatMap(contentOf).map(({ number }) => number)).toEqual([1, 2, 3]);
  });

  test('what waits is bounded together, in how many packs it may be', async () => {
    const { side, sent, send } = bench({ ...streamLimits, queueBytes: 2000, roomBytes: 1000 });
    side.setAudience({ children: 1, wanted: 'everything', selective: true });
    side.pause();
    for (let count = 0; count < 40; count++) send(count % 4, 100);
    expect(side.hasRoom).toBe(false);
    expect(side.counters.refused).toBeGreaterThan(15);
    side.resume();
    await turn();
    expect(side.hasRoom).toBe(true);
    expect(side.counters.sentDown + side.counters.refused).toBe(sent.reduce((sum, count) => sum + count, 0));
  });
});
