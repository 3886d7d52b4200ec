import { setFlagsFromString } from 'node:v8';
import { InvalidArgumentError, type Command } from 'commander';
import { BanyanError } from '../../../app/bridge/index.ts';
import { scenarios } from '../../simulator/scenarios.ts';
import { simulate, type Outcome } from '../../simulator/simulate.ts';
import type { AddCommand, CommandContext } from '../command.ts';
import { table } from '../output.ts';

/** From so many nodes on memory is collected less often. */
const manyNodes = 2000;

interface Options {
  nodes: number;
  seed: number;
  seeds: number;
  scenario: string;
  fanOut?: number;
  record?: string;
}

/** `banyan simulate`: whole nodes in virtual time; the same seed gives the same run, whatever machine it is on. */
export function addSimulateCommand(program: Command, add: AddCommand): void {
  const command = program
    .command('simulate')
    .description('run clusters of whole nodes in virtual time, with everything going wrong that can')
    .option('--nodes <count>', 'nodes in the cluster', count(2, 10_000), 12)
    .option('--seed <number>', 'what all chance follows from', count(0, 2 ** 32 - 1), 1)
    .option('--seeds <count>', 'run so many seeds, beginning with --seed', count(1, 100_000), 1)
    .option('--scenario <name>', `${Object.keys(scenarios).join(', ')}, or all`, 'all')
    .option('--fan-out <count>', 'children that a node takes on', count(1, 256))
    .option('--record <file>', 'write a recording of the run: gzipped lines of JSON');
  add<[Options]>(command, runSimulations);
}

async function runSimulations({ output }: CommandContext, options: Options): Promise<void> {
  const names = options.scenario === 'all' ? Object.keys(scenarios) : [options.scenario];
  if (names.some((name) => !Object.hasOwn(scenarios, name)))
    throw new BanyanError(
      'bad-input',
      `There is no scenario "${options.scenario}". There are: ${Object.keys(scenarios).join(', ')}, and all.`,
    );
  if (options.record !== undefined && names.length * options.seeds > 1)
    throw new BanyanError('bad-input', 'One recording holds one run: give --record with one scenario and one seed.');
  // Thousands of nodes send each other hundreds of megabytes at once. By default V8 then looks through its whole memory
  // for every 64 of them, and does hardly anything else.
  if (options.nodes >= manyNodes) setFlagsFromString('--external-memory-accounted-in-global-limit');
  const failed: Outcome[] = [];
  for (let seed = options.seed; seed < options.seed + options.seeds; seed++)
    for (const scenario of names) {
      const outcome = await simulate({
        scenario,
        nodes: options.nodes,
        seed,
        ...(options.fanOut !== undefined && { fanOut: options.fanOut }),
        ...(options.record !== undefined && { record: options.record }),
        progress: (sentence) => void process.stderr.write(`${scenario}, seed ${seed}: ${sentence}\n`),
      });
      if (outcome.violations.length > 0) failed.push(outcome);
      output.value(outcome);
      output.line(report(outcome, options.seeds === 1));
    }
  if (failed.length === 0) return;
  throw new BanyanError(
    'internal',
    `${failed.length} of ${names.length * options.seeds} runs failed. Replay with:\n${failed.map(({ replay }) => replay).join('\n')}`,
  );
}

/** What came of a run, for people. */
function report(outcome: Outcome, full: boolean): string {
  const { scenario, seed, nodes, violations, virtualMs, realMs, frames, events, edits, hash, memoryMib, processorMs } = outcome;
  const verdict = violations.length === 0 ? 'well' : 'FAILED';
  const lines = [
    `${scenario}, ${nodes} nodes, seed ${seed}: ${verdict} after ${(virtualMs / 1000).toFixed(1)} s of virtual time in ${(realMs / 1000).toFixed(1)} s`,
    ...violations.map((violation) => `  ✗ ${violation}`),
  ];
  if (violations.length > 0) lines.push(`  ${outcome.replay}`);
  if (!full) return lines.join('\n');
  const figures = Object.entries(outcome.figures).map(([name, figure]) => [
    `  ${name}`,
    typeof figure === 'number'
      ? short(figure)
      : `mean ${short(figure.mean)}, p50 ${short(figure.p50)}, p99 ${short(figure.p99)}, max ${short(figure.max)} (of ${figure.count})`,
  ]);
  const machine = [
    ['  frames', short(frames)],
    ['  events', short(events)],
    ['  edits', short(edits)],
    ['  real time, s', short(realMs / 1000)],
    ['  of the processor, s', short(processorMs / 1000)],
    ['  peak memory, MiB', short(memoryMib)],
    ['  hash', hash],
  ];
  return [...lines, table([...figures, ...machine])].join('\n');
}

const short = (figure: number): string =>
  figure >= 1000 ? Math.round(figure).toLocaleString('en') : String(Math.round(figure * 100) / 100);

function count(lowest: number, highest: number): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (Number.isInteger(number) && number >= lowest && number <= highest) return number;
    throw new InvalidArgumentError(`Give a whole number from ${lowest} to ${highest}.`);
  };
}
