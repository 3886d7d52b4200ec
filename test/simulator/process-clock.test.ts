import { describe, expect, test } from 'vitest';
import { ProcessClock } from '../../main/simulator/process-clock.ts';
import { VirtualTime } from '../../main/simulator/virtual-time.ts';

function machine(skewMs = 0) {
  const time = new VirtualTime();
  return { time, clock: new ProcessClock(time, { skewMs, upMs: 1000 }) };
}

describe('the clock of a simulated process', () => {
  test('shows the wrong wall time, and its own time since the start of the machine', async () => {
    const { time, clock } = machine(-5000);
    await time.run(100);
    expect(clock.now()).toBe(time.now() - 5000);
    expect(clock.monotonic()).toBe(1100);
    clock.setBack(1000);
    expect(clock.now()).toBe(time.now() - 6000);
    expect(clock.monotonic()).toBe(1100);
  });

  test('while it is frozen nothing runs; then everything that was due does, in its order, and time has jumped', async () => {
    const { time, clock } = machine();
    const heard: [string, number][] = [];
    const note = (what: string) => () => void heard.push([what, time.monotonic()]);
    clock.after(30, note('later'));
    clock.after(20, note('sooner'));
    const off = clock.after(25, note('called off'));
    clock.every(10, note('beat'));
    await time.run(15);
    clock.freeze();
    await time.run(995);
    off.cancel();
    expect(heard).toEqual([['beat', 10]]);
    clock.thaw();
    await time.run(1001);
    expect(heard.slice(1)).toEqual([
      ['sooner', 995],
      ['beat', 995],
      ['later', 995],
      ['beat', 1000],
    ]);
  });

  test('who waits for the end of the sleep is told once the timers have run', async () => {
    const { time, clock } = machine();
    const heard: string[] = [];
    clock.freeze();
    clock.after(1, () => void heard.push('timer'));
    void clock.thawed().then(() => heard.push('read'));
    await time.run(10);
    clock.thaw();
    await time.run(11);
    expect(heard).toEqual(['timer', 'read']);
  });

  test('after a crash no timer runs, neither one that was due in its sleep', async () => {
    const { time, clock } = machine();
    let ran = 0;
    clock.after(5, () => void ran++);
    clock.after(50, () => void ran++);
    clock.every(10, () => void ran++);
    clock.freeze();
    await time.run(20);
    clock.end();
    clock.thaw();
    await time.run(100);
    expect(ran).toBe(0);
    expect(clock.gone).toBe(true);
  });
});
