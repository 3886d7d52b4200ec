import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BanyanError } from '../../../app/errors.ts';
import { contentOf, frameType } from '../../../app/wire/frame.ts';
import { PackBuilder } from '../../../app/wire/pack-builder.ts';
import { messagesOf, sectionsOf, streamNameOf, streamPrefix } from '../../../app/wire/pack.ts';

interface Sent {
  stream: number;
  sequence: number;
  kind: number;
  payload: Uint8Array;
}

const streams = [0, 1, 2].map((number) => ({
  origin: new Uint8Array(16).fill(number + 1),
  incarnation: number + 7,
  channel: `doc/${number}`,
}));
const prefixes = streams.map(streamPrefix);
const aMessage = fc.record({
  stream: fc.nat(2),
  sequence: fc.integer({ min: 1, max: 2 ** 40 }),
  kind: fc.nat(255),
  payload: fc.uint8Array({ maxLength: 300 }),
});

function packed(messages: readonly Sent[]): Uint8Array {
  const builder = new PackBuilder();
  for (const { stream, sequence, kind, payload } of messages)
    builder.add(prefixes[stream]!, 1_700_000_000_000, sequence, kind, payload);
  return builder.take();
}

function unpacked(frame: Uint8Array): Sent[] {
  contentOf(frameType.pack, frame);
  const found: Sent[] = [];
  for (const section of sectionsOf(frame)) {
    const { channel } = streamNameOf(section);
    messagesOf(section, 0, (sequence, kind, payload) =>
      found.push({ stream: Number(channel.slice(4)), sequence, kind, payload: payload.slice() }),
    );
  }
  return found;
}

describe('a pack', () => {
  test('P1 gives back exactly what was put in, in order within each stream', () => {
    const ofStream = (messages: readonly Sent[], stream: number) =>
      messages.filter((message) => message.stream === stream).map((message) => ({ ...message, payload: [...message.payload] }));
    fc.assert(
      fc.property(fc.array(aMessage, { maxLength: 60 }), (messages) => {
        const back = unpacked(packed(messages));
        expect(back).toHaveLength(messages.length);
        for (const stream of [0, 1, 2]) expect(ofStream(back, stream)).toEqual(ofStream(messages, stream));
      }),
    );
  });

  test('P3 messages of streams that take turns share one header for each stream', () => {
    const turns = [1, 2, 3].flatMap((sequence) =>
      [0, 1, 2].map((stream) => ({ stream, sequence, kind: 1, payload: Uint8Array.of(sequence) })),
    );
    expect([...sectionsOf(packed(turns))].map(({ first, count }) => ({ first, count }))).toEqual(
      Array.from({ length: 3 }, () => ({ first: 1, count: 3 })),
    );
  });

  test('P3 puts consecutive messages of one stream under one header', () => {
    const frame = packed([1, 2, 3, 4].map((sequence) => ({ stream: 0, sequence, kind: 1, payload: new Uint8Array(10) })));
    expect([...sectionsOf(frame)]).toHaveLength(1);
  });

  test('passes sections on without looking into them', () => {
    const frame = packed([1, 2, 7].map((sequence) => ({ stream: 1, sequence, kind: 2, payload: Uint8Array.of(sequence) })));
    const relay = new PackBuilder();
    for (const section of sectionsOf(frame)) relay.addSection(section.frame.subarray(section.start, section.end), section.count);
    expect(relay.messages).toBe(3);
    expect([...relay.take()]).toEqual([...frame]);
  });

  test('P1 sections that are passed on and messages of its own come out complete and in order, however long they are', () => {
    const aSection = fc.record({ stream: fc.nat(2), size: fc.oneof(fc.nat(60), fc.integer({ min: 3000, max: 9000 })) });
    const anItem = fc.oneof(
      aSection.map((section) => ({ ...section, own: false })),
      aSection.map((message) => ({ ...message, own: true })),
    );
    fc.assert(
      fc.property(fc.array(fc.array(anItem, { maxLength: 8 }), { maxLength: 4 }), (packs) => {
        const builder = new PackBuilder();
        const next = [0, 0, 0];
        const taken: Uint8Array[] = [];
        const expected: Sent[] = [];
        for (const items of packs) {
          for (const { stream, size, own } of items) {
            // Own messages are of one stream, those that are passed on of the others.
            const which = own ? 2 : stream % 2;
            const message = {
              stream: which,
              sequence: ++next[which]!,
              kind: 1,
              payload: new Uint8Array(size).fill(next[which]!),
            };
            expected.push(message);
            if (own) builder.add(prefixes[which]!, 1, message.sequence, message.kind, message.payload);
            else {
              const frame = packed([message]);
              const [section] = [...sectionsOf(frame)];
              builder.addSection(section!.frame.subarray(section!.start, section!.end), 1);
            }
          }
          const frame = builder.take();
          taken.push(frame);
          expect(builder.messages).toBe(0);
        }
        // Read at the end: a frame that was taken is never written to again.
        const back = taken.flatMap(unpacked);
        for (const stream of [0, 1, 2])
          expect(back.filter((message) => message.stream === stream)).toEqual(
            expected.filter((message) => message.stream === stream),
          );
      }),
    );
  });

  test('a section that came in a frame of its own goes on in that very frame', () => {
    const frame = packed([{ stream: 1, sequence: 4, kind: 2, payload: Uint8Array.of(1, 2, 3) }]);
    const relay = new PackBuilder();
    const [section] = [...sectionsOf(frame)];
    relay.addSection(section!.frame.subarray(section!.start, section!.end), 1);
    const passedOn = relay.take();
    expect(passedOn.buffer).toBe(frame.buffer);
    expect([...passedOn]).toEqual([...frame]);
  });

  test('a section that is a small part of a large buffer does not hold that buffer while it waits', () => {
    const frame = packed([{ stream: 1, sequence: 4, kind: 2, payload: new Uint8Array(5000) }]);
    const chunk = new Uint8Array(64 * 1024);
    chunk.set(frame, 1000);
    const relay = new PackBuilder();
    const [section] = [...sectionsOf(chunk.subarray(1000, 1000 + frame.byteLength))];
    relay.addSection(section!.frame.subarray(section!.start, section!.end), 1);
    chunk.fill(0);
    const passedOn = relay.take();
    expect(passedOn.buffer.byteLength).toBeLessThan(2 * frame.byteLength);
    expect([...passedOn]).toEqual([...frame]);
  });

  test('cut off or changed anywhere it is read or refused as bad input, never anything else', () => {
    const change = fc.record({ at: fc.nat(), to: fc.nat(255), cut: fc.option(fc.nat()) });
    fc.assert(
      fc.property(fc.array(aMessage, { minLength: 1, maxLength: 8 }), fc.array(change, { maxLength: 4 }), (messages, changes) => {
        let frame = packed(messages).slice();
        for (const { at, to, cut } of changes) {
          frame[at % frame.byteLength] = to;
          if (cut !== null) frame = frame.subarray(0, Math.max(1, cut % frame.byteLength));
        }
        try {
          unpacked(frame);
        } catch (thrown) {
          expect(thrown).toBeInstanceOf(BanyanError);
        }
      }),
      { numRuns: 500 },
    );
  });
});
