import { describe, expect, test } from 'vitest';
import { Pace } from '../../../app/endpoint/pace.ts';
import { virtualClock } from '../transport/virtual-clock.ts';

function bench() {
  const clock = virtualClock();
  const marks: number[] = [];
  const timing = { markBytes: 10, windowBytes: 100, silentMs: 500, slowMs: 3000 };
  const pace = new Pace({ clock, timing, mark: (bytes) => marks.push(bytes) });
  return { clock, marks, pace };
}

describe('the pace of a publisher', () => {
  test('W1 marks go into the stream after so many bytes', () => {
    const { marks, pace } = bench();
    for (let count = 0; count < 5; count++) pace.published(4);
    expect(marks).toEqual([12]);
  });

  test('W2 waits for the slowest of those who keep step', async () => {
    const { clock, pace } = bench();
    pace.came('a');
    pace.came('b');
    pace.published(120);
    pace.reached('a', 120);
    let room = false;
    void pace.whenRoom().then(() => (room = true));
    await clock.advance(100);
    expect(room).toBe(false);
    pace.reached('b', 60);
    await clock.advance(0);
    expect(room).toBe(true);
  });

  test('W3 who stands still is not waited for any more, until it is in step again', async () => {
    const { clock, pace } = bench();
    pace.came('a');
    pace.published(200);
    let room = false;
    void pace.whenRoom().then(() => (room = true));
    await clock.advance(400);
    expect(room).toBe(false);
    await clock.advance(300);
    expect(room).toBe(true);
    pace.reached('a', 190);
    pace.published(100);
    expect(pace.hasRoom).toBe(false);
  });

  test('W3 who is slower than the others does not slow them down for long', async () => {
    const { clock, pace } = bench();
    pace.came('fast');
    pace.came('slow');
    let published = 0;
    let waits = 0;
    for (let turn = 0; turn < 100; turn++) {
      published += 40;
      pace.published(40);
      pace.reached('fast', published);
      pace.reached('slow', 5 + turn);
      if (!pace.hasRoom) {
        waits++;
        const wait = { over: false };
        void pace.whenRoom().then(() => (wait.over = true));
        for (let step = 0; !wait.over && step < 200; step++) {
          await clock.advance(50);
          pace.reached('slow', 6 + turn + step / 1000);
        }
        expect(wait.over).toBe(true);
      }
    }
    expect(waits).toBeLessThan(3);
  });

  test('with nobody to listen there is always room', () => {
    const { pace } = bench();
    pace.published(10_000);
    expect(pace.hasRoom).toBe(true);
    pace.came('a');
    pace.published(10_000);
    pace.went('a');
    expect(pace.hasRoom).toBe(true);
  });
});
