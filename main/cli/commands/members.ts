import { InvalidArgumentError, type Command } from 'commander';
import { BanyanError } from '../../../app/index.ts';
import type { Bridge, MemberView } from '../../../app/bridge/index.ts';
import { firstSlice } from '../../headless/first-slice.ts';
import type { AddCommand, CommandContext } from '../command.ts';
import { table } from '../output.ts';

/** `banyan members`, `banyan remove` and `banyan role`: who belongs to the cluster, and what they may do. */
export function addMemberCommands(program: Command, add: AddCommand): void {
  add(program.command('members').description('show who belongs to the cluster, and what they may do'), showMembers);
  add<[string]>(
    program
      .command('remove')
      .description('remove a machine from the cluster; its connections are cut at once')
      .argument('<member>', 'name or id'),
    remove,
  );
  add<[string, MemberView['role'], { carry?: boolean }]>(
    program
      .command('role')
      .description('say what a machine may do in the cluster')
      .argument('<member>', 'name or id')
      .argument('<role>', 'viewer, editor or admin', aRole)
      .option('--no-carry', 'it may not carry others: become a relay, or root if the root goes'),
    setRole,
  );
}

async function showMembers({ output, bridge }: CommandContext): Promise<void> {
  const members = await firstSlice(await bridge(), 'members');
  output.value(members);
  output.line(members.length === 0 ? 'This machine is in no cluster.' : table(members.map(row)));
  for (const { name, doubts } of members) for (const doubt of doubts) output.line(`Take care with ${name}. ${doubt}`);
}

async function remove({ output, bridge: open }: CommandContext, who: string): Promise<void> {
  const bridge = await open();
  const { nodeId, name } = await memberCalled(bridge, who);
  await bridge.call('removeMember', { nodeId });
  output.value({ nodeId, removed: true });
  output.line(`${name} is removed. What it has stays on that machine.`);
}

async function setRole(
  { output, bridge: open }: CommandContext,
  who: string,
  role: MemberView['role'],
  { carry = true }: { carry?: boolean },
): Promise<void> {
  const bridge = await open();
  const { nodeId, name } = await memberCalled(bridge, who);
  const mayHost = carry && role !== 'viewer';
  await bridge.call('setRole', { nodeId, role, mayHost });
  output.value({ nodeId, role, mayHost });
  output.line(`${name} is ${role === 'viewer' ? 'a' : 'an'} ${role} now${mayHost ? '' : ', and carries nobody'}.`);
}

async function memberCalled(bridge: Bridge, who: string): Promise<MemberView> {
  const members = await firstSlice(bridge, 'members');
  const found = members.filter(({ nodeId, name }) => nodeId === who || name === who);
  if (found.length === 1) return found[0]!;
  const sentence =
    found.length === 0
      ? `Nobody in the cluster is called "${who}". "banyan members" shows who there is.`
      : `Several are called "${who}". Use the id.`;
  throw new BanyanError('not-found', sentence);
}

function aRole(raw: string): MemberView['role'] {
  if (raw === 'viewer' || raw === 'editor' || raw === 'admin') return raw;
  throw new InvalidArgumentError('A role is viewer, editor or admin.');
}

const row = ({ nodeId, name, role, mayHost, me, fingerprint }: MemberView): string[] => [
  me ? `${name} (this machine)` : name,
  `${role}${mayHost ? '' : ', carries nobody'}`,
  fingerprint.words.join(' '),
  nodeId,
];
