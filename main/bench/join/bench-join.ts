import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createNode, silentLog, type BanyanNode, type NodeSettings } from '../../../app/index.ts';
import { channelPair, openBridge, type Bridge } from '../../../app/bridge/index.ts';
import { percentile, rowOf, type BenchRow } from '../row.ts';

const rounds = 3;
const joins = 9;

/** A node with a folder of its own on loopback, and a bridge to it. */
interface Running {
  node: BanyanNode;
  bridge: Bridge;
  stop(): Promise<void>;
}

/**
 * From using an invitation that asks nobody to being a member: the key agreement, both signatures, the entry in the
 * membership log, and the join itself; beside a join through an open door, which has only the last of these.
 */
export async function* benchJoin(): AsyncGenerator<BenchRow> {
  const pairs: { ours: number; theirs: number }[] = [];
  for (let round = 0; round < rounds; round++) {
    const ours = await measure({}, async (host) => {
      const { link } = await host.bridge.call('createInvitation', { asks: false, uses: joins });
      return (newcomer) => newcomer.bridge.call('joinByLink', { link });
    });
    const theirs = await measure({ autoAccept: true }, async (host) => {
      const { address } = host.node.info;
      return (newcomer) => newcomer.bridge.call('askToJoin', { address });
    });
    pairs.push({ ours, theirs });
  }
  yield rowOf('joining by an invitation, p50', 'an open door', 'ms', pairs, false);
}

type Joins = (newcomer: Running) => Promise<unknown>;

/** The middle of some joins to one host, in milliseconds. */
async function measure(settings: Partial<NodeSettings>, prepare: (host: Running) => Promise<Joins>): Promise<number> {
  const host = await start('host', settings);
  const took: number[] = [];
  try {
    await host.bridge.call('createCluster', { name: 'Bench' });
    const joining = await prepare(host);
    for (let count = 0; count < joins; count++) {
      const newcomer = await start(`newcomer-${count}`, {});
      try {
        const member = memberOf(newcomer.node);
        const begun = performance.now();
        await joining(newcomer);
        await member;
        took.push(performance.now() - begun);
      } finally {
        await newcomer.stop();
      }
    }
  } finally {
    await host.stop();
  }
  return percentile(
    took.toSorted((a, b) => a - b),
    0.5,
  );
}

async function start(name: string, settings: Partial<NodeSettings>): Promise<Running> {
  const dataFolder = await mkdtemp(join(tmpdir(), 'banyan-bench-'));
  const node = createNode({
    dataFolder,
    machine: name,
    defaults: { person: name, machine: name, colour: 1 },
    headless: true,
    version: 'bench',
    interfaceAddress: '127.0.0.1',
    network: 'local',
    log: silentLog,
    ...settings,
  });
  await node.start();
  const [nodeEnd, watcherEnd] = channelPair();
  node.serve(nodeEnd);
  return {
    node,
    bridge: openBridge(watcherEnd),
    stop: async () => {
      await node.stop();
      await rm(dataFolder, { recursive: true, force: true });
    },
  };
}

/** Resolves once a node is a member. The slices would tell it up to a tenth of a second late. */
function memberOf(node: BanyanNode): Promise<void> {
  return new Promise((resolve) => node.onEvent(({ kind }) => kind === 'joined' && resolve()));
}
