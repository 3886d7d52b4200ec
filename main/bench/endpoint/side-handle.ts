import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { BanyanError } from '../../../app/index.ts';
import type { Part } from './part.ts';
import type { Outcome, SideAnswers, SideCommand } from './side.ts';

/** What a side may take for an answer unless told otherwise; no command takes nearly as long when all is well. */
const answerTimeoutMs = 30_000;

interface Pending {
  resolve(answer: never): void;
  reject(error: BanyanError): void;
}

/** A side in a process of its own, as the bench sees it. */
export class SideHandle {
  /** Where other sides connect to. */
  readonly addresses: readonly string[];
  readonly #process: SideChild;

  private constructor(process: SideChild, addresses: readonly string[]) {
    this.#process = process;
    this.addresses = addresses;
  }

  /** Starts the process and opens the side in it. Rejects with what went wrong in there. */
  static async start(part: Part): Promise<SideHandle> {
    const child = new SideChild();
    try {
      const { addresses } = await child.ask({ do: 'open', part }, answerTimeoutMs);
      return new SideHandle(child, addresses);
    } catch (thrown) {
      await child.end();
      throw thrown;
    }
  }

  get pid(): number {
    return this.#process.pid;
  }

  /** Rejects with `timed-out`, or with what went wrong in there. */
  ask<Command extends SideCommand>(command: Command, timeoutMs = answerTimeoutMs): Promise<SideAnswers[Command['do']]> {
    return this.#process.ask(command, timeoutMs);
  }

  /** Ends the process where it stands: a side keeps nothing that would have to be put away. Idempotent. */
  end(): Promise<void> {
    return this.#process.end();
  }
}

/** The process itself: commands go in, each answer finds its command. */
class SideChild {
  readonly #process: ChildProcess = fork(fileURLToPath(new URL('side-process.ts', import.meta.url)), {
    serialization: 'advanced',
  });
  readonly #pending = new Map<number, Pending>();
  #asked = 0;

  constructor() {
    this.#process.on('message', (message) => this.#settle(message as Outcome & { number: number }));
    this.#process.on('exit', () => {
      for (const { reject } of this.#pending.values()) reject(new BanyanError('internal', 'A side of the bench ended early.'));
      this.#pending.clear();
    });
    // What could not be sent is answered by 'exit'.
    this.#process.on('error', () => {});
  }

  get pid(): number {
    return this.#process.pid ?? 0;
  }

  async ask<Command extends SideCommand>(command: Command, timeoutMs: number): Promise<SideAnswers[Command['do']]> {
    if (!this.#process.connected) throw new BanyanError('internal', 'A side of the bench ended early.');
    const number = ++this.#asked;
    const { promise, resolve, reject } = Promise.withResolvers<SideAnswers[Command['do']]>();
    this.#pending.set(number, { resolve, reject });
    this.#process.send({ number, command });
    const timer = setTimeout(
      () => reject(new BanyanError('timed-out', `A side of the bench did not answer "${command.do}" in time.`)),
      timeoutMs,
    );
    try {
      return await promise;
    } finally {
      clearTimeout(timer);
      this.#pending.delete(number);
    }
  }

  async end(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const ended = once(this.#process, 'exit');
    this.#process.kill('SIGKILL');
    await ended;
  }

  #settle(outcome: Outcome & { number: number }): void {
    const pending = this.#pending.get(outcome.number);
    if ('answer' in outcome) pending?.resolve(outcome.answer as never);
    else pending?.reject(new BanyanError('internal', `A side of the bench failed: ${outcome.failure}`));
  }
}
