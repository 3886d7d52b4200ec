import type { Command } from 'commander';
import type { NearView } from '../../../app/bridge/index.ts';
import type { AddCommand, CommandContext } from '../command.ts';
import { table } from '../output.ts';
import { firstSlice } from '../../headless/first-slice.ts';

/** `banyan near`: nodes and clusters that discovery sees now. */
export function addNearCommand(program: Command, add: AddCommand): void {
  add(program.command('near').description('show who is near'), showNear);
}

async function showNear({ output, bridge }: CommandContext): Promise<void> {
  const near = await firstSlice(await bridge(), 'near');
  output.value(near);
  output.line(describe(near));
}

function describe(near: NearView): string {
  if (near.network === 'none') return 'No network. Everything on this machine keeps working.';
  const clusters = near.clusters.map(({ name, machines, address, mine }) => [
    name,
    `${machines} ${machines === 1 ? 'machine' : 'machines'}`,
    address,
    mine ? 'yours' : '',
  ]);
  const singles = near.singles.map(({ person, machine, address }) => [person, machine, address, 'in no cluster']);
  if (clusters.length + singles.length === 0) return 'Nobody else here yet. "banyan doctor" helps when somebody should be.';
  const doubts = near.clusters.flatMap(({ name, doubts: about }) => about.map((doubt) => `${name}: ${doubt}`));
  return [table([...clusters, ...singles]), ...doubts].join('\n');
}
