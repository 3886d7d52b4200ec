import { percentile } from '../row.ts';

/** Asks one at a time for `warmUpMs + runMs`; answers with the middle duration of those after the warm-up, in ms. */
export async function middleRoundTrip(
  ask: () => Promise<void>,
  now: () => number,
  warmUpMs: number,
  runMs: number,
): Promise<number> {
  const durations: number[] = [];
  const startedAt = now();
  for (let at = startedAt; at < startedAt + warmUpMs + runMs;) {
    await ask();
    const answeredAt = now();
    if (at >= startedAt + warmUpMs) durations.push(answeredAt - at);
    at = answeredAt;
  }
  return percentile(
    durations.toSorted((one, other) => one - other),
    0.5,
  );
}
