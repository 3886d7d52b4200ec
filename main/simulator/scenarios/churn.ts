import type { Scenario } from '../scenario.ts';
import type { Stage } from '../stage.ts';

/** Everything at once: joins, leaves, crashes, sleeps and short breaks, with everybody writing. */
export const churn: Scenario = {
  about: 'joins, leaves, crashes, restarts and sleeps, with everybody writing',
  async run(stage) {
    const { world, edits } = stage;
    await stage.grow();
    // Newcomers are let in by whoever may, and that one may be off.
    stage.appoint();
    await stage.settle('the appointment');
    edits.everyone(500, 21_000);
    const end = world.time.monotonic() + 20_000;
    while (world.time.monotonic() < end) {
      disturb(stage);
      stage.appoint();
      await world.pass(100 + world.random.integer(1200));
    }
    for (const machine of world.running) world.thaw(machine);
    await world.pass(3000);
    await stage.settle('churn');
    // What lies on the disks that are off was promised too.
    stage.restart(
      world.machines.filter(({ process }) => process === undefined),
      2000,
    );
    await world.pass(2500);
    await stage.settle('the return of all');
    await stage.quiet();
  },
};

function disturb(stage: Stage): void {
  const { world } = stage;
  const { random, lively } = world;
  // Most have to stay, so that there is a cluster that could go on.
  const enough = lively.length > Math.max(3, stage.nodes / 2);
  const off = world.machines.filter(({ process }) => process === undefined);
  const what = random.integer(10);
  if (what < 2 && world.machines.length < stage.nodes * 2) void world.startAndJoin(world.add(), () => world.members);
  else if (what < 4 && off.length > 0) stage.restart([world.any(off)]);
  else if (what < 5 && enough) world.crash(world.any(lively));
  else if (what < 6 && enough) world.powerCut(world.any(lively));
  else if (what < 7 && enough) void world.stop(world.any(lively));
  else if (what < 8 && enough) {
    const sleeper = world.any(lively);
    world.freeze(sleeper);
    world.time.after(200 + random.integer(6000), () => world.thaw(sleeper));
  } else {
    const machine = world.any(lively);
    const parent = stage.parentOf(machine);
    if (parent !== undefined) world.cut(machine, parent);
  }
}
