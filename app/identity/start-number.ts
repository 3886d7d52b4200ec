/**
 * A number for a start of which nobody knows how many there were before: quarters of a second since 2020. It grows with
 * every start for as long as 32 bits last, until 2054, and is far above any number of starts that were counted from 1.
 * `now` in milliseconds since 1970.
 */
export function startNumber(now: number): number {
  return Math.max(1, Math.floor((now - Date.UTC(2020)) / 250)) % 2 ** 32;
}
