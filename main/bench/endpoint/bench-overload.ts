import { setTimeout as pause } from 'node:timers/promises';
import { BanyanError } from '../../../app/index.ts';
import { spreadOf, type BenchRow } from '../row.ts';
import { countsOf, perSecond } from './measures.ts';
import { hostToClients } from './paths.ts';
import type { SideHandle } from './side-handle.ts';
import type { Count } from './side.ts';
import { Stage } from './stage.ts';

const defaultSeconds = 60;
const warmUpMs = 1000;
const secondsBefore = 5;
const sampleMs = 1000;
/** What the last messages may take after the host has stopped sending. */
const drainMs = 15_000;

/** Where host and clients were at one moment. */
interface Sample {
  host: Count;
  clients: Count[];
}

/**
 * A host publishes as fast as it can to four clients, and one of them stops where it stands (SIGSTOP). What that does
 * to the host's memory and to the other three. `BANYAN_BENCH_OVERLOAD_SECONDS` says for how long, 60 unless given.
 */
export async function* benchOverload(): AsyncGenerator<BenchRow> {
  const seconds = overloadSeconds();
  const { before, after, lost } = await Stage.with((stage) => overload(stage, seconds));
  yield memoryRow(before.at(-1)!, after);
  yield lossRow(lost);
  yield rateRow(before, after);
}

async function overload(stage: Stage, seconds: number): Promise<{ before: Sample[]; after: Sample[]; lost: number }> {
  const { sender, receivers } = await hostToClients({ transport: 'zmtp' })(stage);
  const [stopped, ...others] = receivers;
  await sender.ask({ do: 'flood' });
  await pause(warmUpMs);
  const before = await sampled(sender, others, secondsBefore);
  await sender.ask({ do: 'freeze', pid: stopped!.pid });
  const after = await sampled(sender, others, seconds);
  const { sent } = await sender.ask({ do: 'stop' });
  return { before, after, lost: await lostOf(others, sent) };
}

/** One look at the beginning, and one after each second. */
async function sampled(host: SideHandle, clients: readonly SideHandle[], seconds: number): Promise<Sample[]> {
  const samples: Sample[] = [];
  for (let second = 0; second <= seconds; second += 1) {
    if (second > 0) await pause(sampleMs);
    const [[now], counts] = await Promise.all([countsOf([host]), countsOf(clients)]);
    samples.push({ host: now!, clients: counts });
  }
  return samples;
}

/** Messages that a client of these did not get in its turn. */
async function lostOf(clients: readonly SideHandle[], sent: number): Promise<number> {
  // A client that lost something never gets there; how far it came is what counts.
  await Promise.allSettled(clients.map((client) => client.ask({ do: 'reach', arrivals: sent }, drainMs)));
  const counts = await countsOf(clients);
  return Math.max(...counts.map(({ arrived, misplaced }) => Math.max(sent - arrived, misplaced)));
}

function memoryRow({ host: { residentBytes: start } }: Sample, after: readonly Sample[]): BenchRow {
  const megabytes = (bytes: number): number => bytes / 1e6;
  const growth = spreadOf(after.map(({ host }) => megabytes(host.residentBytes - start)));
  return {
    case: "growth of the host's memory while one of four subscribers stands still",
    ours: growth,
    theirs: spreadOf([megabytes(start)]),
    baseline: 'its memory before',
    // Of what it was before, to what it was at its largest.
    ratio: megabytes(start) / (megabytes(start) + growth.max),
    unit: 'MB',
  };
}

function lossRow(lost: number): BenchRow {
  return {
    case: 'messages lost at the other three',
    ours: spreadOf([lost]),
    theirs: spreadOf([0]),
    baseline: 'none',
    ratio: lost === 0 ? 1 : 0,
    unit: 'messages',
  };
}

function rateRow(before: readonly Sample[], after: readonly Sample[]): BenchRow {
  const [ours, theirs] = [spreadOf(slowestRates(after)), spreadOf(slowestRates(before))];
  return {
    case: 'rate at the slowest of the other three, second by second',
    ours,
    theirs,
    baseline: 'the same before the stop',
    ratio: ours.median / theirs.median,
    unit: '/s',
  };
}

/** Messages per second at the slowest client, from each sample to the next. */
function slowestRates(samples: readonly Sample[]): number[] {
  return samples.slice(1).map(({ clients }, index) => {
    const earlier = samples[index]!.clients;
    return Math.min(
      ...clients.map((to, client) => perSecond(to.arrived - earlier[client]!.arrived, to.at - earlier[client]!.at)),
    );
  });
}

function overloadSeconds(): number {
  const given = process.env['BANYAN_BENCH_OVERLOAD_SECONDS'];
  const seconds = given === undefined ? defaultSeconds : Number(given);
  if (Number.isInteger(seconds) && seconds >= 1 && seconds <= 86_400) return seconds;
  throw new BanyanError('bad-input', 'BANYAN_BENCH_OVERLOAD_SECONDS is a whole number of seconds, from 1 to 86400.');
}
