import { cpus, totalmem } from 'node:os';

/** Smallest, middle and largest of several runs. */
export interface Spread {
  min: number;
  median: number;
  max: number;
}

/** One figure of ours beside its baseline of the same run. */
export interface BenchRow {
  case: string;
  ours: Spread;
  theirs: Spread;
  /** What stands on the other side. */
  baseline: string;
  /** How many times better ours is, pair by pair, middle one; above 1 is better whatever the unit. */
  ratio: number;
  unit: string;
}

/** Makes a row of pairs of runs. `higherIsBetter` says which way the ratio goes. */
export function rowOf(
  name: string,
  baseline: string,
  unit: string,
  pairs: readonly { ours: number; theirs: number }[],
  higherIsBetter: boolean,
): BenchRow {
  const ratios = pairs.map(({ ours, theirs }) => (higherIsBetter ? ours / theirs : theirs / ours));
  return {
    case: name,
    ours: spreadOf(pairs.map((pair) => pair.ours)),
    theirs: spreadOf(pairs.map((pair) => pair.theirs)),
    baseline,
    ratio: spreadOf(ratios).median,
    unit,
  };
}

export function spreadOf(values: readonly number[]): Spread {
  const sorted = [...values].toSorted((a, b) => a - b);
  return { min: sorted[0] ?? Number.NaN, median: percentile(sorted, 0.5), max: sorted.at(-1) ?? Number.NaN };
}

/** The value below which `share` of the sorted values lie. */
export function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** What the figures were measured on. */
export function machineLine(): string {
  const [first] = cpus();
  return `${process.platform} ${process.arch}, ${cpus().length} × ${first?.model.trim() ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GB, Node ${process.versions.node}`;
}
