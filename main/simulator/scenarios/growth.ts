import type { Scenario } from '../scenario.ts';

/** Nodes join one after the other, each by the address of some node that is there. */
export const growth: Scenario = {
  about: 'nodes join until all are there; then nothing happens for a while',
  async run(stage) {
    await stage.grow();
    await stage.world.pass(stage.writing(2000, 4000));
    await stage.settle('writing');
    await stage.quiet();
  },
};
