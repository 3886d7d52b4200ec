import { fork, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { BanyanError } from '../../../app/bridge/index.ts';
import { percentile, rowOf, type BenchRow } from '../row.ts';
import { benchSession, sessionOrigin } from './session.ts';
import type { SideAnswer, SideCommand, System } from './side.ts';

const rounds = 3;
/** Transactions written at a person's pace (times ten), for the delays; the rest go as fast as they can. */
const paced = 6000;
/** The first of them don't count: until then both systems are still being compiled. */
const warmUp = 3000;
const intervalMs = 2;

interface Measured {
  p50: number;
  p99: number;
  perSecond: number;
}

/**
 * Edits from one process to another, whole path: replica, node, store, network, node, replica; beside y-websocket, and
 * beside itself without encryption and signatures.
 */
export async function* benchEdits(): AsyncGenerator<BenchRow> {
  const measured: { ours: Measured; theirs: Measured; clear: Measured }[] = [];
  for (let round = 0; round < rounds; round++) {
    measured.push({
      ours: await measure('banyan', ''),
      theirs: await withYWebsocketServer((address) => measure('y-websocket', address)),
      clear: await measure('in-the-clear', ''),
    });
  }
  const of = (figure: keyof Measured, beside: 'theirs' | 'clear' = 'theirs') =>
    measured.map((round) => ({ ours: round.ours[figure], theirs: round[beside][figure] }));
  const session = `${sessionOrigin()} session`;
  yield rowOf(`edit to arrival, p50, ${session}`, 'y-websocket', 'ms', of('p50'), false);
  yield rowOf(`edit to arrival, p99, ${session}`, 'y-websocket', 'ms', of('p99'), false);
  yield rowOf(`edits through the whole path, ${session}`, 'y-websocket', '/s', of('perSecond'), true);
  const clear = 'the same, in the clear and unsigned';
  yield rowOf('encrypted and signed: edit to arrival, p50', clear, 'ms', of('p50', 'clear'), false);
  yield rowOf('encrypted and signed: edits through the whole path', clear, '/s', of('perSecond', 'clear'), true);
}

async function measure(system: System, address: string): Promise<Measured> {
  const { transactions, endContent } = await benchSession();
  const folder = await mkdtemp(join(tmpdir(), 'banyan-bench-'));
  const writer = new SideProcess();
  const reader = new SideProcess();
  try {
    const { meeting } = await writer.ask({
      do: 'open',
      system,
      role: 'writer',
      meeting: address,
      folder: join(folder, 'writer'),
    });
    await reader.ask({ do: 'open', system, role: 'reader', meeting: meeting!, folder: join(folder, 'reader') });
    const left = await writer.ask({ do: 'pace', from: 0, to: paced, intervalMs });
    const arrived = await reader.ask({ do: 'await', arrivals: paced });
    const delays = left
      .times!.map((time, index) => arrived.times![index]! - time)
      .slice(warmUp)
      .toSorted((a, b) => a - b);
    const burst = await writer.ask({ do: 'burst', from: paced, to: transactions.length });
    const all = await reader.ask({ do: 'await', arrivals: transactions.length });
    const seconds = (all.times!.at(-1)! - burst.times![0]!) / 1000;
    const { text } = await reader.ask({ do: 'text' });
    if (text !== endContent) throw new BanyanError('internal', `${system}: the text did not arrive as it was written.`);
    return { p50: percentile(delays, 0.5), p99: percentile(delays, 0.99), perSecond: (transactions.length - paced) / seconds };
  } finally {
    await Promise.all([writer.end(), reader.end()]);
    await rm(folder, { recursive: true, force: true });
  }
}

async function withYWebsocketServer<Result>(use: (address: string) => Promise<Result>): Promise<Result> {
  const port = 20_000 + Math.floor(Math.random() * 20_000);
  const file = join(createRequire(import.meta.url).resolve('y-websocket/package.json'), '..', 'bin', 'server.cjs');
  const server = spawn(process.execPath, [file], {
    env: { ...process.env, HOST: '127.0.0.1', PORT: String(port) },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    await once(server.stdout, 'data');
    return await use(`ws://127.0.0.1:${port}`);
  } finally {
    server.kill();
  }
}

/** One end in a process of its own; it answers one command at a time. */
class SideProcess {
  readonly #process: ChildProcess = fork(fileURLToPath(new URL('side-process.ts', import.meta.url)), {
    serialization: 'advanced',
  });

  async ask(command: SideCommand): Promise<SideAnswer> {
    this.#process.send(command);
    const ended = once(this.#process, 'exit').then(() => {
      throw new BanyanError('internal', 'One end of the bench ended early.');
    });
    const answer = once(this.#process, 'message').then(([message]) => message as SideAnswer);
    ended.catch(() => {});
    return Promise.race([answer, ended]);
  }

  async end(): Promise<void> {
    if (this.#process.exitCode !== null || !this.#process.connected) return;
    await Promise.race([this.ask({ do: 'close' }).catch(() => {}), pause(2000)]);
    this.#process.kill();
  }
}
