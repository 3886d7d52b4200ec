import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { BanyanError } from '../../app/index.ts';
import type { Reaper } from './reaper.ts';

/** How a node's process is started. */
export interface NodeProcessStart {
  /** The program and its arguments; it has to behave like `banyan node --json`. */
  program: string;
  args: readonly string[];
  environment: Readonly<Record<string, string>>;
  /** Where what it says on stderr goes to; appended. */
  logFile: string;
  /** Ends it with this process. */
  reaper: Reaper;
}

/** The first line of `banyan node --json`. */
export interface Ready {
  nodeId: string;
  address: string;
}

/** A whole node in a process of its own. */
export class NodeProcess {
  readonly ready: Ready;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, ready: Ready) {
    this.#child = child;
    this.ready = ready;
  }

  /** Resolves when the node is ready: its bridge is open, and it may still look for its cluster. Fails when it ends before. */
  static async start({ program, args, environment, logFile, reaper }: NodeProcessStart): Promise<NodeProcess> {
    const child = spawn(process.execPath, [program, ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...environment },
    });
    reaper.watch(child);
    child.stderr.pipe(createWriteStream(logFile, { flags: 'a' }));
    const lines = createInterface({ input: child.stdout });
    const [first] = (await Promise.race([once(lines, 'line'), once(child, 'exit')])) as unknown[];
    if (typeof first !== 'string') throw new BanyanError('internal', `A node ended before it was ready; see ${logFile}.`);
    // What follows is read and dropped: a full pipe would stop the node.
    lines.resume();
    return new NodeProcess(child, JSON.parse(first) as Ready);
  }

  get running(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Sends a signal and waits for nothing. */
  signal(name: NodeJS.Signals): void {
    this.#child.kill(name);
  }

  /** Ends the process by a signal and resolves when it is gone. */
  async end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    if (!this.running) return;
    const gone = once(this.#child, 'exit');
    this.#child.kill(signal);
    await gone;
  }
}
