import { describe, expect, test } from 'vitest';
import { Snail } from '../../../app/endpoint/snail.ts';
import type { Range } from '../../../app/endpoint/stream-range.ts';
import { virtualClock } from '../transport/virtual-clock.ts';

const stream = { origin: '00000000-0000-4000-8000-000000000001', incarnation: 1, channel: 'a' };

function bench() {
  const clock = virtualClock();
  const said: string[] = [];
  const state = { newest: 0, gaps: 0, taken: 0, holes: [] as Range[] };
  const snail = new Snail({
    clock,
    timing: { lagMessages: 100, lagMs: 1000, gapsPerSecond: 10, pauseMs: [0, 1000], forgiveMs: 10_000 },
    missing: ({ sequence, ...of }) => [
      ...state.holes,
      ...(state.newest < sequence ? [{ ...of, from: state.newest + 1, to: sequence }] : []),
    ],
    gaps: () => state.gaps,
    taken: () => state.taken,
    leave: () => said.push('leaves'),
    rejoin: () => said.push('is back'),
    want: ({ from, to }) => said.push(`wants ${from} to ${to}`),
    onChange: (crawling, behind) => said.push(`${crawling ? 'crawls' : 'goes'}, ${behind} behind`),
  });
  /** One heartbeat, a quarter of a second after the last. */
  const beat = async (sequence: number): Promise<string[]> => {
    await clock.advance(250);
    snail.look([{ ...stream, sequence }]);
    return said.splice(0);
  };
  return { snail, state, beat };
}

describe('a snail', () => {
  test('N1 who is far behind in two heartbeats leaves the live stream, says so, and asks for what is missing', async () => {
    const { beat, snail } = bench();
    expect(await beat(101)).toEqual([]);
    expect(await beat(300)).toEqual(['leaves', 'crawls, 300 behind', 'wants 1 to 300']);
    expect(snail.crawling).toBe(true);
  });

  test('N1 one long hole is as far behind as a long tail, although the stream goes on behind it', async () => {
    const { beat, state } = bench();
    state.newest = 300;
    state.holes = [{ ...stream, from: 10, to: 290 }];
    expect(await beat(300)).toEqual([]);
    expect(await beat(300)).toEqual(['leaves', 'crawls, 281 behind', 'wants 10 to 290']);
  });

  test('N1 who is behind but takes in much is only busy', async () => {
    const { beat, state, snail } = bench();
    for (let count = 1; count <= 8; count++) {
      state.taken += 1000;
      state.newest += 1000;
      await beat(state.newest + 900);
    }
    expect(snail.crawling).toBe(false);
  });

  test('N1 many holes do the same as a long way', async () => {
    const { beat, state } = bench();
    await beat(0);
    state.gaps += 20;
    expect(await beat(0)).toEqual([]);
    state.gaps += 20;
    expect(await beat(0)).toEqual(['leaves', 'crawls, 0 behind']);
  });

  test('N2 it comes back when it has nearly caught up, and stays away longer each time', async () => {
    const { beat, state } = bench();
    await beat(300);
    await beat(300);
    state.newest = 290;
    expect(await beat(300)).toEqual(['wants 291 to 300', 'is back', 'goes, 10 behind']);
    await beat(900);
    await beat(900);
    state.newest = 900;
    for (let count = 0; count < 3; count++) expect(await beat(900)).toEqual([]);
    expect(await beat(900)).toEqual(['is back', 'goes, 0 behind']);
  });
});
