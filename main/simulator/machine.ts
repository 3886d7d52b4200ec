import {
  createNode,
  defaultLinkTimings,
  Identity,
  keptKeys,
  keyFileInStore,
  MemoryTransport,
  protocolVersion,
  publicKeysOf,
  seededRandom,
  silentLog,
  streamLimits,
  type BanyanNode,
  type ClusterEvent,
  type Clock,
  type Discovery,
  type EntryReader,
  type MemoryNetwork,
  type Newcomer,
  type NodeParts,
  type Random,
  type StreamLimits,
  type ViewCodec,
} from '../../app/index.ts';
import { Disk } from './disk.ts';
import { ProcessClock } from './process-clock.ts';
import { ProcessTransport, type ProcessTraits } from './process-transport.ts';
import type { SharedVerifier } from './shared-verifier.ts';

/** Control port of every machine; each has an address of its own. */
const port = 4440;
/** A simulated node remembers little; one of thousands still less, so that ten thousand of them fit into one process. */
const limits = ({ historyBytes = 256 * 1024 }: { historyBytes?: number | undefined }): StreamLimits => ({
  ...streamLimits,
  historyBytes,
  heldBytes: 1024 * 1024,
});

/** What all machines of a world share. */
export interface MachineParts {
  time: Clock;
  network: MemoryNetwork;
  viewCodec: ViewCodec;
  entryReader: EntryReader;
  verifier: SharedVerifier;
  discovery: (machine: string, host: string) => Discovery;
  onEvent: (machine: Machine, event: ClusterEvent) => void;
}

export interface MachineOptions {
  /** From 0; the address follows from it. */
  number: number;
  /** Its own chance: every start draws a seed from it. */
  seed: number;
  fanOut: number | undefined;
  skewMs: number;
  disk?: Disk;
  relayOnly?: boolean;
  /** Does not measure and tell the rates of its links: what n nodes tell n nodes is too much for one process. */
  untold?: boolean;
  /** Memory of what went out. */
  historyBytes?: number | undefined;
}

/** A running node of a machine. */
export interface RunningProcess {
  node: BanyanNode;
  parts: NodeParts;
  clock: ProcessClock;
}

/** One simulated machine: a disk, an address, and at times a process, which is a whole node. */
export class Machine {
  readonly name: string;
  readonly number: number;
  /** `host:port` of its node. */
  readonly address: string;
  /** What is wrong with its process; may be changed at any time. */
  readonly traits: ProcessTraits = { handlingMs: 0, foreignVersion: undefined };
  disk: Disk;
  #process: (RunningProcess & { transport: ProcessTransport }) | undefined;
  readonly #parts: MachineParts;
  readonly #options: MachineOptions;
  readonly #random;
  #stopping = false;
  /** What is left of a process whose machine has no power. */
  #dark: ProcessTransport | undefined;
  #lightListener: (() => void) | undefined;

  constructor(parts: MachineParts, options: MachineOptions) {
    const { number, seed, disk } = options;
    this.#parts = parts;
    this.#options = options;
    this.number = number;
    this.name = `n${number}`;
    this.address = `${this.#host}:${port}`;
    this.disk = disk ?? new Disk();
    this.#random = seededRandom(seed, number);
  }

  /** The running process; undefined while there is none. */
  get process(): RunningProcess | undefined {
    return this.#process;
  }

  /** Whether a process runs that is neither frozen nor on its way out. */
  get lively(): boolean {
    return this.#process !== undefined && !this.#process.clock.frozen && !this.#stopping;
  }

  /** Id of the node that runs, or ran last, here; empty before the first start. */
  nodeId = '';

