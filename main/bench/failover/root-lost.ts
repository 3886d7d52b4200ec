import { BanyanError } from '../../../app/index.ts';
import type { FleetNode } from '../../fleet/fleet-node.ts';
import type { Grove } from './grove.ts';
import { Pairs } from './pairs.ts';

/**
 * Everybody writes as often. Eleven who write and twelve who take it in, windows included, are 1,300 arrivals a second
 * and half of two processors: with twice as many they have nothing left, and what is measured is the queue.
 */
export const everyMs = 100;
const completeWithinMs = 30_000;

/** How a root is lost: the process ends where it is, or stands still without a word until it is woken. */
export type Loss = 'killed' | 'stopped';

/**
 * Milliseconds from the loss of the root until each of the others has something from each of the others that was
 * written after the loss. Then the root comes back, and the tree has to be whole.
 */
export async function rootLost(grove: Grove, loss: Loss, now: () => number): Promise<number> {
  const { root, post } = grove;
  const survivors = grove.othersThan(root);
  await grove.write(survivors, everyMs);
  const pairs = new Pairs(survivors.map(({ number }) => number));
  const lostAtMs = now();
  const gone = lose(root, loss);
  const marks = new Map(survivors.map(({ number, letters }) => [number, letters]));
  const deaf = post.onArrival(({ from, to, upTo, atMs }) => {
    if (upTo > (marks.get(from) ?? Number.POSITIVE_INFINITY)) pairs.heard(from, to, atMs);
  });
  await pairs.complete(completeWithinMs);
  deaf();
  await gone;
  if (loss === 'stopped') root.wake();
  if (pairs.completeAtMs === undefined)
    throw new BanyanError(
      'timed-out',
      `${completeWithinMs / 1000} s after the root was ${loss} not all hear each other: ${pairs.missing.join('; ')}.`,
    );
  await grove.settle();
  return pairs.completeAtMs - lostAtMs;
}

function lose(root: FleetNode, loss: Loss): Promise<void> {
  if (loss === 'killed') return root.end('SIGKILL');
  root.stop();
  return Promise.resolve();
}
