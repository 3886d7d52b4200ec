import { describe, expect, test } from 'vitest';
import { ChannelListener, type Side } from '../../../app/endpoint/channel-listener.ts';
import { documentChannel } from '../../../app/endpoint/document-channel.ts';
import { HandlerPool } from '../../../app/endpoint/handler-pool.ts';
import type { Range } from '../../../app/endpoint/stream-range.ts';
import { silentLog } from '../../../app/log.ts';
import { documentPackHeader, streamPrefix } from '../../../app/wire/pack.ts';
import { PackBuilder } from '../../../app/wire/pack-builder.ts';
import { uuidBytes, uuidFromBytes } from '../../../app/wire/uuid.ts';
import { virtualClock } from '../transport/virtual-clock.ts';

const origin = new Uint8Array(16).fill(7);
const document = '00000000-0000-4000-8000-000000000001';
const channel = documentChannel(document);
const prefix = streamPrefix({ origin, incarnation: 1, channel });
const range = (from: number, to: number): Range => ({ origin: uuidFromBytes(origin), incarnation: 1, channel, from, to });

function bench() {
  const clock = virtualClock();
  const came: number[] = [];
  const gaps: { side: Side; gap: Range }[] = [];
  const lost: Range[] = [];
  const listener = new ChannelListener({
    bars: undefined,
    self: { origin: new Uint8Array(16), incarnation: 1 },
    maxStreams: 100,
    heldBytes: 100_000,
    monotonic: () => clock.monotonic(),
    log: silentLog,
    pool: new HandlerPool({ clock, concurrency: 1, queuedMessages: 1000, onFailure: () => {} }),
    relay: () => {},
    onGap: (side, gap) => gaps.push({ side, gap }),
    onLost: (which) => lost.push(which),
  });
  listener.handle('doc/', { handler: ({ sequence }) => void came.push(sequence), timeLimitMs: 1000 });
  const take = (numbers: readonly number[], side: Side = 'parent', header?: Uint8Array): void => {
    const builder = new PackBuilder(header);
    for (const number of numbers) builder.add(prefix, 1, number, 1, Uint8Array.of(number));
    listener.take(side, builder.take());
  };
  return { listener, came, gaps, lost, take };
}

describe('what a listener takes', () => {
  test('P10 sections in packs of a document count like any others, whatever document the header names', () => {
    const { listener, came, take } = bench();
    take([1, 2], 'parent', documentPackHeader(uuidBytes(document)));
    take([3], 'children', documentPackHeader(new Uint8Array(16)));
    take([3, 4]);
    expect(came).toEqual([1, 2, 3, 4]);
    expect(listener.counters).toMatchObject({ malformed: 0, gaps: 0 });
  });

  test('F4 a pack whose document is cut off, or what it says is no section, is counted and dropped', () => {
    const { listener, came } = bench();
    const header = documentPackHeader(uuidBytes(document));
    for (let length = 3; length < header.byteLength; length++) listener.take('parent', header.subarray(0, length));
    expect(listener.counters.malformed).toBe(16);
    listener.take('parent', header);
    listener.take('parent', Buffer.concat([header, Buffer.alloc(30)]));
    expect(listener.counters.malformed).toBe(17);
    expect(came).toEqual([]);
  });

  test('I5 nothing is missing of what the parent is not asked for, and what comes all the same is taken as it comes', () => {
    const { listener, came, gaps, take } = bench();
    take([1]);
    listener.hear(new Set());
    take([4]);
    take([9]);
    expect([came, gaps]).toEqual([[1, 4, 9], []]);
  });

  test('I5 from below everything is waited for, wanted here or not', () => {
    const { listener, came, gaps, take } = bench();
    listener.hear(new Set());
    take([1], 'children');
    take([4], 'children');
    expect([came, gaps]).toEqual([[1], [{ side: 'children', gap: range(2, 3) }]]);
  });

  test('I5 what begins to be heard again is met anew: what was not sent meanwhile is past, and the document is compared', () => {
    const { listener, came, gaps, lost, take } = bench();
    take([1, 2]);
    listener.hear(new Set());
    listener.hear(new Set([document]));
    take([2, 3]);
    expect(lost).toEqual([]);
    listener.hear(new Set());
    listener.hear('everything');
    take([8]);
    expect([came, gaps, lost]).toEqual([[1, 2, 3, 8], [], [range(4, 7)]]);
    expect(listener.past(range(1, 1))).toBe(7);
    take([10]);
    expect(gaps).toEqual([{ side: 'parent', gap: range(9, 9) }]);
  });

  test('I5 what waits behind holes of a document that is not wanted any more is let go', () => {
    const { listener, came, take } = bench();
    take([1]);
    take([3]);
    take([6]);
    expect(came).toEqual([1]);
    listener.hear(new Set());
    expect(came).toEqual([1, 3, 6]);
  });
});
