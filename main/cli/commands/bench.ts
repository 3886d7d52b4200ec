import type { Command } from 'commander';
import { BanyanError } from '../../../app/bridge/index.ts';
import { benches } from '../../bench/benches.ts';
import { machineLine, type BenchRow } from '../../bench/row.ts';
import type { AddCommand, CommandContext } from '../command.ts';
import { table } from '../output.ts';

/** `banyan bench`: each figure beside its baseline in the same run, as a ratio. */
export function addBenchCommand(program: Command, add: AddCommand): void {
  const command = program
    .command('bench')
    .argument('[name]', `one of ${Object.keys(benches).join(', ')}; all when left out`)
    .description('measure, beside baselines');
  add<[string | undefined]>(command, runBenches);
}

async function runBenches({ output }: CommandContext, name: string | undefined): Promise<void> {
  const chosen = Object.entries(benches).filter(([known]) => name === undefined || known === name);
  if (chosen.length === 0)
    throw new BanyanError('bad-input', `There is no benchmark "${name}". There are: ${Object.keys(benches).join(', ')}.`);
  output.line(machineLine());
  for (const [bench, run] of chosen) {
    const rows: BenchRow[] = [];
    for await (const row of run()) {
      rows.push(row);
      output.value({ bench, ...row });
      if (!output.json) process.stderr.write(`${bench}: ${row.case}\n`);
    }
    const cells = rows.map((row) => [
      row.case,
      figure(row.ours, row.unit),
      figure(row.theirs, row.unit),
      row.baseline,
      `${row.ratio.toFixed(2)}×`,
    ]);
    output.line(table([['case', 'ours', 'theirs', 'baseline', 'ratio'], ...cells]));
  }
}

function figure({ min, median, max }: BenchRow['ours'], unit: string): string {
  const short = (value: number): string => (value >= 1000 ? Math.round(value).toLocaleString('en') : value.toPrecision(3));
  return `${short(median)} ${unit} (${short(min)} to ${short(max)})`;
}
