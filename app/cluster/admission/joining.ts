import type { BanyanError } from '../../errors.ts';
import type { ParentLink } from '../parent-link.ts';
import type { ParentSession } from '../parent-session.ts';
import { refusalOf } from '../standing.ts';

export interface JoiningParts {
  link: ParentLink;
  onFound: (session: ParentSession) => void;
  /** A person is asked there. */
  onPending: (clusterName: string) => void;
  onRefused: (error: BanyanError) => void;
}

/** How often a host is asked that let this node in and lost it before it had its place. */
const mostTries = 5;

/** A node asks for the first time to be let into a cluster, with a person waiting for the answer. */
export class Joining {
  readonly #parts: JoiningParts;
  #name = '';
  #waiter: PromiseWithResolvers<void> | undefined;

  constructor(parts: JoiningParts) {
    this.#parts = parts;
  }

  /** Asks at `host:port`; `name` is what the cluster is called as long as it has not said so itself. */
  ask(address: string, name: string): void {
    this.#name = name;
    this.#ask(address, 1);
  }

  #ask(address: string, times: number): void {
    this.#parts.link.seek(
      [{ address, nodeId: undefined, witness: false }],
      { purpose: 'join', patient: true },
      {
        onFound: this.#parts.onFound,
        onPending: (clusterName) => {
          this.#name = clusterName;
          this.#parts.onPending(clusterName);
          this.answered();
        },
        onDoubt: () => {},
        onExhausted: (last) => {
          // Let in, and lost again on the way in: a busy host may have given the place to another one.
          if (last?.kind === 'lost' && last.reached && times < mostTries) return this.#ask(address, times + 1);
          const refusal = refusalOf(last, this.#name);
          this.#parts.onRefused(refusal);
          this.#waiter?.reject(refusal);
        },
      },
    );
  }

  /** Resolves once the question is answered or a person is being asked; rejects with why it was refused. */
  outcome(): Promise<void> {
    this.#waiter = Promise.withResolvers();
    return this.#waiter.promise;
  }

  /** The question has an answer, or a person will give it. */
  answered(): void {
    this.#waiter?.resolve();
  }
}
