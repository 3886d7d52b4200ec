import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { VirtualTime } from '../../main/simulator/virtual-time.ts';

describe('virtual time', () => {
  test('stands still until it is run, and then jumps from event to event', async () => {
    const time = new VirtualTime();
    const heard: number[] = [];
    time.after(5000, () => void heard.push(time.monotonic()));
    time.after(0.5, () => void heard.push(time.monotonic()));
    await new Promise((resolve) => void setTimeout(resolve, 5));
    expect(heard).toEqual([]);
    expect(await time.run(5000)).toBe(false);
    expect(heard).toEqual([0.5, 5000]);
    expect(time.monotonic()).toBe(5000);
  });

  test('what is due runs by time, then in the order it was asked for, and what was called off does not run', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ delay: fc.integer({ min: 0, max: 20 }), off: fc.boolean() }), { maxLength: 300 }),
        async (wishes) => {
          const time = new VirtualTime();
          const ran: number[] = [];
          const timers = wishes.map(({ delay }, index) => time.after(delay, () => void ran.push(index)));
          wishes.forEach(({ off }, index) => off && timers[index]!.cancel());
          await time.run(100);
          const expected = wishes
            .map(({ delay, off }, index) => ({ delay, off, index }))
            .filter(({ off }) => !off)
            .toSorted((one, other) => one.delay - other.delay || one.index - other.index)
            .map(({ index }) => index);
          expect(ran).toEqual(expected);
        },
      ),
      { numRuns: 60 },
    );
  });

  test('timers that ask for timers keep the order, however many were called off before', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fc.nat(9), fc.nat(9)), { maxLength: 100 }), async (pairs) => {
        const time = new VirtualTime();
        for (let at = 0; at < 3000; at++) time.after(50, () => {}).cancel();
        const times: number[] = [];
        const note = (): void => void times.push(time.monotonic());
        for (const [first, second] of pairs)
          time.after(first, () => {
            note();
            time.after(second, note);
          });
        await time.run(100);
        expect(times).toHaveLength(pairs.length * 2);
        expect(times).toEqual(times.toSorted((one, other) => one - other));
      }),
      { numRuns: 40 },
    );
  });

  test('between two events of one time all promises are settled', async () => {
    const time = new VirtualTime();
    const heard: string[] = [];
    const long = async (name: string): Promise<void> => {
      for (let step = 0; step < 50; step++) await Promise.resolve();
      await new Promise<void>((resolve) => process.nextTick(resolve));
      heard.push(`${name} settled`);
    };
    for (const name of ['a', 'b', 'c'])
      time.after(1, () => {
        heard.push(name);
        void long(name);
      });
    await time.run(2);
    expect(heard).toEqual(['a', 'a settled', 'b', 'b settled', 'c', 'c settled']);
  });

  test('what a promise of the last event asks for still runs in time', async () => {
    const time = new VirtualTime();
    let ran = 0;
    time.after(1, () => void Promise.resolve().then(() => time.after(1, () => void ran++)));
    await time.run(2);
    expect(ran).toBe(1);
  });

  test('a beat repeats until it is cancelled, also by itself', async () => {
    const time = new VirtualTime();
    let beats = 0;
    const timer = time.every(10, () => {
      beats++;
      if (beats === 3) timer.cancel();
    });
    await time.run(100);
    expect(beats).toBe(3);
    timer.cancel();
  });

  test('runs until something holds, and says whether it does', async () => {
    const time = new VirtualTime();
    let beats = 0;
    time.every(10, () => void beats++);
    expect(await time.run(10_000, () => beats >= 5)).toBe(true);
    expect(time.monotonic()).toBeLessThan(70);
    expect(await time.run(200, () => beats < 0)).toBe(false);
    expect(time.monotonic()).toBe(200);
  });

  test('an event that throws ends the run with its error', async () => {
    const time = new VirtualTime();
    time.after(1, () => {
      throw new Error('broken');
    });
    await expect(time.run(5)).rejects.toThrow('broken');
    expect(await time.run(5)).toBe(false);
  });
});
