import type { Machine } from '../machine.ts';
import type { Scenario } from '../scenario.ts';

/** The network falls into two parts, which go on alone, and becomes one again. */
export const partitionAndHeal: Scenario = {
  about: 'the network falls apart, both parts go on, and it heals',
  async run(stage) {
    const { world, edits } = stage;
    await stage.grow();
    for (let round = 1; round <= 2; round++) {
      const parts: [Machine[], Machine[]] = [[], []];
      // A few against many, or half and half.
      const share = 20 + world.random.integer(60);
      for (const machine of world.running) parts[world.random.integer(100) < share ? 0 : 1].push(machine);
      if (parts[0].length === 0 || parts[1].length === 0) continue;
      edits.everyone(1000, 6000);
      const heal = world.part(parts);
      await stage.settle(`parting ${round}`);
      await world.pass(world.random.integer(5000));
      heal();
      await stage.settle(`healing ${round}`, { withinMs: 45_000 });
    }
    // One so short that nobody may lose anything by it.
    edits.everyone(500, 3000);
    world.part([world.running.filter((_, index) => index % 2 === 0), world.running.filter((_, index) => index % 2 === 1)], 1000);
    await world.pass(1200);
    await stage.settle('a short parting');
  },
};

/** Connections break and come back, some are heard in one direction only. */
export const flappingLink: Scenario = {
  about: 'connections break again and again, some work in one direction only',
  async run(stage) {
    const { world, edits } = stage;
    await stage.grow();
    edits.everyone(500, 12_000);
    const end = world.time.monotonic() + 10_000;
    while (world.time.monotonic() < end) {
      const machine = world.any(world.lively);
      const parent = stage.parentOf(machine);
      if (parent !== undefined) {
        const what = world.random.integer(4);
        if (what < 2) world.cut(machine, parent);
        else if (what === 2) world.silenceWay(machine, parent, 200 + world.random.integer(3000));
        else world.silenceWay(parent, machine, 200 + world.random.integer(3000));
      }
      await world.pass(50 + world.random.integer(400));
    }
    await world.pass(3000);
    await stage.settle('flapping');
    await stage.quiet();
  },
};

/** Publications get lost, as they do when a subscriber's queue is full; some nodes hear nothing of the stream for a while. */
export const lossyStream: Scenario = {
  about: 'publications are lost by chance, and for a while whole streams',
  async run(stage) {
    const { world, edits } = stage;
    await stage.grow();
    world.weather.set({ loss: 0.05, jitterMs: 8 });
    edits.everyone(300, 10_000);
    for (let round = 0; round < 5; round++) {
      await world.pass(1000 + world.random.integer(1000));
      const machine = world.any(world.lively);
      const parent = stage.parentOf(machine);
      if (parent !== undefined) world.deafen(parent, machine, 300 + world.random.integer(2500));
    }
    await world.pass(3000);
    // Fair again: that the last ones come as well.
    world.weather.set({ loss: 0, jitterMs: 0.4 });
    await stage.settle('losses in the stream');
  },
};
