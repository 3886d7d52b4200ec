import { BanyanError, sentenceOf } from '../../app/index.ts';
import type { Fleet } from '../fleet/fleet.ts';
import { depthOf } from '../fleet/tree-faults.ts';
import { until } from '../fleet/until.ts';
import type { Ledger } from './ledger.ts';

/** What everybody has to find back to once the chaos is over. */
export interface FinalState {
  /** From the end of the chaos until all show the same whole tree, and until all texts are equal and complete. */
  treeAfterMs: number;
  textsAfterMs: number;
  depth: number;
  /** What is wrong; nothing when all is well. */
  faults: string[];
}

/** Waits until trees and texts are as they have to be, each for at most `withinMs`. */
export async function finalChecks(
  fleet: Fleet,
  documents: readonly string[],
  ledger: Ledger,
  withinMs: number,
): Promise<FinalState> {
  const startedAt = performance.now();
  const faults: string[] = [];
  const wait = async (what: string, missing: () => Promise<string[]>): Promise<number> => {
    try {
      await until(what, withinMs, missing, 200);
    } catch (thrown) {
      faults.push(sentenceOf(thrown));
    }
    return Math.round(performance.now() - startedAt);
  };
  const treeAfterMs = await wait('all show the same whole tree', async () => fleet.faults(fleet.nodes));
  const textsAfterMs = await wait('all texts are equal and complete', () => textFaults(fleet, documents, ledger));
  const { tree } = fleet.nodes[0]!;
  return { treeAfterMs, textsAfterMs, depth: tree === undefined ? -1 : depthOf(tree), faults };
}

async function textFaults(fleet: Fleet, documents: readonly string[], ledger: Ledger): Promise<string[]> {
  const faults: string[] = [];
  for (const document of documents) {
    const texts = await Promise.all(
      fleet.nodes.map(async ({ number, bridge }) => ({ number, text: await textOf(bridge.call('readText', { document })) })),
    );
    for (const { number, text } of texts) {
      if (text instanceof BanyanError) {
        faults.push(`node ${number} does not answer: ${text.message}`);
        continue;
      }
      if (text !== texts[0]!.text) faults.push(`node ${number} has another text than node ${texts[0]!.number}`);
      const { lost, strange } = ledger.faults(document, text);
      if (lost.length > 0)
        faults.push(`node ${number} lacks ${lost.length} edits that were safe: ${list(lost.map(({ token }) => token))}`);
      if (strange.length > 0) faults.push(`node ${number} has lines that nobody wrote, or twice: ${list(strange)}`);
    }
  }
  return faults;
}

/** A node that stands still may not answer at all, which is as good as a failure. */
async function textOf(answer: Promise<{ text: string }>): Promise<string | BanyanError> {
  const late = Promise.withResolvers<BanyanError>();
  const timer = setTimeout(() => late.resolve(new BanyanError('timed-out', 'it took too long')), 10_000);
  try {
    return await Promise.race([answer.then(({ text }) => text), late.promise]);
  } catch (thrown) {
    return new BanyanError('closed', sentenceOf(thrown));
  } finally {
    clearTimeout(timer);
  }
}

const list = (items: readonly string[]): string => items.slice(0, 5).join(', ') + (items.length > 5 ? ', …' : '');
