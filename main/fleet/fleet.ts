import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FleetNode, type FleetNodeSettings } from './fleet-node.ts';
import { Reaper } from './reaper.ts';
import { treeFaults } from './tree-faults.ts';
import { until } from './until.ts';

/** Nodes that are started at one time: a start takes a processor for half a second. */
const startsAtOnce = 4;
const wholeWithinMs = 60_000;

export interface FleetSettings {
  nodes: number;
  /** Most children of each. */
  fanOut: number;
  /** Name of the cluster. */
  cluster: string;
  /** What one of the nodes gets besides, by its number. */
  each?: (number: number) => Partial<Pick<FleetNodeSettings, 'program' | 'environment' | 'args'>>;
}

/** Several nodes of one cluster on this machine, each a process of its own. Node 0 is the first root. */
export class Fleet {
  readonly folder: string;
  readonly nodes: readonly FleetNode[];

  readonly #reaper: Reaper;

  private constructor(folder: string, nodes: readonly FleetNode[], reaper: Reaper) {
    this.#reaper = reaper;
    this.folder = folder;
    this.nodes = nodes;
  }

  /** Starts them all; resolves when every one of them shows the whole tree. */
  static async start({ nodes: count, fanOut, cluster, each = () => ({}) }: FleetSettings): Promise<Fleet> {
    const folder = await mkdtemp(join(tmpdir(), 'banyan-fleet-'));
    const reaper = new Reaper();
    const make = (number: number, joining: readonly string[]): FleetNode => {
      const { args = [], ...others } = each(number);
      const all = ['--name', `node-${number}`, '--auto-accept', '--fan-out', String(fanOut), ...args, ...joining];
      return new FleetNode({ number, folder, reaper, ...others, args: all });
    };
    const first = make(0, ['--cluster', cluster]);
    const fleet = [first];
    try {
      await first.start();
      await until('the first node has its cluster', wholeWithinMs, () => (first.cluster?.phase === 'root' ? [] : ['no root']));
      for (let number = 1; number < count; number++) fleet.push(make(number, ['--join', first.address]));
      await startAll(fleet.slice(1));
      const started = new Fleet(folder, fleet, reaper);
      await started.whole('everybody has joined');
      return started;
    } catch (thrown) {
      reaper.close();
      throw thrown;
    }
  }

  /** Those whose process is at work. */
  get up(): FleetNode[] {
    return this.nodes.filter(({ state }) => state === 'up');
  }

  /** What is wrong with the trees that these nodes show; see {@link treeFaults}. */
  faults(among: readonly FleetNode[] = this.up): string[] {
    return treeFaults(new Map(among.map((node) => [node.nodeId, node.tree])));
  }

  /** The node that most of these take for the root; undefined when it is none of the fleet that is up. */
  root(among: readonly FleetNode[] = this.up): FleetNode | undefined {
    const votes = new Map<string, number>();
    for (const { tree } of among) if (tree !== undefined) votes.set(tree.root, (votes.get(tree.root) ?? 0) + 1);
    const [most] = [...votes].toSorted(([, a], [, b]) => b - a);
    return among.find(({ nodeId }) => nodeId === most?.[0]);
  }

  /** Resolves when all that are up show the same tree, with all of them in it. Fails with `timed-out` and what is wrong. */
  whole(what: string, withinMs = wholeWithinMs): Promise<void> {
    return until(what, withinMs, () => this.faults());
  }

  /** Starts those that are down. */
  startDown(): Promise<void> {
    return startAll(this.nodes.filter(({ state }) => state === 'down'));
  }

  /** Makes a text document at the root; resolves with its id when every node knows it. */
  async createText(name: string): Promise<string> {
    const { id } = await (this.root() ?? this.nodes[0]!).bridge.call('createDocument', { name, kind: 'text', home: 'cluster' });
    await until(`everybody knows "${name}"`, wholeWithinMs, async () => {
      const known = await Promise.allSettled(this.up.map(({ bridge }) => bridge.call('findDocument', { name: id })));
      return known.flatMap(({ status }, index) => (status === 'fulfilled' ? [] : [`node ${this.up[index]?.number} does not`]));
    });
    return id;
  }

  /** Ends them all where they stand. `keep` leaves the folder, for whoever wants to look into it. */
  async end(keep = false): Promise<void> {
    await Promise.all(this.nodes.map((node) => node.end('SIGKILL')));
    this.#reaper.close();
    if (!keep) await rm(this.folder, { recursive: true, force: true });
  }
}

async function startAll(nodes: readonly FleetNode[]): Promise<void> {
  for (let at = 0; at < nodes.length; at += startsAtOnce)
    await Promise.all(nodes.slice(at, at + startsAtOnce).map((node) => node.start()));
}
