const pausesMs = [150, 300, 600, 1000, 2000, 4000];

/** Pause before the next try after this many failures in a row, in milliseconds. */
export function reconnectPauseMs(failures: number): number {
  return pausesMs[Math.min(Math.max(0, failures), pausesMs.length - 1)] ?? 4000;
}
