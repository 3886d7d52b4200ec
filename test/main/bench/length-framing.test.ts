import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Deframer, framed } from '../../../main/bench/endpoint/length-framing.ts';

test('frames come out as they went in, however the stream is cut', () => {
  const frames = fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 12 });
  const cuts = fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(frames, cuts, (sent, sizes) => {
      const stream = Buffer.concat(sent.map(framed));
      const taken: Uint8Array[] = [];
      const deframer = new Deframer((frame) => void taken.push(new Uint8Array(frame)));
      for (let at = 0, cut = 0; at < stream.length; cut += 1) {
        const size = sizes[cut % sizes.length]!;
        deframer.read(stream.subarray(at, at + size));
        at += size;
      }
      expect(taken).toEqual(sent.map((frame) => new Uint8Array(frame)));
    }),
  );
});
