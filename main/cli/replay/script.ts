import { createHash } from 'node:crypto';
import * as Y from 'yjs';
import { BanyanError } from '../../../app/bridge/index.ts';
import type { Trace, Transaction } from './trace.ts';

/**
 * Turns a recorded session into Yjs updates, one per transaction, each made in a replica that has exactly what its
 * writer had seen then. Client ids follow from document, trace and writer, so that writers on different machines
 * make operations that fit together, and playing the same session twice into one document changes nothing.
 */
export class Script {
  readonly #trace: Trace;
  readonly #clients: number[];
  /** Each writer's replica, grown only by what it had seen. */
  readonly #replicas: Y.Doc[];
  readonly #updates: (Uint8Array | undefined)[] = [];
  /** For each transaction the writer's Yjs clock after it. */
  readonly #clockAfter: number[] = [];
  /** For each writer how far each writer's transactions are in its replica, as indexes into {@link #byAgent}. */
  readonly #seen: number[][];
  readonly #byAgent: number[][];
  readonly #rank: number[] = [];
  /** No character anywhere that takes two UTF-16 units, so that positions need no translation. */
  readonly #plain: boolean;

  constructor(trace: Trace, document: string) {
    this.#trace = trace;
    this.#plain = !trace.transactions.some(({ patches }) => patches.some(([, , insert]) => /[\ud800-\udbff]/.test(insert)));
    const writers = Array.from({ length: trace.agents }, (_, agent) => agent);
    const first = createHash('sha256').update(`${document} ${trace.fingerprint}`).digest().readUInt32BE(0) & 0x7fffff00;
    // In the order of the writers, because Yjs puts what two write at one place in the order of their client ids.
    this.#clients = writers.map((agent) => first + agent);
    this.#replicas = writers.map((agent) => {
      const replica = new Y.Doc();
      replica.clientID = this.#clients[agent]!;
      return replica;
    });
    this.#byAgent = writers.map(() => []);
    this.#seen = writers.map(() => writers.map(() => 0));
    for (const [index, { agent }] of trace.transactions.entries()) {
      this.#rank[index] = this.#byAgent[agent]!.length;
      this.#byAgent[agent]!.push(index);
    }
  }

  get clients(): readonly number[] {
    return this.#clients;
  }

  /** The update of transaction `index`; all before it must have been asked for, in order. */
  update(index: number): Uint8Array {
    const transaction = this.#trace.transactions[index]!;
    const replica = this.#replicas[transaction.agent]!;
    for (const parent of transaction.parents) this.#see(transaction.agent, parent);
    let update: Uint8Array = new Uint8Array();
    const take = (made: Uint8Array): void => void (update = made);
    replica.once('update', take);
    replica.transact(() => applyPatches(replica.getText('body'), transaction, this.#plain));
    replica.off('update', take);
    this.#updates[index] = update;
    this.#clockAfter[index] = Y.getState(replica.store, replica.clientID);
    this.#seen[transaction.agent]![transaction.agent] = this.#rank[index]! + 1;
    return update;
  }

  /** What a replica must have of each writer before transaction `index` may be sent: client id and Yjs clock. */
  needs(index: number): { client: number; clock: number }[] {
    const { parents, agent } = this.#trace.transactions[index]!;
    return parents
      .filter((parent) => this.#trace.transactions[parent]!.agent !== agent)
      .map((parent) => ({ client: this.#clients[this.#trace.transactions[parent]!.agent]!, clock: this.#clockAfter[parent]! }));
  }

  /** Brings a transaction and everything before it into a writer's replica. */
  #see(agent: number, index: number): void {
    const pending = [index];
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      const { agent: author, parents } = this.#trace.transactions[next]!;
      const seen = this.#seen[agent]!;
      if (author === agent || seen[author]! > this.#rank[next]!) continue;
      for (let rank = seen[author]!; rank <= this.#rank[next]!; rank++) {
        const earlier = this.#byAgent[author]![rank]!;
        Y.applyUpdate(this.#replicas[agent]!, this.#updates[earlier]!);
        pending.push(...this.#trace.transactions[earlier]!.parents);
      }
      seen[author] = this.#rank[next]! + 1;
      pending.push(...parents);
    }
  }
}

function applyPatches(text: Y.Text, { patches }: Transaction, plain: boolean): void {
  let inserted = 0;
  for (const [position, deleted, insert] of patches) {
    const at = plain ? position : unitsOf(text, position);
    const end = plain ? position + deleted : unitsOf(text, position + deleted);
    if (end > text.length)
      throw new BanyanError('trace-broken', `The session writes at position ${end} of a text with ${text.length} characters.`);
    if (deleted > 0) text.delete(at, end - at);
    if (insert !== '') text.insert(at, insert);
    inserted += insert.length;
  }
  if (inserted > 0) return;
  // A deletion alone does not move the writer's clock, and others could not tell that it has arrived.
  text.insert(0, '\u200b');
  text.delete(0, 1);
}

/** A position in code points as one in UTF-16 units. */
function unitsOf(text: Y.Text, points: number): number {
  return [...text.toString()].slice(0, points).join('').length;
}
