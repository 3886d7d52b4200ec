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
  static async start(dataFolder: string, args: readonly string[] = []): Promise<NodeProcess> {
    const child = spawn(process.execPath, [program, 'node', '--json', '--data', dataFolder, ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stderr = '';
    child.stderr.on('data', (data) => void (stderr += String(data)));
    const lines = createInterface({ input: child.stdout });
    // Listened to from the first line on: those that come in one piece with it are told before anybody waits for them.
    const early: string[] = [];
    let take = (line: string): void => void early.push(line);
    lines.on('line', (line) => take(line));
    const first = await Promise.race([once(lines, 'line'), once(child, 'exit')]);
    if (typeof first[0] !== 'string') throw new Error(`The node ended before it was ready: ${stderr}`);
    const node = new NodeProcess(child, dataFolder, JSON.parse(first[0]) as Ready, () => stderr);
    child.once('close', () => node.#wake());
    take = (line) => {
      node.events.push(JSON.parse(line) as NodeEvent);
      node.#wake();
    };
    for (const line of early.slice(1)) take(line);
    return node;
  }

  /** Resolves with the first event of a kind, also one that has happened already. Fails when the node ends before. */
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
