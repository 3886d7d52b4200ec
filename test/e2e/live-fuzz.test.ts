import { describe, expect, test } from 'vitest';
import { run } from '../fuzz/live-node.ts';

/** Seeds that are always tried; one that has found something stays here. */
const seeds = [20_261_126];
const seconds = 6;

describe('attacks on every port of a node while two go on writing', () => {
  test.each(seeds)(
    'seed %i: it holds, nothing comes out, and both have what both wrote (npm run fuzz for longer)',
    async (seed) => {
      const report = await run(seconds, seed);
      // Door, control (with the heartbeats), three for data, pairing, the page here and beyond: with fewer something is left out.
      expect(report.ports).toBeGreaterThanOrEqual(8);
      expect(report.shaken).toBeGreaterThan(0);
      expect(report.sealed).toBeGreaterThan(0);
      expect(report.writes).toBeGreaterThan(0);
      for (const name of ['in the clear', 'HTTP and TLS', 'garbage in the box of a stranger', 'garbage in the box of a member'])
        expect(report.attacks[name], name).toBeGreaterThan(0);
    },
  );
});
