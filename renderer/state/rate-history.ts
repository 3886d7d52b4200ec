import type { TreeView } from '../../app/bridge/index.ts';

/** What was measured on one machine's link at one moment. */
export interface RateSample {
  at: number;
  /** Messages per second. */
  down: number;
  up: number;
  roundTripMs: number | null;
}

/** How far back this window remembers, and how close together samples may lie. */
const keptMs = 5 * 60_000;
const leastGapMs = 900;

/** What this window has seen of each machine's rates while it was open. */
export class RateHistory {
  readonly #samples = new Map<string, RateSample[]>();

  record(tree: TreeView, at: number): void {
    for (const { id, rates, roundTripMs } of tree.nodes) {
      const samples = this.#samples.get(id) ?? [];
      this.#samples.set(id, samples);
      const last = samples.at(-1);
      if (last !== undefined && at - last.at < leastGapMs) samples.pop();
      samples.push({ at: last !== undefined && at - last.at < leastGapMs ? last.at : at, ...rates, roundTripMs });
      while (samples[0] !== undefined && at - samples[0].at > keptMs) samples.shift();
    }
    const present = new Set(tree.nodes.map(({ id }) => id));
    for (const id of this.#samples.keys()) if (!present.has(id)) this.#samples.delete(id);
  }

  of(machine: string): readonly RateSample[] {
    return this.#samples.get(machine) ?? [];
  }
}
