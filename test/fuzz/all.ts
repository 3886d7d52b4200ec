/**
 * Fuzzes every parser that takes bytes from outside, for as long as one likes.
 *
 * Usage: npm run fuzz -- [SECONDS] [SEED]
 */
import { seededRandom } from '../../app/random.ts';
import { tryAll } from './parsers.ts';
import { run as runZmtp } from './zmtp.ts';

const [seconds = '60', seed = String(Date.now() % 2 ** 32)] = process.argv.slice(2);
console.log(`Seed ${seed}. Half of ${seconds} s for ZMTP, half for everything above it.`);
const half = Number(seconds) / 2;
console.log(JSON.stringify(await runZmtp(half, Number(seed))));
const random = seededRandom(Number(seed));
const tally: Record<string, { taken: number; refused: number }> = {};
const until = performance.now() + half * 1000;
do await tryAll(random, tally);
while (performance.now() < until);
console.log(JSON.stringify(tally));
