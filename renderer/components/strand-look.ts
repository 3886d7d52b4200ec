/** Width of a strand's end for a rate in messages per second, in pixels: at least 1, at most 9. */
export function strandWidth(messagesPerSecond: number): number {
  return Math.min(9, 1 + 2.2 * Math.log10(1 + Math.max(0, messagesPerSecond)));
}

/** The four bands of round trips, quickest first; undefined while it is unmeasured. */
export function roundTripBand(roundTripMs: number | null): 1 | 2 | 3 | 4 | undefined {
  if (roundTripMs === null) return undefined;
  if (roundTripMs < 5) return 1;
  if (roundTripMs < 20) return 2;
  return roundTripMs < 100 ? 3 : 4;
}
