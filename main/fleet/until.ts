import { setTimeout as pause } from 'node:timers/promises';
import { BanyanError } from '../../app/index.ts';

/**
 * Resolves once `missing` answers with nothing; what it answers with says what is still to come.
 * Asks every `everyMs`, 50 unless given. Fails with `timed-out`, and what was missing at the last look, after `withinMs`.
 */
export async function until(
  what: string,
  withinMs: number,
  missing: () => readonly string[] | Promise<readonly string[]>,
  everyMs = 50,
): Promise<void> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const left = await missing();
    if (left.length === 0) return;
    if (performance.now() > deadline)
      throw new BanyanError('timed-out', `Waited ${withinMs / 1000} s in vain until ${what}: ${left.slice(0, 12).join('; ')}.`);
    await pause(everyMs);
  }
}
