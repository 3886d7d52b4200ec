import type { Command } from 'commander';
import { BanyanError } from '../../../app/index.ts';
import { looksLikeCode, type Bridge, type ClusterView, type JoiningView, type PairingView } from '../../../app/bridge/index.ts';
import type { AddCommand, CommandContext } from '../command.ts';
import { firstSlice } from '../../headless/first-slice.ts';

/** `banyan join`: comes into a cluster by an invitation, or by a code that somebody read out. */
export function addJoinCommand(program: Command, add: AddCommand): void {
  const command = program
    .command('join')
    .description('come into a cluster by an invitation or a code')
    .argument('<link|code...>', 'a link that begins with banyan://join/, or two words and two digits')
    .option('--at <host:port>', 'pairing port of the machine that shows the code, where it is not seen by itself');
  add<[string[], { at?: string }]>(command, join);
}

async function join({ output, bridge: open }: CommandContext, given: string[], { at }: { at?: string }): Promise<void> {
  const text = given.join(' ');
  const bridge = await open();
  const { fingerprint } = await firstSlice(bridge, 'self');
  const inside = joined(bridge, (state) => {
    if (state.phase !== 'waiting') return;
    output.value({ event: 'waiting', ...state, words: fingerprint.words });
    output.line(`${state.person} at ${state.machine} is asked to let you into ${state.cluster}.`);
    output.line(`Both screens show these words: ${fingerprint.words.join(' ')}`);
  });
  // What goes wrong later is told by the slice; this keeps it from counting as unheard meanwhile.
  inside.catch(() => {});
  if (looksLikeCode(text)) await bridge.call('joinByCode', { code: text, ...(at !== undefined && { address: at }) });
  else await bridge.call('joinByLink', { link: text });
  const cluster = await inside;
  output.value({ event: 'joined', ...cluster });
  output.line(`In ${cluster.name}.`);
}

/** Resolves when this node is a member; rejects when nobody lets it in. */
function joined(bridge: Bridge, onState: (state: JoiningView) => void): Promise<ClusterView & { phase: 'member' }> {
  const { promise, resolve, reject } = Promise.withResolvers<ClusterView & { phase: 'member' }>();
  let last: JoiningView['phase'] | undefined;
  bridge.onSlice('pairing', ({ joining }: PairingView) => {
    if (joining === null || joining.phase === last) return;
    // How an earlier try ended is no news.
    if (last === undefined && joining.phase === 'failed') return;
    last = joining.phase;
    onState(joining);
    if (joining.phase === 'failed') reject(new BanyanError('refused', joining.failure));
  });
  bridge.onSlice('cluster', (cluster) => {
    if (cluster.phase === 'member') resolve(cluster);
  });
  bridge.onClose(() => reject(new BanyanError('closed', 'The node stopped.')));
  bridge.call('watch', { slices: ['pairing', 'cluster'] }).catch(reject);
  return promise;
}
