import * as Y from 'yjs';
import { BanyanError, type Bridge } from '../../../app/bridge/index.ts';
import { Script } from './script.ts';
import type { Trace } from './trace.ts';

/** Edits that may be under way at once: enough to keep the node busy, few enough to feel its pace. */
const inFlight = 256;

export interface ReplayRequest {
  bridge: Bridge;
  document: string;
  trace: Trace;
  /** 0 for as fast as it goes. */
  transactionsPerSecond: number;
  /** Only this writer's part, waiting for the others' to arrive; undefined plays all. */
  agent: number | undefined;
  onProgress: (done: number, all: number) => void;
}

export interface ReplayResult {
  transactions: number;
  milliseconds: number;
  /** Whether the text here is the recorded one at the end. */
  complete: boolean;
}

/**
 * Plays a session into a document as the edits of a replica of its own, through the bridge like any window.
 * Resolves when every edit is safe, and with one writer of several also when the others' have arrived.
 * Fails with `trace-conflict` when the document holds other text.
 */
export async function replay({
  bridge,
  document,
  trace,
  transactionsPerSecond,
  agent,
  onProgress,
}: ReplayRequest): Promise<ReplayResult> {
  const script = new Script(trace, document);
  const replica = await openReplica(bridge, document, script, trace);
  const mine = trace.transactions.flatMap((transaction, index) =>
    agent === undefined || transaction.agent === agent ? [index] : [],
  );
  if (mine.length === 0)
    throw new BanyanError('bad-input', `The session has writers 0 to ${trace.agents - 1}; there is no writer ${agent}.`);
  const startedAt = performance.now();
  const waiting = new Set<Promise<unknown>>();
  let done = 0;
  for (const index of trace.transactions.keys()) {
    const update = script.update(index);
    if (agent !== undefined && trace.transactions[index]!.agent !== agent) continue;
    if (agent !== undefined) await replica.has(script.needs(index));
    if (transactionsPerSecond > 0) await pause(startedAt + (done / transactionsPerSecond) * 1000 - performance.now());
    const edit: Promise<unknown> = bridge
      .call('editDocument', { document, fragments: [update] })
      .finally(() => waiting.delete(edit));
    waiting.add(edit);
    Y.applyUpdate(replica.doc, update);
    if (waiting.size >= inFlight) await Promise.race(waiting);
    if (++done % 5000 === 0) onProgress(done, mine.length);
  }
  await Promise.all(waiting);
  if (agent !== undefined) await replica.becomes(trace.endContent);
  return { transactions: done, milliseconds: performance.now() - startedAt, complete: replica.text === trace.endContent };
}

/** A replica that follows the node's, and can be waited on. */
async function openReplica(bridge: Bridge, document: string, script: Script, trace: Trace) {
  const doc = new Y.Doc();
  const body = doc.getText('body');
  let wake = (): void => {};
  bridge.on('fragments', ({ document: where, fragments }) => {
    if (where !== document) return;
    for (const fragment of fragments) Y.applyUpdate(doc, fragment);
    wake();
  });
  bridge.onClose(() => wake());
  const { missing } = await bridge.call('openDocument', { document, have: new Uint8Array() });
  Y.applyUpdate(doc, missing);
  const foreign = [...Y.decodeStateVector(Y.encodeStateVector(doc)).keys()].filter((client) => !script.clients.includes(client));
  if (foreign.length > 0 && body.length > 0) {
    throw new BanyanError('trace-conflict', 'The document has text of its own already. Play the session into a new one.');
  }
  const until = async (reached: () => boolean): Promise<void> => {
    while (!reached()) await new Promise<void>((resolve) => void (wake = resolve));
  };
  return {
    doc,
    get text() {
      return body.toString();
    },
    has: (needs: { client: number; clock: number }[]) =>
      until(() => needs.every(({ client, clock }) => Y.getState(doc.store, client) >= clock)),
    becomes: (end: string) => until(() => body.length === end.length && body.toString() === trace.endContent),
  };
}

function pause(milliseconds: number): Promise<void> | undefined {
  return milliseconds > 1 ? new Promise((resolve) => setTimeout(resolve, milliseconds)) : undefined;
}
