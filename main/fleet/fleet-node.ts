import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BanyanError } from '../../app/index.ts';
import type { Bridge, ClusterView, TreeView } from '../../app/bridge/index.ts';
import { connectToNode } from '../headless/connect.ts';
import { NodeProcess } from './node-process.ts';
import type { Reaper } from './reaper.ts';

/** What a node of a fleet is started with; the same at every start. */
export interface FleetNodeSettings {
  number: number;
  folder: string;
  reaper: Reaper;
  args: readonly string[];
  /** Another program than `banyan`, that behaves like it. */
  program?: string;
  environment?: Readonly<Record<string, string>>;
}

/** How the process of a node is: at work, standing still (SIGSTOP), or not there. */
export type FleetNodeState = 'up' | 'stopped' | 'down';

/** One node of a fleet: its folder, which stays, and the process that runs on it now, with a bridge to it. */
export class FleetNode {
  readonly number: number;
  readonly dataFolder: string;
  readonly #settings: FleetNodeSettings;
  #process: NodeProcess | undefined;
  #bridge: Bridge | undefined;
  #state: FleetNodeState = 'down';
  #nodeId = '';
  #address = '';
  #tree: TreeView | undefined;
  #cluster: ClusterView | undefined;

  constructor(settings: FleetNodeSettings) {
    this.#settings = settings;
    this.number = settings.number;
    this.dataFolder = join(settings.folder, `node-${settings.number}`);
  }

  /** Starts the process and opens the bridge. Fails when the process ends meanwhile. */
  async start(): Promise<void> {
    await mkdir(this.dataFolder, { recursive: true });
    const started = await NodeProcess.start({
      program: this.#settings.program ?? fileURLToPath(new URL('../cli/banyan.ts', import.meta.url)),
      args: ['node', '--json', '--no-ui', '--data', this.dataFolder, ...this.#settings.args],
      environment: { BANYAN_INTERFACE: '127.0.0.1', ...this.#settings.environment },
      logFile: `${this.dataFolder}.log`,
      reaper: this.#settings.reaper,
    });
    this.#process = started;
    this.#nodeId = started.ready.nodeId;
    this.#address = started.ready.address;
    const bridge = await connectToNode(this.dataFolder);
    bridge.onSlice('tree', (tree) => void (this.#tree = tree));
    bridge.onSlice('cluster', (cluster) => void (this.#cluster = cluster));
    await bridge.call('watch', { slices: ['tree', 'cluster'] });
    this.#bridge = bridge;
    this.#state = 'up';
  }

  /** Ends the process; what it showed is forgotten, its folder stays. */
  async end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    this.#state = 'down';
    [this.#tree, this.#cluster] = [undefined, undefined];
    await this.#process?.end(signal);
    this.#bridge?.close();
    this.#bridge = undefined;
  }

  /** Lets the process stand still, as a machine does that is unplugged. */
  stop(): void {
    this.#process?.signal('SIGSTOP');
    this.#state = 'stopped';
  }

  /** Lets it go on. */
  wake(): void {
    this.#process?.signal('SIGCONT');
    this.#state = 'up';
  }

  get state(): FleetNodeState {
    return this.#process?.running === false ? 'down' : this.#state;
  }

  /** Of the last start. */
  get nodeId(): string {
    return this.#nodeId;
  }

  get address(): string {
    return this.#address;
  }

  /** Fails with `closed` while the process is down. */
  get bridge(): Bridge {
    if (this.#bridge === undefined) throw new BanyanError('closed', `Node ${this.number} is down.`);
    return this.#bridge;
  }

  /** The tree as the node showed it last. */
  get tree(): TreeView | undefined {
    return this.#tree;
  }

  get cluster(): ClusterView | undefined {
    return this.#cluster;
  }
}
