import type { Machine } from '../machine.ts';
import type { Scenario } from '../scenario.ts';
import type { Stage } from '../stage.ts';

/** A process that is killed is noticed at once, by its connections; a machine without power only by its silence. */
function lose({ world }: Stage, machine: Machine): void {
  if (world.random.integer(2) === 0) world.crash(machine);
  else world.powerCut(machine);
}

/** The root is killed while everybody writes; later it comes back with its disk and must not reign. */
export const rootLoss: Scenario = {
  about: 'the root is killed or loses its power; one of the others reigns; the old root comes back as a member',
  async run(stage) {
    const { world } = stage;
    await stage.grow();
    stage.writing(1000, 4000);
    await world.pass(500);
    const root = stage.root;
    const meter = stage.measureAttachment('the loss of the root');
    lose(stage, root);
    await stage.settle('the loss of the root');
    meter.end();
    stage.restart([root]);
    await stage.settle('the return of the old root');
    await stage.quiet();
  },
};

/** Relays are killed, so that their children have to find another place. */
export const relayLoss: Scenario = {
  about: 'nodes that carry others are killed, one after the other',
  async run(stage) {
    const { world, edits } = stage;
    await stage.grow();
    for (let round = 0; round < 3 && stage.relays.length > 0; round++) {
      edits.everyone(1000, 3000);
      await world.pass(500);
      const relay = world.any(stage.relays);
      const meter = stage.measureAttachment(`the loss of relay ${round + 1}`);
      lose(stage, relay);
      await stage.settle(`the loss of relay ${round + 1}`);
      meter.end();
      if (world.random.integer(2) === 0) {
        stage.restart([relay], 2000);
        await world.pass(2000);
        await stage.settle(`the return of relay ${round + 1}`);
      }
    }
  },
};

/** The root is killed, then who comes after it as soon as it reigns, and so on. */
export const cascade: Scenario = {
  about: 'the root is killed, then its successor, then the next one',
  async run(stage) {
    const { world, edits } = stage;
    await stage.grow();
    edits.everyone(1000, 10_000);
    const killed = [];
    const meter = stage.measureAttachment('the last of the losses');
    for (let round = 0; round < Math.min(4, Math.floor(stage.nodes / 3)); round++) {
      const root = stage.root;
      killed.push(root);
      lose(stage, root);
      const reigns = await world.until(
        () => world.lively.some(({ process }) => process!.parts.cluster.standing.phase === 'root'),
        15_000,
        5,
      );
      if (!reigns) {
        stage.violations.push(`Nobody reigned within 15 s after root ${round + 1} was killed.`);
        break;
      }
      // Sometimes at once, sometimes when the others have just followed.
      await world.pass(world.random.integer(1500));
    }
    await stage.settle('the losses');
    meter.end();
    stage.restart(killed, 3000);
    await world.pass(3000);
    await stage.settle('the return of all');
  },
};

/** Every machine loses its power at once; all come back within a few seconds, or all but the root. */
export const massRestart: Scenario = {
  about: 'all machines lose power at once and come back, with or without the root',
  async run(stage) {
    const { world, edits } = stage;
    await stage.grow();
    edits.everyone(500, 3000);
    await world.pass(2000);
    const root = stage.root;
    const all = [...world.running];
    for (const machine of all) world.crash(machine);
    await world.pass(500);
    const without = world.random.integer(2) === 0;
    stage.restart(without ? all.filter((machine) => machine !== root) : all, 3000);
    await world.pass(3000);
    await stage.settle(without ? 'the restart of all but the root' : 'the restart of all');
    if (without) {
      stage.restart([root]);
      await stage.settle('the return of the old root');
    }
    await stage.quiet();
  },
};

/** The root leaves cleanly: somebody is asked to reign before it goes. */
export const handOver: Scenario = {
  about: 'the root leaves cleanly, several times',
  async run(stage) {
    const { world, edits } = stage;
    await stage.grow();
    for (let round = 1; round <= 3; round++) {
      edits.everyone(500, 3000);
      await world.pass(500);
      const root = stage.root;
      const meter = stage.measureAttachment(`hand-over ${round}`);
      await world.time.until(world.stop(root), 15_000);
      await stage.settle(`hand-over ${round}`);
      meter.end();
      if (round < 3) stage.restart([root]);
      await stage.settle(`the return after hand-over ${round}`);
    }
  },
};
