import { setTimeout as pause } from 'node:timers/promises';
import type { Grove } from './grove.ts';
import { Gaps } from './gaps.ts';

/**
 * Two write, and not faster than twelve nodes on two processors can take it in, so that what is measured is the path
 * and not the queue for a processor.
 */
const writers = 2;
const everyMs = 10;
const watchMs = 2500;

/**
 * The longest time without anything new from one of those who write at any of those who stay, in milliseconds: while
 * the root leaves with a goodbye, and in as much time before.
 */
export async function handOver(grove: Grove, now: () => number): Promise<{ leavingMs: number; quietMs: number }> {
  const { root } = grove;
  const staying = grove.othersThan(root);
  const writing = staying.slice(0, writers);
  const streams = writing.flatMap(({ number: from }) =>
    staying.filter(({ number }) => number !== from).map(({ number: to }) => streamName(from, to)),
  );
  await grove.write(writing, everyMs);
  const quietMs = await longestGap(grove, streams, now, async () => {});
  const leavingMs = await longestGap(grove, streams, now, () => root.end('SIGTERM'));
  await grove.settle();
  return { leavingMs, quietMs };
}

async function longestGap(
  grove: Grove,
  streams: readonly string[],
  now: () => number,
  happening: () => Promise<void>,
): Promise<number> {
  const gaps = new Gaps(streams, now());
  const deaf = grove.post.onArrival(({ from, to, atMs }) => gaps.arrived(streamName(from, to), atMs));
  // The stream has to be watched for some time after the root has gone, too.
  await Promise.all([happening(), pause(watchMs)]);
  deaf();
  return gaps.end(now());
}

const streamName = (from: number, to: number): string => `${from}>${to}`;
