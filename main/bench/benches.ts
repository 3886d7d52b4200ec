import { benchEdits } from './edit/bench-edits.ts';
import type { BenchRow } from './row.ts';

/** Every benchmark by the name that `banyan bench` knows it by. */
export const benches: Record<string, () => AsyncIterable<BenchRow>> = {
  edit: benchEdits,
};
