import { Option, type Command } from 'commander';
import { BanyanError } from '../../../app/index.ts';
import type { Bridge, PairingRequestView, RoleView } from '../../../app/bridge/index.ts';
import type { AddCommand, CommandContext } from '../command.ts';
import { firstSlice } from '../../headless/first-slice.ts';
import { table } from '../output.ts';

type Waiting = Pick<
  PairingRequestView,
  'requestId' | 'nodeId' | 'person' | 'machine' | 'role' | 'shownAs' | 'fingerprint' | 'doubts'
>;

interface ApproveOptions {
  role?: RoleView;
  carry?: boolean;
  refuse?: boolean;
}

/** `banyan approve`: shows who waits to be let in, or decides about one of them. */
export function addApproveCommand(program: Command, add: AddCommand): void {
  const command = program
    .command('approve')
    .description('show who waits to be let in, or let one of them in')
    .argument('[person|id]', 'who is let in; without it all who wait are shown')
    .addOption(new Option('--role <role>', 'what they may do').choices(['viewer', 'editor', 'admin']))
    .option('--carry', 'they may carry others: become a relay, and root if the root goes')
    .option('--refuse', 'do not let them in');
  add<[string | undefined, ApproveOptions]>(command, approve);
}

async function approve(
  { output, bridge: open }: CommandContext,
  who: string | undefined,
  options: ApproveOptions,
): Promise<void> {
  const bridge = await open();
  const paired = (await firstSlice(bridge, 'pairing')).requests;
  const asked = (await firstSlice(bridge, 'requests')).map((request) => ({
    ...request,
    role: 'editor' as const,
    shownAs: 'asking',
  }));
  const requests: Waiting[] = [...paired, ...asked];
  if (who === undefined) {
    output.value(requests);
    output.line(requests.length === 0 ? 'Nobody waits.' : table(requests.map(row)));
    for (const { person, doubts } of requests) for (const doubt of doubts) output.line(`Take care with ${person}. ${doubt}`);
    return;
  }
  const request = chosen(requests, who);
  await decide(
    bridge,
    request,
    options,
    asked.some(({ requestId }) => requestId === request.requestId),
  );
  const accepted = options.refuse !== true;
  output.value({ requestId: request.requestId, nodeId: request.nodeId, accepted });
  return output.line(accepted ? `${request.person} is let in.` : `${request.person} is not let in.`);
}

async function decide(
  bridge: Bridge,
  { requestId, role: proposed }: Waiting,
  options: ApproveOptions,
  asked: boolean,
): Promise<void> {
  const { role = proposed, carry = false, refuse = false } = options;
  const decision = { requestId, accept: !refuse, role, mayHost: carry };
  await (asked ? bridge.call('decide', decision) : bridge.call('decidePairing', decision));
}

function chosen(requests: readonly Waiting[], who: string): Waiting {
  const found = requests.filter(({ person, requestId }) => person === who || requestId === who);
  if (found.length === 1) return found[0]!;
  const sentence =
    found.length === 0
      ? `Nobody called "${who}" waits. "banyan approve" shows who does.`
      : `Several called "${who}" wait. Use the id.`;
  throw new BanyanError('not-found', sentence);
}

const row = ({ requestId, person, machine, role, shownAs, fingerprint }: Waiting): string[] => [
  person,
  machine,
  fingerprint.words.join(' '),
  `${role}, by ${shownAs}`,
  requestId,
];
