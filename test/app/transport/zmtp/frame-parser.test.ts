import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FrameBatch } from '../../../../app/transport/zmtp/frame-batch.ts';
import { commandFlag, encodeFrame, moreFlag } from '../../../../app/transport/zmtp/frame-header.ts';
import { FrameParser } from '../../../../app/transport/zmtp/frame-parser.ts';

interface Frame {
  flags: number;
  body: Uint8Array;
}

const limit = 70_000;
const body = fc.oneof(
  { weight: 5, arbitrary: fc.uint8Array({ maxLength: 20 }) },
  { weight: 2, arbitrary: fc.integer({ min: 250, max: 260 }).map((length) => new Uint8Array(length).fill(length)) },
  { weight: 1, arbitrary: fc.constantFrom(16_384, 16_385, limit).map((length) => new Uint8Array(length).fill(1)) },
);
const frame: fc.Arbitrary<Frame> = fc.record({ flags: fc.constantFrom(0, moreFlag, commandFlag), body });
const frames = fc.array(frame, { maxLength: 12 });

/** The frames that come out when the bytes come in pieces of these sizes, over and over. */
function parsed(bytes: Buffer, sizes: number[]): Frame[] {
  const found: Frame[] = [];
  const parser = new FrameParser(limit, (flags, view) => void found.push({ flags, body: new Uint8Array(view) }));
  for (let at = 0, piece = 0; at < bytes.length; piece += 1) {
    const size = sizes[piece % sizes.length] ?? 1;
    parser.push(bytes.subarray(at, at + size));
    at += size;
  }
  return found;
}

describe('the frame parser', () => {
  test('finds the same frames wherever the stream is cut', () => {
    const sizes = fc.array(fc.oneof(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 70_000 })), { minLength: 1 });
    fc.assert(
      fc.property(frames, sizes, (sent, cuts) => {
        const bytes = Buffer.concat(sent.map(({ flags, body: content }) => encodeFrame(flags, content)));
        expect(parsed(bytes, cuts)).toEqual(sent);
      }),
    );
  });

  test('finds the same frames for every single place to cut', () => {
    const sent: Frame[] = [0, 1, 255, 256].map((length) => ({ flags: 0, body: new Uint8Array(length).fill(length) }));
    const bytes = Buffer.concat(sent.map(({ flags, body: content }) => encodeFrame(flags, content)));
    for (let cut = 1; cut < bytes.length; cut += 1) expect(parsed(bytes, [cut, bytes.length])).toEqual(sent);
  });

  test('reads what a batch writes', () => {
    fc.assert(
      fc.property(frames, (sent) => {
        const batch = new FrameBatch(undefined);
        for (const { flags, body: content } of sent) batch.add(flags, content);
        const bytes = Buffer.concat(batch.buffers((count) => Buffer.allocUnsafe(count)));
        expect(bytes).toHaveLength(batch.bytes);
        expect(parsed(bytes, [1_000])).toEqual(sent);
      }),
    );
  });

  test('hands over a frame that lies whole in a chunk without copying it', () => {
    const chunk = encodeFrame(0, Buffer.from('whole'));
    let view: Buffer | undefined;
    new FrameParser(limit, (_, found) => (view = found)).push(chunk);
    expect(view?.buffer).toBe(chunk.buffer);
  });

  test('takes a frame at the limit and refuses one above it before its body has come', () => {
    expect(parsed(encodeFrame(0, new Uint8Array(limit)), [4_096])).toHaveLength(1);
    const header = encodeFrame(0, new Uint8Array(limit + 1)).subarray(0, 9);
    expect(() => parsed(header, [1])).toThrow('limit');
    expect(() => parsed(Buffer.from('02ffffffffffffffff', 'hex'), [9])).toThrow('limit');
  });

  test.each([0x08, 0x10, 0x80, 0xff])('refuses the unknown flag %i', (flags) => {
    expect(() => parsed(Buffer.of(flags, 0, 0, 0, 0, 0, 0, 0, 0), [9])).toThrow('flags');
  });

  test('refuses a command in parts', () => {
    expect(() => parsed(Buffer.of(commandFlag | moreFlag, 0), [2])).toThrow('command');
  });

  test('hands over nothing more once it is stopped, not even from the same chunk', () => {
    let found = 0;
    const parser = new FrameParser(limit, () => {
      found += 1;
      parser.stop();
    });
    parser.push(Buffer.concat([encodeFrame(0, Buffer.of(1)), encodeFrame(0, Buffer.of(2))]));
    expect(found).toBe(1);
  });
});
