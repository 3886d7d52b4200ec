import { setTimeout as pause } from 'node:timers/promises';
import { BanyanError } from '../../../app/index.ts';
import type { Lay, LayRoundTrip, Path } from './paths.ts';
import type { SideHandle } from './side-handle.ts';
import type { Count } from './side.ts';
import type { Stage } from './stage.ts';

const warmUpMs = 500;
const runMs = 1500;
/** What the last messages may take after the sender has stopped. */
const drainMs = 15_000;

/** Sets something up on a stage; answers with how to measure it once, which can be done again and again. */
export type Measure = (stage: Stage) => Promise<() => Promise<number>>;

/**
 * Messages per second of the slowest receiver, where everything arrives: the sender stops after a while, and the clock
 * runs until the last message is there. Rejects when one is missing or out of order.
 */
export function completeRate(lay: Lay): Measure {
  return async (stage) => {
    const path = await lay(stage);
    return async () => {
      const from = await warmedUp(path);
      await pause(runMs);
      const { sent } = await path.sender.ask({ do: 'stop' });
      const ends = await allReached(path.receivers, sent);
      return Math.min(...ends.map(({ at }, index) => perSecond(sent - from[index]!.arrived, at - from[index]!.at)));
    };
  };
}

/** Messages per second that arrive at a receiver, on average, where some may be lost on the way. */
export function arrivingRate(lay: Lay): Measure {
  return async (stage) => {
    const path = await lay(stage);
    return async () => {
      const from = await warmedUp(path);
      await pause(runMs);
      const to = await countsOf(path.receivers);
      await path.sender.ask({ do: 'stop' });
      const rates = to.map(({ arrived, at }, index) => perSecond(arrived - from[index]!.arrived, at - from[index]!.at));
      return rates.reduce((sum, rate) => sum + rate, 0) / rates.length;
    };
  };
}

/** Middle duration of a round trip in ms, one at a time. */
export function roundTrip(lay: LayRoundTrip): Measure {
  return async (stage) => {
    const asker = await lay(stage);
    return async () => (await asker.ask({ do: 'ask', warmUpMs, runMs })).p50Ms;
  };
}

/** Starts the sender; answers with where the receivers are after the warm-up. */
async function warmedUp({ sender, receivers }: Path): Promise<Count[]> {
  await sender.ask({ do: 'flood' });
  await pause(warmUpMs);
  return countsOf(receivers);
}

/** When each of the receivers had everything. Rejects with what is missing. */
async function allReached(receivers: readonly SideHandle[], sent: number): Promise<{ at: number }[]> {
  const reached = receivers.map((receiver) => receiver.ask({ do: 'reach', arrivals: sent }, drainMs));
  await Promise.allSettled(reached);
  for (const { arrived, misplaced } of await countsOf(receivers)) {
    if (misplaced > 0 || arrived !== sent)
      throw new BanyanError('internal', `Of ${sent} messages ${arrived} arrived, ${misplaced} of them out of place.`);
  }
  return Promise.all(reached);
}

/** Where several sides are now. */
export function countsOf(sides: readonly SideHandle[]): Promise<Count[]> {
  return Promise.all(sides.map((side) => side.ask({ do: 'count' })));
}

/** A rate from a number of messages and the milliseconds they took. */
export function perSecond(messages: number, ms: number): number {
  return (messages * 1000) / ms;
}
