import { describe, expect, test } from 'vitest';
import { streamLimits } from '../../../app/config.ts';
import type { ChannelListener } from '../../../app/endpoint/channel-listener.ts';
import { Mending } from '../../../app/endpoint/mending.ts';
import { MessageHistory } from '../../../app/endpoint/message-history.ts';
import { rangeMessages, rangesOf, type Range } from '../../../app/endpoint/stream-range.ts';
import { RepairReplySchema, RepairRequestSchema } from '../../../app/wire/banyan_pb.js';
import { streamPrefix } from '../../../app/wire/pack.ts';
import { PackBuilder } from '../../../app/wire/pack-builder.ts';
import { decodeMessage, encodeMessage } from '../../../app/wire/protobuf.ts';
import { uuidBytes } from '../../../app/wire/uuid.ts';
import { virtualClock } from '../transport/virtual-clock.ts';

const origin = '00000000-0000-4000-8000-000000000001';
const rangeOf = (channel: string, from: number, to: number): Range => ({ origin, incarnation: 1, channel, from, to });

function bench() {
  const clock = virtualClock();
  const history = new MessageHistory(64 * 1024 * 1024);
  const givenUp: Range[] = [];
  const told: (readonly Range[])[] = [];
  const state = { received: 0, highest: 100, past: 0 };
  const listener = {
    missing: (range: Range) => range,
    giveUp: (_side: string, range: Range) => void givenUp.push(range),
    past: () => state.past,
    takeRepair: () => {},
    skip: () => {},
  } as unknown as ChannelListener;
  const mending = new Mending({
    clock,
    limits: streamLimits,
    listener,
    history,
    highest: () => state.highest,
    settleHistory: () => {},
    hasParent: () => false,
    askParent: async () => {
      throw new Error('nobody there');
    },
    received: () => state.received,
    tellChildren: (ranges) => told.push(ranges),
    sendUp: () => true,
  });
  const remember = (channel: string, sequence: number, bytes: number): void => {
    const builder = new PackBuilder();
    builder.add(streamPrefix({ origin: uuidBytes(origin), incarnation: 1, channel }), 1, sequence, 1, new Uint8Array(bytes));
    history.add(builder.take());
  };
  const ask = (...ranges: Range[]) => {
    const reply = mending.answer(encodeMessage(RepairRequestSchema, { ranges: rangeMessages(ranges) }));
    const { sections, gone, past } = decodeMessage(RepairReplySchema, reply);
    return { bytes: reply.byteLength, sections: sections.length, gone: rangesOf(gone), past: rangesOf(past) };
  };
  return { clock, state, mending, givenUp, told, remember, ask };
}

describe('keeping streams whole', () => {
  test('M3 an answer never gets too large for a frame, whatever is asked for together', () => {
    const { remember, ask } = bench();
    remember('a', 1, 900 * 1024);
    remember('b', 1, 15 * 1024 * 1024);
    const both = ask(rangeOf('a', 1, 1), rangeOf('b', 1, 1));
    expect([both.sections, both.gone]).toEqual([1, []]);
    expect(both.bytes).toBeLessThan(1024 * 1024);
    const alone = ask(rangeOf('b', 1, 1));
    expect(alone.sections).toBe(1);
  });

  test('M6 M7 what was had and is forgotten is gone, what was sent before is past, and what never came is neither', () => {
    const { remember, ask, state } = bench();
    remember('a', 50, 10);
    state.past = 10;
    state.highest = 60;
    expect(ask(rangeOf('a', 5, 90))).toMatchObject({
      sections: 1,
      past: [rangeOf('a', 5, 10)],
      gone: [rangeOf('a', 11, 49)],
    });
    state.highest = 40;
    expect(ask(rangeOf('c', 41, 90))).toMatchObject({ sections: 0, gone: [], past: [] });
  });

  test('M6 what is missing from below is given up when nothing comes, and much later when something always does', async () => {
    const quiet = bench();
    quiet.mending.want('children', rangeOf('a', 1, 2));
    await quiet.clock.advance(20_000);
    expect(quiet.givenUp).toEqual([rangeOf('a', 1, 2)]);

    const lively = bench();
    lively.mending.want('children', rangeOf('a', 1, 2));
    for (let second = 0; second < 60; second++) {
      lively.state.received++;
      await lively.clock.advance(1000);
      lively.state.received++;
    }
    expect(lively.givenUp).toEqual([]);
    expect(lively.told.length).toBeGreaterThan(20);
  });
});
