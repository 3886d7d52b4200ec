import type { FinalState } from './final-checks.ts';
import type { Deed } from './plan.ts';
import type { Lapse } from './recovery.ts';
import type { Done } from './troubles.ts';

export interface ChaosSettings {
  seed: number;
  seconds: number;
  nodes: number;
}

/** What a run did and what came of it. */
export interface ChaosReport extends ChaosSettings {
  result: 'passed' | 'failed';
  /** How to run the same plan again. The deeds and their times are the same; what processes make of them may differ. */
  replay: string;
  /** Whether links could be cut here. If not, there were kills and pauses only. */
  linksCut: boolean;
  deeds: Record<Deed, number>;
  /** How many of the deeds met the root. */
  rootMet: number;
  skipped: number;
  edits: number;
  safeEdits: number;
  /** Times in which those that nothing was done to did not agree, in milliseconds; resolution 100 ms. */
  lapses: { count: number; medianMs: number; longestMs: number; longestAtMs: number };
  final: FinalState;
  faults: string[];
  /** Where folders and logs of the nodes lie, when the run failed. */
  folder: string | null;
  done: Done[];
}

export const replayCommand = ({ seed, seconds, nodes }: ChaosSettings): string =>
  `npm run chaos -- --seed ${seed} --seconds ${seconds} --nodes ${nodes}`;

export function countDeeds(done: readonly Done[]): Record<Deed, number> {
  const counts: Record<Deed, number> = { kill: 0, pause: 0, cut: 0, isolate: 0, split: 0 };
  for (const { deed } of done) counts[deed] += 1;
  return counts;
}

export function summaryOf(lapses: readonly Lapse[]): ChaosReport['lapses'] {
  const sorted = lapses.toSorted((a, b) => a.forMs - b.forMs);
  const [middle, longest] = [sorted[Math.floor(sorted.length / 2)], sorted.at(-1)];
  return {
    count: sorted.length,
    medianMs: Math.round(middle?.forMs ?? 0),
    longestMs: Math.round(longest?.forMs ?? 0),
    longestAtMs: Math.round(longest?.atMs ?? 0),
  };
}

/** The report for people. */
export function reportText(report: ChaosReport): string {
  const { deeds, lapses, final } = report;
  return [
    `Seed ${report.seed}, ${report.seconds} s, ${report.nodes} nodes in processes of their own, tree of depth ${final.depth}.`,
    report.linksCut ? '' : 'LINKS WERE NOT CUT: this system has one loopback address only. Kills and pauses alone.',
    `Done: ${Object.entries(deeds)
      .map(([deed, count]) => `${count} × ${deed}`)
      .join(', ')}; ${report.rootMet} of them to the root; ${report.skipped} found nobody.`,
    `Edits: ${report.edits}, ${report.safeEdits} of them said to be safe.`,
    `The healthy did not agree ${lapses.count} times, ${lapses.medianMs} ms in the middle, ${lapses.longestMs} ms at most (from ${(lapses.longestAtMs / 1000).toFixed(1)} s).`,
    `After the end: one whole tree after ${final.treeAfterMs} ms, texts equal and complete after ${final.textsAfterMs} ms.`,
    ...report.faults.map((fault) => `FAULT: ${fault}`),
    report.result === 'passed' ? 'Passed.' : `Failed. Again: ${report.replay}\nFolders and logs: ${report.folder}`,
  ]
    .filter((line) => line !== '')
    .join('\n');
}
