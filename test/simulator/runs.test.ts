import { describe, expect, test } from 'vitest';
import { scenarios } from '../../main/simulator/scenarios.ts';
import { simulate, type SimulationOptions } from '../../main/simulator/simulate.ts';

const names = Object.keys(scenarios);
const seeds = Array.from({ length: 50 }, (_, index) => index + 1);

/** A run that must go well; when it does not, the failure says what went wrong and how to see it again. */
async function well(options: SimulationOptions): Promise<void> {
  const { violations, replay } = await simulate(options);
  expect(violations, `Replay with: ${replay}`).toEqual([]);
}

describe('simulated clusters', () => {
  // Eight to fourteen nodes, and every scenario several times.
  for (const seed of seeds) {
    const scenario = names[seed % names.length]!;
    const nodes = 8 + (seed % 7);
    test(`${scenario} with ${nodes} nodes and seed ${seed} goes well`, () => well({ scenario, nodes, seed }), 60_000);
  }
});

describe('the simulator', () => {
  test('does exactly the same again with the same seed, and something else with another', async () => {
    const run = (seed: number) => simulate({ scenario: 'churn', nodes: 8, seed });
    const [one, again, other] = [await run(5), await run(5), await run(6)];
    expect(again.hash).toBe(one.hash);
    expect([again.frames, again.events, again.edits, again.virtualMs]).toEqual([
      one.frames,
      one.events,
      one.edits,
      one.virtualMs,
    ]);
    expect(again.figures).toEqual(one.figures);
    expect(other.hash).not.toBe(one.hash);
  }, 60_000);
});
