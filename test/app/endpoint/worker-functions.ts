/** Functions that the tests let worker threads run. */
import { threadId } from 'node:worker_threads';
import type { Message } from '../../../app/index.ts';

/** Takes long for the first and less for each further message, so that a race would be lost. */
export default function slowest({ sequence, channel, payload }: Message): object {
  const until = performance.now() + Math.max(0, 40 - 4 * sequence);
  while (performance.now() < until);
  return { sequence, channel, text: Buffer.from(payload).toString(), threadId };
}

export function fails({ sequence }: Message): number {
  if (sequence === 2) throw new Error('The second one fails.');
  return sequence;
}

export function hangs({ sequence }: Message): number {
  if (sequence === 2) for (;;) performance.now();
  return sequence;
}

export function hangsOnA({ channel, sequence }: Message): string {
  if (channel === 'a' && sequence === 1) for (;;) performance.now();
  return `${channel}${sequence}`;
}

export function whichThread(): number {
  return threadId;
}
