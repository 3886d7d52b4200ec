import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Repair, type RepairAnswer } from '../../../app/endpoint/repair.ts';
import type { Range } from '../../../app/endpoint/stream-range.ts';
import { virtualClock } from '../transport/virtual-clock.ts';

const nothing: RepairAnswer = { sections: [], gone: [], past: [] };
const rangeOf = (channel: string, from: number, to: number): Range => ({
  origin: '00000000-0000-4000-8000-000000000001',
  incarnation: 1,
  channel,
  from,
  to,
});

/** A repair that is asked and answered by hand. */
function bench(answer: (ranges: readonly Range[], ask: number) => Promise<RepairAnswer>, hopelessAfter = Infinity) {
  const clock = virtualClock();
  const asked: { at: number; ranges: readonly Range[] }[] = [];
  const givenUp: Range[] = [];
  const had = new Map<string, number>();
  let inFlight = 0;
  let most = 0;
  const repair = new Repair({
    clock,
    timing: { retryMs: [50, 200, 800], batch: 4, mostWanted: 8, hopelessAfter: 3 },
    hopeless: (attempts) => attempts >= hopelessAfter,
    ask: async (ranges) => {
      asked.push({ at: clock.monotonic(), ranges });
      most = Math.max(most, ++inFlight);
      try {
        return await answer(ranges, asked.length);
      } finally {
        inFlight--;
      }
    },
    take: (section) => {
      const { channel, to } = JSON.parse(Buffer.from(section).toString()) as { channel: string; to: number };
      had.set(channel, to);
    },
    missing: (range) => {
      const from = Math.max(range.from, (had.get(range.channel) ?? 0) + 1);
      return from > range.to ? undefined : { ...range, from };
    },
    giveUp: (range) => givenUp.push(range),
    skip: (range) => had.set(range.channel, range.to),
  });
  return { clock, asked, givenUp, repair, most: () => most };
}

const section = (channel: string, to: number): Uint8Array => Buffer.from(JSON.stringify({ channel, to }));

describe('repair', () => {
  test('M1 holes of one moment are asked for together, each once', async () => {
    const { clock, asked, repair } = bench(async (ranges) => ({
      ...nothing,
      sections: ranges.map(({ channel, to }) => section(channel, to)),
    }));
    repair.want(rangeOf('a', 1, 2));
    repair.want(rangeOf('b', 4, 4));
    repair.want(rangeOf('a', 2, 6));
    await clock.advance(5000);
    expect(asked.map(({ ranges }) => ranges)).toEqual([[rangeOf('a', 1, 6), rangeOf('b', 4, 4)]]);
    expect(repair.waiting).toBe(0);
  });

  test('M4 what brings nothing is asked for again with growing pauses, one request at a time', async () => {
    const { clock, asked, repair, most } = bench(async () => nothing);
    repair.want(rangeOf('a', 1, 2));
    await clock.advance(2000);
    expect(asked.map(({ at }) => at)).toEqual([0, 50, 250, 1050, 1850]);
    expect(most()).toBe(1);
  });

  test('I5 what is not wanted any more is not asked for again, and not given up either', async () => {
    const { clock, asked, givenUp, repair } = bench(async () => nothing, 5);
    repair.want(rangeOf('a', 1, 2));
    repair.want(rangeOf('b', 1, 2));
    await clock.advance(100);
    repair.forget(({ channel }) => channel === 'a');
    await clock.advance(10_000);
    expect(asked.map(({ ranges }) => ranges.map(({ channel }) => channel).join(''))).toEqual(['ab', 'ab', 'b', 'b', 'b']);
    expect(givenUp).toEqual([rangeOf('b', 1, 2)]);
  });

  test('M4 nobody who answers is an answer that brought nothing', async () => {
    const { clock, asked, repair } = bench(async () => {
      throw new Error('nobody there');
    });
    repair.want(rangeOf('a', 1, 2));
    await clock.advance(100);
    expect(asked).toHaveLength(2);
  });

  test('M6 what the other side has forgotten is given up, the rest asked for', async () => {
    const { clock, asked, givenUp, repair } = bench(async (ranges, ask) =>
      ask === 1 ? { ...nothing, gone: [rangeOf('a', 1, 3)] } : { ...nothing, sections: [section('a', ranges[0]!.to)] },
    );
    repair.want(rangeOf('a', 1, 6));
    await clock.advance(1000);
    expect(givenUp).toEqual([rangeOf('a', 1, 3)]);
    expect(asked[1]!.ranges).toEqual([rangeOf('a', 4, 6)]);
  });

  test('M6 without hope it is given up', async () => {
    const { clock, givenUp, repair } = bench(async () => nothing, 3);
    repair.want(rangeOf('a', 2, 6));
    await clock.advance(5000);
    expect([givenUp, repair.waiting]).toEqual([[rangeOf('a', 2, 6)], 0]);
  });

  test('M7 what was sent before the other side listened is not lost', async () => {
    const { clock, givenUp, repair } = bench(async () => ({ ...nothing, past: [rangeOf('a', 1, 6)] }));
    repair.want(rangeOf('a', 1, 6));
    await clock.advance(1000);
    expect([givenUp, repair.waiting]).toEqual([[], 0]);
  });

  test('M4 a storm of holes makes few requests, bounded in what they ask and in what is wanted', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fc.nat(30), fc.integer({ min: 1, max: 50 })), { maxLength: 200 }), async (holes) => {
        const { clock, asked, repair, most } = bench(async () => nothing);
        for (const [channel, from] of holes) repair.want(rangeOf(`c${channel}`, from, from));
        await clock.advance(10);
        expect(repair.waiting).toBeLessThanOrEqual(8);
        expect(asked.length).toBeLessThanOrEqual(2);
        for (const { ranges } of asked) expect(ranges.length).toBeLessThanOrEqual(4);
        expect(most()).toBeLessThanOrEqual(1);
      }),
    );
  });
});
