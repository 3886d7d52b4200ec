import type { Scenario } from '../scenario.ts';

/** A machine is far too slow for the stream, and nobody else may suffer from it. */
export const snail: Scenario = {
  about: 'one node handles messages far too slowly, then recovers',
  async run(stage) {
    const { world, edits } = stage;
    await stage.grow();
    const slow = world.any(stage.leaves.length > 0 ? stage.leaves : world.lively);
    slow.traits.handlingMs = 150;
    world.weather.slow(slow.name, 30);
    world.say('becomes slow', slow);
    edits.everyone(200, 8000);
    await world.pass(9000);
    slow.traits.handlingMs = 0;
    world.weather.slow(slow.name, 0);
    world.say('is quick again', slow);
    await stage.settle('a snail');
    await stage.quiet();
  },
};

/** Laptops sleep and wake: a leaf, somebody who carries others, the root. */
export const laptopSleep: Scenario = {
  about: 'processes are frozen for a while and go on: a leaf, a relay, the root',
  world: { skewMs: 120_000 },
  async run(stage) {
    const { world, edits } = stage;
    await stage.grow();
    const kinds = [() => stage.leaves, () => stage.relays, () => [stage.root], () => world.lively];
    for (const [index, choose] of kinds.entries()) {
      const choice = choose();
      if (choice.length === 0) continue;
      const sleeper = world.any(choice);
      edits.everyone(500, 6000);
      await world.pass(300);
      world.freeze(sleeper);
      // Shorter than anybody notices, or for long.
      const sleepMs = [400, 2000, 8000, 40_000][world.random.integer(4)]!;
      await world.pass(sleepMs);
      if (index === 3) sleeper.process?.clock.setBack(3_600_000);
      world.thaw(sleeper);
      await stage.settle(`sleep ${index + 1}`);
    }
    await stage.quiet();
  },
};

/** Nodes of another version come: they are refused with a sentence, until they are upgraded. */
export const rollingUpgrade: Scenario = {
  about: 'nodes of another protocol version are refused, harm nothing, and join once upgraded',
  async run(stage) {
    const { world, edits } = stage;
    const foreign = Math.max(1, Math.floor(stage.nodes / 4));
    await stage.grow(Math.max(3, stage.nodes - foreign));
    const natives = [...world.running];
    const strangers = Array.from({ length: foreign }, () => world.add());
    edits.everyone(500, 8000);
    for (const stranger of strangers) {
      stranger.traits.foreignVersion = 77;
      await world.time.until(world.start(stranger), 1000);
      const { cluster } = stranger.process!.parts;
      const host = world.any(natives);
      const refusal = await world.time.until(
        cluster
          .ask(host.address, 'the simulation')
          .then(() => cluster.answered())
          .then(
            () => undefined,
            (thrown: unknown) => String((thrown as Error).message),
          ),
        10_000,
      );
      if (refusal === undefined) stage.violations.push(`${stranger.name} of another version was let in.`);
      else if (!/speaks Banyan protocol/.test(refusal))
        stage.violations.push(`${stranger.name} of another version was not told so, but: ${refusal}`);
    }
    // A member that comes back with another version is refused as well.
    const downgraded = world.any(stage.leaves);
    await world.time.until(world.stop(downgraded), 10_000);
    downgraded.traits.foreignVersion = 77;
    await world.start(downgraded);
    await world.pass(3000);
    const atHome = (machine: { name: string }): boolean =>
      machine.name !== downgraded.name && !strangers.some(({ name }) => name === machine.name);
    await stage.settle('the visit of strangers', { belongs: atHome });
    for (const machine of [...strangers, downgraded]) {
      await world.time.until(world.stop(machine), 10_000);
      machine.traits.foreignVersion = undefined;
      if (machine === downgraded) void world.start(machine);
      else void world.startAndJoin(machine, () => natives.filter(({ lively }) => lively));
      await world.pass(world.random.integer(500));
    }
    await world.pass(3000);
    await stage.settle('the upgrade');
  },
};
