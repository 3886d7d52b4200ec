import { InvalidArgumentError, Option, type Command } from 'commander';
import { renderUnicodeCompact } from 'uqr';
import { pairingLimits, type Bridge, type RoleView, type ShownCodeView } from '../../../app/bridge/index.ts';
import type { AddCommand, CommandContext } from '../command.ts';
import { table } from '../output.ts';

interface InviteOptions {
  role: RoleView;
  uses: number;
  minutes: number;
  /** False after `--no-ask`. */
  ask: boolean;
  code?: boolean;
  list?: boolean;
  revoke?: string;
}

/** `banyan invite`: lets others into the cluster of this node, by a link or by a code to read out. */
export function addInviteCommand(program: Command, add: AddCommand): void {
  const command = program
    .command('invite')
    .description('make an invitation, or show a code to read out')
    .addOption(new Option('--role <role>', 'what who comes may do').choices(['viewer', 'editor', 'admin']).default('editor'))
    .option('--uses <number>', 'how often it may be used', wholeNumber(pairingLimits.uses), 1)
    .option('--minutes <number>', 'how long it is good', wholeNumber(pairingLimits.minutes), 60)
    .option('--no-ask', 'let in whoever has it, without asking a person here')
    .option('--code', 'show two words and two digits instead; good for two minutes and three tries')
    .option('--list', 'show the invitations that are open')
    .option('--revoke <id>', 'take an invitation back');
  add<[InviteOptions]>(command, invite);
}

async function invite(context: CommandContext, { role, uses, minutes, ask, code, list, revoke }: InviteOptions): Promise<void> {
  const bridge = await context.bridge();
  if (list === true) return showOpen(context, bridge);
  if (revoke !== undefined) return takeBack(context, bridge, revoke);
  if (code === true) return showCode(context, await bridge.call('showCode', { role }));
  const { output } = context;
  const made = await bridge.call('createInvitation', { role, uses, minutes, asks: ask });
  output.value(made);
  if (process.stdout.isTTY) output.line(renderUnicodeCompact(made.link));
  output.line(made.link);
  const often = uses === 1 ? 'once' : `${uses} times`;
  const asked = ask ? 'You are asked each time: "banyan approve".' : 'Whoever has it comes in without being asked about.';
  output.line(`Good ${often}, until ${clockTime(made.expiresAt)}, as ${role}. ${asked}`);
}

function showCode({ output }: CommandContext, shown: ShownCodeView): void {
  output.value(shown);
  output.line(shown.code);
  output.line(
    `Read it out. It is good until ${clockTime(shown.endsAt)}, for three tries. Then let them in with "banyan approve".`,
  );
  output.line(`A machine that does not see this one adds: --at ${shown.addresses[0] ?? ''}`);
}

async function showOpen({ output }: CommandContext, bridge: Bridge): Promise<void> {
  const { invitations } = await bridge.call('listInvitations', {});
  output.value(invitations);
  if (invitations.length === 0) return output.line('No invitation is open.');
  const rows = invitations.map(({ id, role, used, uses, expiresAt, asks }) => [
    id,
    role,
    `used ${used} of ${uses}`,
    `until ${clockTime(expiresAt)}`,
    asks ? 'a person is asked' : 'nobody is asked',
  ]);
  return output.line(table(rows));
}

async function takeBack({ output }: CommandContext, bridge: Bridge, id: string): Promise<void> {
  await bridge.call('revokeInvitation', { id });
  output.value({ revoked: id });
  output.line('Taken back. Nobody comes in by it any more.');
}

function wholeNumber(most: number): (raw: string) => number {
  return (raw) => {
    const number = Number(raw);
    if (!Number.isInteger(number) || number < 1 || number > most)
      throw new InvalidArgumentError(`That is a whole number from 1 to ${most}.`);
    return number;
  };
}

const clockTime = (at: number): string => new Date(at).toTimeString().slice(0, 5);
