import { BanyanError } from '../../../app/index.ts';
import { rowOf, type BenchRow } from '../row.ts';
import { bareRootLost } from './bare-root-lost.ts';
import { Grove } from './grove.ts';
import { handOver } from './hand-over.ts';
import { hundredNodes } from './hundred-nodes.ts';
import { rootLost, type Loss } from './root-lost.ts';

const defaultRounds = 20;
const warmUpRounds = 5;
/** Of the losses that take long, and of those that are clean, fewer rounds say as much. */
const mostOfOthers = 8;

/** Milliseconds of the machine's monotonic clock, which all processes share. */
const machineTime = (): number => Number(process.hrtime.bigint()) / 1e6;

/**
 * What the loss of a root costs those who stay, and how a tree of a hundred keeps up. `BANYAN_BENCH_FAILOVER_ROUNDS`
 * says how often the root is lost, 20 times unless given.
 */
export async function* benchFailover(): AsyncGenerator<BenchRow> {
  const rounds = failoverRounds();
  const others = Math.min(rounds, mostOfOthers);
  const ours = await Grove.with(machineTime, async (grove) => {
    // The first losses meet code that has not run often, and do not count.
    await times(warmUpRounds, () => rootLost(grove, 'killed', machineTime));
    return {
      killed: await times(rounds, () => rootLost(grove, 'killed', machineTime)),
      stopped: await times(others, () => rootLost(grove, 'stopped', machineTime)),
      handOvers: await times(others, () => handOver(grove, machineTime)),
    };
  });
  yield lossRow('root killed', 'killed', ours.killed, await times(rounds, () => bareRootLost('killed', machineTime)));
  yield lossRow(
    'root stopped (SIGSTOP)',
    'stopped',
    ours.stopped,
    await times(others, () => bareRootLost('stopped', machineTime)),
  );
  yield rowOf(
    'root leaves (SIGTERM), longest pause of a stream at anybody who stays',
    'as much time before',
    'ms',
    ours.handOvers.map(({ leavingMs, quietMs }) => ({ ours: leavingMs, theirs: quietMs })),
    false,
  );
  yield* hundredNodes(machineTime);
}

function lossRow(what: string, loss: Loss, ours: readonly number[], theirs: readonly number[]): BenchRow {
  return rowOf(
    `${what}, until all eleven others have something new of each other`,
    `zeromq.js, everybody goes on with a successor known before${loss === 'stopped' ? ', heartbeats of libzmq' : ''}`,
    'ms',
    ours.map((figure, round) => ({ ours: figure, theirs: theirs[round]! })),
    false,
  );
}

async function times<Result>(count: number, run: () => Promise<Result>): Promise<Result[]> {
  const results: Result[] = [];
  for (let round = 0; round < count; round++) results.push(await run());
  return results;
}

function failoverRounds(): number {
  const given = process.env['BANYAN_BENCH_FAILOVER_ROUNDS'];
  const rounds = given === undefined ? defaultRounds : Number(given);
  if (Number.isInteger(rounds) && rounds >= 1 && rounds <= 1000) return rounds;
  throw new BanyanError('bad-input', 'BANYAN_BENCH_FAILOVER_ROUNDS is a whole number, from 1 to 1000.');
}
