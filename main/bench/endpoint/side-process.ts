import { Flood } from './flood.ts';
import type { Part } from './part.ts';
import { middleRoundTrip } from './round-trips.ts';
import { machineTime, type Outcome, type Side, type SideCommand } from './side.ts';

/** Runs one side of a path in this process, at the command of the bench. */
let worker: Worker | undefined;
const frozen = new Set<number>();

process.on('message', ({ number, command }: { number: number; command: SideCommand }) => {
  perform(command).then(
    (outcome) => process.send?.({ number, ...outcome }),
    (thrown: unknown) => process.send?.({ number, failure: String(thrown) }),
  );
});
process.on('disconnect', () => process.exit());
// A process that stands still can't notice that the bench has gone.
process.on('exit', () => {
  for (const pid of frozen) signal(pid, 'SIGKILL');
});

async function perform(command: SideCommand): Promise<Outcome> {
  if (command.do === 'open') {
    const side = await open(command.part);
    worker = new Worker(side);
    return { answer: { addresses: side.addresses } };
  }
  if (command.do === 'freeze') {
    frozen.add(command.pid);
    signal(command.pid, 'SIGSTOP');
    return { answer: {} };
  }
  return (await worker?.perform(command)) ?? { failure: 'it was not opened yet' };
}

/** A side at work. */
class Worker {
  readonly #side: Side;
  readonly #flood: Flood | undefined;

  constructor(side: Side) {
    this.#side = side;
    this.#flood = side.sendBatch && new Flood(side.sendBatch);
  }

  async perform(command: Exclude<SideCommand, { do: 'open' | 'freeze' }>): Promise<Outcome> {
    const { arrivals, ask } = this.#side;
    switch (command.do) {
      case 'flood':
        this.#flood?.start();
        return { answer: {} };
      case 'stop':
        return { answer: { sent: (await this.#flood?.stop()) ?? 0 } };
      case 'count': {
        const { count: arrived, misplaced } = arrivals;
        const sent = this.#flood?.sent ?? 0;
        return { answer: { arrived, misplaced, sent, at: machineTime(), residentBytes: process.memoryUsage.rss() } };
      }
      case 'reach':
        return { answer: { at: await arrivals.reach(command.arrivals) } };
      case 'ask':
        if (ask === undefined) return { failure: 'it has nobody to ask' };
        return { answer: { p50Ms: await middleRoundTrip(ask, machineTime, command.warmUpMs, command.runMs) } };
    }
  }
}

/** Each system is loaded only where it runs: a baseline starts sooner, and no process carries the weight of the others. */
async function open(part: Part): Promise<Side> {
  switch (part.system) {
    case 'banyan':
      return (await import('./banyan-side.ts')).banyanSide(part);
    case 'zeromq':
      return (await import('./zeromq-side.ts')).zeromqSide(part);
    case 'net':
      return (await import('./net-side.ts')).netSide(part);
  }
}

/** A process that has ended already is as good as one that got the signal. */
function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    frozen.delete(pid);
  }
}
