import { setTimeout as pause } from 'node:timers/promises';
import type { Transaction } from '../../cli/replay/trace.ts';
import { banyanSide } from './banyan-side.ts';
import { benchSession } from './session.ts';
import { inTheClear } from './in-the-clear.ts';
import type { Side, SideAnswer, SideCommand } from './side.ts';
import { yWebsocketSide } from './y-websocket-side.ts';

/** Runs one end of the path in this process, at the command of the bench. */
const { transactions } = await benchSession();
const arrivals: number[] = [];
let side: Side;
let wake = (): void => {};

const now = (): number => Number(process.hrtime.bigint()) / 1e6;

process.on('message', (command: SideCommand) => {
  void perform(command).then((answer) => process.send?.(answer));
});

async function perform(command: SideCommand): Promise<SideAnswer> {
  if (command.do === 'open') return open(command);
  if (command.do === 'pace' || command.do === 'burst')
    return { times: await write(command.from, command.to, command.do === 'pace' ? command.intervalMs : 0) };
  if (command.do === 'text') return { text: await side.text() };
  if (command.do === 'await') {
    while (arrivals.length < command.arrivals) await new Promise<void>((resolve) => void (wake = resolve));
    return { times: arrivals };
  }
  await side.close();
  setImmediate(() => process.disconnect());
  return {};
}

async function open({ system, role, meeting, folder }: Extract<SideCommand, { do: 'open' }>): Promise<SideAnswer> {
  const opened =
    system === 'y-websocket'
      ? { ...(await yWebsocketSide(meeting, 'bench')), meeting }
      : await banyanSide(role, meeting, folder, system === 'banyan' ? {} : await inTheClear());
  side = opened;
  if (role === 'reader') {
    side.onArrival(() => {
      arrivals.push(now());
      wake();
    });
  }
  return { meeting: opened.meeting };
}

/** Answers with the time just before each edit. */
async function write(from: number, to: number, intervalMs: number): Promise<number[]> {
  const times: number[] = [];
  const startedAt = now();
  for (let index = from; index < to; index++) {
    const wait = startedAt + (index - from) * intervalMs - now();
    if (intervalMs > 0) await pause(Math.max(0, wait));
    // A person's edits come one by one; the event loop turns between them.
    else if (index % 50 === 0) await new Promise((resolve) => setImmediate(resolve));
    times.push(now());
    apply(transactions[index]!);
  }
  return times;
}

function apply({ patches }: Transaction): void {
  const text = side.replica.getText('body');
  side.replica.transact(() => {
    for (const [position, deleted, inserted] of patches) {
      if (deleted > 0) text.delete(position, deleted);
      if (inserted !== '') text.insert(position, inserted);
    }
  });
}
