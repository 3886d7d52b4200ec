import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { InboundStream } from '../../../app/endpoint/inbound-stream.ts';

const aRun = fc
  .tuple(fc.integer({ min: 1, max: 60 }), fc.nat(5))
  .map(([first, length]) => ({ first, last: first + length, bytes: new Uint8Array(1 + length) }));
type AnyRun = { first: number; last: number; bytes: Uint8Array };

/** Takes a run as a listener does; answers with the numbers that were delivered. */
function take(stream: InboundStream, run: AnyRun): number[] {
  const delivered: number[] = [];
  const deliver = (last: number): void => {
    for (let number = stream.deliver(last); number <= last; number++) delivered.push(number);
  };
  const place = stream.place(run.first, run.last);
  if (place === 'next') deliver(run.last);
  if (place === 'ahead') stream.hold(run);
  for (let ready = stream.takeReady(); ready !== undefined; ready = stream.takeReady()) deliver(ready.last);
  return delivered;
}

describe('an inbound stream', () => {
  test('S2 S4 delivers in order, without a hole and nothing twice, whatever is repeated or comes out of order', () => {
    fc.assert(
      fc.property(fc.array(aRun, { maxLength: 80 }), (runs) => {
        const stream = new InboundStream();
        const delivered = runs.flatMap((run) => take(stream, run));
        expect(delivered).toEqual(Array.from({ length: stream.highest }, (_, index) => index + 1));
      }),
    );
  });

  test('S4 delivers everything that has come as soon as what was missing has come too', () => {
    fc.assert(
      fc.property(fc.array(aRun, { maxLength: 80 }), (runs) => {
        const stream = new InboundStream();
        const came = new Set<number>();
        for (const run of runs) {
          for (let number = run.first; number <= run.last; number++) came.add(number);
          take(stream, run);
        }
        let reach = 0;
        while (came.has(reach + 1)) reach++;
        expect(stream.highest).toBe(reach);
        expect(stream.newest).toBe(Math.max(reach, ...came));
        const gap = stream.gap;
        if (gap !== undefined) expect([came.has(gap.from), came.has(gap.to), came.has(gap.to + 1)]).toEqual([false, false, true]);
        for (let number = 1; number <= stream.newest; number++)
          take(stream, { first: number, last: number, bytes: new Uint8Array(1) });
        expect(stream.highest).toBe(Math.max(0, ...came));
        expect(stream.heldBytes).toBe(0);
      }),
    );
  });

  test('what is given up is skipped, and what was held behind it comes', () => {
    const stream = new InboundStream();
    stream.hold({ first: 5, last: 7, bytes: new Uint8Array(3) });
    expect(stream.takeReady()).toBeUndefined();
    stream.advanceTo(4);
    expect(stream.takeReady()?.last).toBe(7);
    expect(stream.heldBytes).toBe(0);
  });
});
