import type { Command } from 'commander';
import { examineMachine } from '../../doctor/machine.ts';
import type { AddCommand, CommandContext } from '../command.ts';
import { BanyanError } from '../../../app/bridge/index.ts';
import { environmentInterface } from '../../program.ts';

/** `banyan doctor`: says in plain words what is wrong and what to do, with a node running or not. */
export function addDoctorCommand(program: Command, add: AddCommand): void {
  add(program.command('doctor').description('look at network, ports, store and clock, and say what is wrong'), examineAll);
}

async function examineAll({ output, dataFolder, bridge }: CommandContext): Promise<void> {
  const checks = await examineMachine(dataFolder, environmentInterface());
  try {
    checks.push(...(await (await bridge()).call('examine', {})).checks);
  } catch (thrown) {
    if (!(thrown instanceof BanyanError) || thrown.code !== 'node-not-running') throw thrown;
    checks.push({ name: 'node', outcome: 'warn', sentence: thrown.message, advice: '' });
  }
  for (const check of checks) {
    output.value(check);
    const mark = { good: 'ok  ', warn: 'look', bad: 'bad ' }[check.outcome];
    output.line(`${mark}  ${check.sentence}${check.advice === '' ? '' : `\n      ${check.advice}`}`);
  }
  if (checks.some((check) => check.outcome === 'bad')) process.exitCode = 1;
}
