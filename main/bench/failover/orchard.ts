import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { BanyanError } from '../../../app/index.ts';
import { Reaper } from '../../fleet/reaper.ts';
import type { OrchardAnswers, OrchardCommand, OrchardOutcome } from './orchard-message.ts';

interface Pending {
  resolve(answer: never): void;
  reject(reason: BanyanError): void;
}

/** Processes that hold the nodes of a large tree. */
export class Orchard {
  readonly processes: readonly OrchardProcess[];

  private constructor(processes: readonly OrchardProcess[]) {
    this.processes = processes;
  }

  /** Runs `use` with so many processes, and ends them however that ends: they keep nothing that would have to be put away. */
  static async with<Result>(processes: number, use: (orchard: Orchard) => Promise<Result>): Promise<Result> {
    const reaper = new Reaper();
    try {
      return await use(new Orchard(Array.from({ length: processes }, () => new OrchardProcess(reaper))));
    } finally {
      reaper.close();
    }
  }

  /** Asks all of them the same. */
  askAll<Command extends OrchardCommand>(command: Command): Promise<OrchardAnswers[Command['do']][]> {
    return Promise.all(this.processes.map((each) => each.ask(command)));
  }
}

/** One of them: commands go in, each answer finds its command. */
export class OrchardProcess {
  readonly #child: ChildProcess = fork(fileURLToPath(new URL('orchard-process.ts', import.meta.url)), {
    serialization: 'advanced',
  });
  readonly #pending = new Map<number, Pending>();
  #asked = 0;

  constructor(reaper: Reaper) {
    reaper.watch(this.#child);
    this.#child.on('message', (message) => this.#settle(message as OrchardOutcome & { number: number }));
    this.#child.on('exit', () => {
      for (const { reject } of this.#pending.values()) reject(new BanyanError('internal', 'A process of the bench ended early.'));
    });
    // What could not be sent is answered by 'exit'.
    this.#child.on('error', () => {});
  }

  /** Rejects with what went wrong in there. */
  ask<Command extends OrchardCommand>(command: Command): Promise<OrchardAnswers[Command['do']]> {
    const number = ++this.#asked;
    const { promise, resolve, reject } = Promise.withResolvers<OrchardAnswers[Command['do']]>();
    this.#pending.set(number, { resolve, reject });
    this.#child.send({ number, command });
    return promise;
  }

  #settle(outcome: OrchardOutcome & { number: number }): void {
    const pending = this.#pending.get(outcome.number);
    this.#pending.delete(outcome.number);
    if ('answer' in outcome) pending?.resolve(outcome.answer as never);
    else pending?.reject(new BanyanError('internal', `A process of the bench failed: ${outcome.failure}`));
  }
}