  /** Gives its node an identity before its first start, so that an admin can let it in beforehand. */
  prepare(): Newcomer {
    const random = this.#nextRandom();
    const store = this.disk.open();
    const { nodeId } = new Identity(store, random, this.#appearance, {});
    return { nodeId, name: this.name, keys: publicKeysOf(keptKeys(keyFileInStore(store), random)) };
  }

  /** Starts a node. Rejects with what the node's start rejects with. */
  async start(): Promise<RunningProcess> {
    if (this.#process !== undefined) throw new Error(`${this.name} runs already.`);
    this.#light();
    const { time, network, viewCodec, entryReader, verifier, discovery, onEvent } = this.#parts;
    const { fanOut, skewMs, relayOnly } = this.#options;
    const clock = new ProcessClock(time, { skewMs, upMs: 1000 + this.#random.integer(1_000_000) });
    const memory = new MemoryTransport({
      network,
      clock,
      log: silentLog,
      timings: defaultLinkTimings,
      node: this.name,
      hosts: [this.#host],
    });
    const transport = new ProcessTransport(memory, clock, time, this.traits);
    let built: NodeParts | undefined;
    const node = createNode(
      {
        dataFolder: `memory:${this.name}`,
        person: `Person ${this.number}`,
        machine: this.name,
        defaults: this.#appearance,
        headless: true,
        version: `simulated ${protocolVersion}`,
        listen: this.#host,
        interfaceAddress: '127.0.0.1',
        port,
        autoAccept: true,
        log: silentLog,
        ...(fanOut !== undefined && { fanOut }),
        ...(relayOnly !== undefined && { relayOnly }),
      },
      {
        clock,
        random: this.#nextRandom(),
        transport,
        discovery: discovery(this.name, this.#host),
        store: this.disk.open(),
        limits: limits(this.#options),
        viewCodec,
        entryReader,
        signatures: { verify: verifier.verify },
        onParts: (parts) => {
          built = parts;
        },
      },
    );
    node.onEvent((event) => onEvent(this, event));
    await node.start();
    if (built === undefined) throw new Error('A node that has started has told nobody its parts.');
    if (this.#options.untold === true) built.rates.stop();
    this.#process = { node, clock, transport, parts: built };
    this.#stopping = false;
    this.nodeId = built.identity.nodeId;
    return this.#process;
  }

  /** Leaves as a person who closes the program does. */
  async stop(): Promise<void> {
    const running = this.#process;
    if (running === undefined) return;
    this.#stopping = true;
    await running.node.stop();
    this.#end(running);
  }

  /** As `kill -9` or a power cut: no goodbye, its connections break, nothing of it runs any more. */
  crash(): void {
    const running = this.#process;
    if (running === undefined) return;
    this.disk.crash();
    this.#end(running);
    void running.transport.close();
  }

  /** As when the machine loses its power: the connections stay as they are, and nobody answers. */
  powerCut(): void {
    const running = this.#process;
    if (running === undefined) return;
    this.disk.crash();
    this.#end(running);
    this.#dark = running.transport;
  }

  /** Whether it is without power. */
  get isDark(): boolean {
    return this.#dark !== undefined;
  }

  /** Told once when it has power again. */
  onLight(listener: () => void): void {
    this.#lightListener = listener;
  }

  freeze(): void {
    this.#process?.clock.freeze();
  }

  thaw(): void {
    this.#process?.clock.thaw();
  }

  #light(): void {
    void this.#dark?.close();
    this.#dark = undefined;
    this.#lightListener?.();
    this.#lightListener = undefined;
  }

  #end(running: RunningProcess): void {
    running.clock.end();
    if (this.#process === running) this.#process = undefined;
    this.#stopping = false;
  }

  /** Chance for one start. It is of this machine alone: two with one identity would be a copy. */
  #nextRandom(): Random {
    return seededRandom(this.#random.integer(2 ** 32), this.number);
  }

  get #appearance(): { person: string; machine: string; colour: number } {
    return { person: 'Somebody', machine: this.name, colour: 1 };
  }

  get #host(): string {
    const { number } = this.#options;
    return `10.${number >> 16}.${(number >> 8) & 255}.${number & 255}`;
  }
}
