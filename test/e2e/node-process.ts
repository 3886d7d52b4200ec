import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const program = join(import.meta.dirname, '..', '..', 'main', 'cli', 'banyan.ts');

/** The first line of `banyan node --json`. */
export interface Ready {
  nodeId: string;
  name: string;
  address: string;
  ui: string | null;
  pid: number;
}

interface NodeEvent {
  event: string;
  sentence?: string;
  [field: string]: unknown;
}

/** Another program than `banyan` that behaves like it, and what stands in its environment. */
export interface StartedAs {
  program?: string;
  environment?: Readonly<Record<string, string>>;
}

/** How one run of the command line ended. */
export interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** A new empty data folder. */
export function newDataFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'banyan-e2e-'));
}

/** Runs one command to its end. */
export async function banyan(args: readonly string[], input?: string): Promise<Ended> {
  const child = spawn(process.execPath, [program, ...args], { stdio: ['pipe', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (data) => void (stdout += String(data)));
  child.stderr.on('data', (data) => void (stderr += String(data)));
  child.stdin.end(input);
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stdout, stderr };
}

/** A whole node in a process of its own, which can be killed like one. */
export class NodeProcess {
  readonly dataFolder: string;
  readonly ready: Ready;
  readonly events: NodeEvent[] = [];
  readonly #child: ChildProcess;
  readonly #stderr: () => string;
  #wake = (): void => {};

  private constructor(child: ChildProcess, dataFolder: string, ready: Ready, stderr: () => string) {
    this.#child = child;
    this.#stderr = stderr;
    this.dataFolder = dataFolder;
    this.ready = ready;
  }

  /** Starts a node on a data folder; resolves when it is ready. */
  static async start(dataFolder: string, args: readonly string[] = [], as: StartedAs = {}): Promise<NodeProcess> {
    const child = spawn(process.execPath, [as.program ?? program, 'node', '--json', '--data', dataFolder, ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...as.environment },
    });
    let stderr = '';
    child.stderr.on('data', (data) => void (stderr += String(data)));
    const ready = Promise.withResolvers<NodeProcess>();
    let node: NodeProcess | undefined;
    // From the first line on: what follows it may come in the same moment.
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (node === undefined) {
        node = new NodeProcess(child, dataFolder, JSON.parse(line) as Ready, () => stderr);
        return ready.resolve(node);
      }
      node.events.push(JSON.parse(line) as NodeEvent);
      node.#wake();
    });
    child.once('close', () => {
      ready.reject(new Error(`The node ended before it was ready: ${stderr}`));
      if (node !== undefined) node.#wake();
    });
    return ready.promise;
  }

  /** Resolves with the first event of a kind, also one that has happened already. Fails when the node ends without it. */
  async happened(kind: string): Promise<NodeEvent> {
    for (;;) {
      const found = this.events.find(({ event }) => event === kind);
      if (found !== undefined) return found;
      if (!this.running) throw new Error(`The node ended before "${kind}" happened: ${this.#stderr()}`);
      await new Promise<void>((resolve) => void (this.#wake = resolve));
    }
  }

  /** Runs a command against this node; fails when the command does. */
  async run(args: readonly string[], input?: string): Promise<string> {
    const { code, stdout, stderr } = await banyan([...args, '--data', this.dataFolder], input);
    if (code !== 0) throw new Error(`banyan ${args.join(' ')}: ${stderr}`);
    return stdout;
  }

  get running(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Sends a signal and waits for nothing. */
  signal(name: NodeJS.Signals): void {
    this.#child.kill(name);
  }

  /** Ends the process by a signal and waits until it is gone. */
  async end(signal: NodeJS.Signals): Promise<void> {
    if (!this.running) return;
    const gone = once(this.#child, 'exit');
    this.#child.kill(signal);
    await gone;
  }
}
