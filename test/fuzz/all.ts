/**
 * Fuzzes every parser that takes bytes from outside, and a whole node that runs, for as long as one likes.
 *
 * Usage: npm run fuzz -- [SECONDS] [--seed SEED]
 */
import { parseArgs } from 'node:util';
import { seededRandom } from '../../app/random.ts';
import { run as runLive } from './live-node.ts';
import { tryAll } from './parsers.ts';
import { run as runZmtp } from './zmtp.ts';

const { values, positionals } = parseArgs({ options: { seed: { type: 'string' } }, allowPositionals: true });
const seconds = Number(positionals[0] ?? 60);
const seed = Number(values.seed ?? positionals[1] ?? Date.now() % 2 ** 32);
if (!(seconds > 0) || !Number.isInteger(seed)) {
  console.error('Usage: npm run fuzz -- [SECONDS] [--seed SEED], both numbers.');
  process.exit(2);
}
const third = seconds / 3;
console.log(`Seed ${seed}. A third of ${seconds} s each: ZMTP, everything above it, and all ports of a node that runs.`);
console.log(JSON.stringify(await runZmtp(third, seed)));
const random = seededRandom(seed);
const tally: Record<string, { taken: number; refused: number }> = {};
const until = performance.now() + third * 1000;
do await tryAll(random, tally);
while (performance.now() < until);
console.log(JSON.stringify(tally));
console.log(JSON.stringify(await runLive(third, seed)));
