import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BanyanError } from '../../../app/index.ts';
import { until } from '../../fleet/until.ts';
import { percentile, rowOf, type BenchRow } from '../row.ts';
import { Orchard } from './orchard.ts';
import type { Standing } from './orchard-message.ts';

const processes = 10;
const nodesEach = 10;
const fanOut = 5;
/** The first 25 s meet code that no process has compiled yet, and do not count. */
const warmUpLetters = 1250;
const letters = warmUpLetters + 500;
const everyMs = 20;
const joinWithinMs = 120_000;
const lookEveryMs = 500;
const arriveWithinMs = 60_000;

/** What the edits of one node took to the farthest, and to everybody. */
interface Travelled {
  p99Ms: number;
  /** From the last edit until everybody has it. */
  lastMs: number;
}

/** A tree of a hundred nodes on one machine, whose root writes fifty times a second; beside bare sockets in the same tree. */
export async function* hundredNodes(now: () => number): AsyncGenerator<BenchRow> {
  const { standings, travelled: ours } = await ofNodes(now);
  const theirs = await ofRelays(standings);
  const farthest = Math.max(...standings.map(({ depth }) => depth));
  const baseline = 'zeromq.js PUB and SUB in the same tree';
  const row = (what: string, figure: keyof Travelled): BenchRow =>
    rowOf(what, baseline, 'ms', [{ ours: ours[figure], theirs: theirs[figure] }], false);
  yield row(`${standings.length} nodes, edit to arrival at depth ${farthest}, p99`, 'p99Ms');
  yield row(`${standings.length} nodes, from the last edit until everybody has everything`, 'lastMs');
}

async function ofNodes(now: () => number): Promise<{ standings: Standing[]; travelled: Travelled }> {
  const folder = await mkdtemp(join(tmpdir(), 'banyan-orchard-'));
  try {
    return await Orchard.with(processes, async (orchard) => {
      const [first] = orchard.processes;
      const numbersOf = (index: number): number[] => Array.from({ length: nodesEach }, (_, at) => index * nodesEach + at);
      const { address } = await first!.ask({ do: 'open', numbers: [0], folder, fanOut, join: undefined });
      const startedAt = now();
      // One after the other: a hundred joins at once are a benchmark of their own.
      for (const [index, each] of orchard.processes.entries()) {
        const numbers = numbersOf(index).filter((number) => number > 0);
        await each.ask({ do: 'open', numbers, folder, fanOut, join: address });
      }
      const standings = await whole(orchard);
      process.stderr.write(
        `failover: ${standings.length} nodes are one tree after ${((now() - startedAt) / 1000).toFixed(1)} s\n`,
      );
      const { document } = await first!.ask({ do: 'create', name: 'Hundred' });
      await orchard.askAll({ do: 'enter', document });
      return { standings: await whole(orchard), travelled: await travel(orchard, standings) };
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Where everybody stands, once all see all others under one root. */
async function whole(orchard: Orchard): Promise<Standing[]> {
  let standings: Standing[] = [];
  const strangers = async (): Promise<string[]> => {
    standings = (await orchard.askAll({ do: 'standing' })).flatMap((answer) => answer.standings);
    const root = standings.find(({ number }) => number === 0)!;
    return standings
      .filter((standing) => standing.present !== standings.length || standing.root !== root.nodeId || standing.term !== root.term)
      .map(({ number, present }) => `node ${number} sees ${present}`);
  };
  await until('all nodes are one tree', joinWithinMs, strangers, lookEveryMs);
  return standings;
}

/** The same tree, level by level, because a relay has to know where its parent publishes. */
async function ofRelays(standings: readonly Standing[]): Promise<Travelled> {
  return Orchard.with(processes, async (orchard) => {
    const publishes = new Map<string, string>();
    for (const standing of standings.toSorted((a, b) => a.depth - b.depth)) {
      const { number, nodeId, parent } = standing;
      const at = orchard.processes[Math.floor(number / nodesEach)]!;
      const { publish } = await at.ask({ do: 'relay', number, parent: parent === null ? undefined : publishes.get(parent) });
      publishes.set(nodeId, publish);
    }
    // Subscriptions take effect some time after they were made.
    await new Promise((resolve) => setTimeout(resolve, 1000));
    return travel(orchard, standings);
  });
}

async function travel(orchard: Orchard, standings: readonly Standing[]): Promise<Travelled> {
  const [first] = orchard.processes;
  const { timesMs: written } = await first!.ask({ do: 'write', letters, everyMs });
  const answers = await orchard.askAll({ do: 'await', letters, withinMs: arriveWithinMs });
  const arrivals = answers.flatMap((answer) => answer.arrivals);
  const late = arrivals.filter(({ timesMs }) => timesMs.length < letters);
  if (late.length > 0)
    throw new BanyanError(
      'timed-out',
      `${late.length} nodes did not get everything: ${late.map(({ number }) => number).join(', ')}.`,
    );
  const depths = new Map(standings.map(({ number, depth }) => [number, depth]));
  const farthest = Math.max(...depths.values());
  const delays = arrivals
    .filter(({ number }) => depths.get(number) === farthest)
    .flatMap(({ timesMs }) => timesMs.map((atMs, letter) => atMs - written[letter]!).slice(warmUpLetters));
  return {
    p99Ms: percentile(
      delays.toSorted((a, b) => a - b),
      0.99,
    ),
    lastMs: Math.max(...arrivals.map(({ timesMs }) => timesMs.at(-1)!)) - written.at(-1)!,
  };
}
