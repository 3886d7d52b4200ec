import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { BanyanError } from '../../../app/index.ts';
import { Reaper } from '../../fleet/reaper.ts';
import type { BareCommand, BareHost, BareNews } from './bare-message.ts';
import { Pairs } from './pairs.ts';
import { everyMs, type Loss } from './root-lost.ts';

const processes = 12;
/** As patient as a node is by default. */
const heartbeats = { intervalMs: 250, timeoutMs: 1250 };
const completeWithinMs = 30_000;

/** The same as `rootLost`, by bare sockets: a star of twelve processes, whose first is lost and whose second takes over. */
export async function bareRootLost(loss: Loss, now: () => number): Promise<number> {
  const reaper = new Reaper();
  try {
    const children = Array.from({ length: processes }, () => bareProcess(reaper));
    const hosts = await Promise.all(children.map((child, number) => opened(child, number, loss)));
    const [root, ...survivors] = children as [ChildProcess, ...ChildProcess[]];
    const [host, successor] = hosts as [BareHost, BareHost, ...BareHost[]];
    for (const [index, child] of survivors.entries())
      tell(child, { do: 'follow', host, successor: index === 0 ? undefined : successor, everyMs });
    const pairs = new Pairs(survivors.map((_, index) => index + 1));
    let lostAtMs = Number.POSITIVE_INFINITY;
    for (const [index, child] of survivors.entries())
      child.on('message', (news: BareNews) => {
        if ('from' in news && news.writtenAtMs > lostAtMs) pairs.heard(news.from, index + 1, news.atMs);
      });
    await pause(1000);
    lostAtMs = now();
    root.kill(loss === 'killed' ? 'SIGKILL' : 'SIGSTOP');
    await pairs.complete(completeWithinMs);
    if (pairs.completeAtMs === undefined)
      throw new BanyanError('timed-out', `The prototype did not find together: ${pairs.missing.join('; ')}.`);
    return pairs.completeAtMs - lostAtMs;
  } finally {
    reaper.close();
  }
}

function bareProcess(reaper: Reaper): ChildProcess {
  const child = fork(fileURLToPath(new URL('bare-process.ts', import.meta.url)), { serialization: 'advanced' });
  reaper.watch(child);
  // What can't be sent to a process that has ended is no news.
  child.on('error', () => {});
  return child;
}

async function opened(child: ChildProcess, number: number, loss: Loss): Promise<BareHost> {
  tell(child, { do: 'open', number, ...(loss === 'stopped' && { heartbeats }) });
  const [news] = (await once(child, 'message')) as [BareNews];
  if ('opened' in news) return news.opened;
  throw new BanyanError('internal', 'A process of the prototype spoke before it was open.');
}

const tell = (child: ChildProcess, command: BareCommand): void => void child.send(command);
