import { Publisher, Pull, Push, Subscriber } from 'zeromq';
import type { BareCommand, BareHost, BareNews } from './bare-message.ts';

/**
 * What a root that goes and a successor that is known come to in bare zeromq.js: every process could be the host, which
 * publishes what it is sent. No store, no replica, no view, no repair; the successor is known before anything happens.
 */
let number = 0;
let publisher: Publisher;
let heartbeats: { heartbeatInterval: number; heartbeatTimeout: number } | Record<string, never> = {};

const now = (): number => Number(process.hrtime.bigint()) / 1e6;
const tell = (news: BareNews): void => void process.send?.(news);

process.on('message', (command: BareCommand) => void perform(command));
process.on('disconnect', () => process.exit());

async function perform(command: BareCommand): Promise<void> {
  if (command.do === 'follow') return follow(command);
  number = command.number;
  if (command.heartbeats !== undefined) {
    const { intervalMs, timeoutMs } = command.heartbeats;
    heartbeats = { heartbeatInterval: intervalMs, heartbeatTimeout: timeoutMs };
  }
  const pull = new Pull(heartbeats);
  publisher = new Publisher(heartbeats);
  await Promise.all([pull.bind('tcp://127.0.0.1:*'), publisher.bind('tcp://127.0.0.1:*')]);
  void passOn(pull);
  tell({ opened: { pull: pull.lastEndpoint!, publish: publisher.lastEndpoint! } });
}

async function passOn(pull: Pull): Promise<void> {
  for await (const [frame] of pull) {
    take(frame!);
    await publisher.send(frame!);
  }
}

/** The successor follows nobody after the loss, and hands its own messages to itself. */
async function follow({ host, successor, everyMs }: Extract<BareCommand, { do: 'follow' }>): Promise<void> {
  let up: Push | undefined = link(host, () => {
    up = successor === undefined ? undefined : link(successor, () => {});
  });
  for (;;) {
    const message = Buffer.from(`${number} ${now()}`);
    // A message that is lost with the host is no loss here: the next one counts.
    if (up === undefined) await publisher.send(message);
    else void up.send(message).catch(() => {});
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}

function link({ pull, publish }: BareHost, onBroken: () => void): Push {
  const push = new Push({ sendHighWaterMark: 1000, linger: 0, ...heartbeats });
  const subscriber = new Subscriber({ linger: 0, ...heartbeats });
  push.connect(pull);
  subscriber.connect(publish);
  subscriber.subscribe();
  void receive(subscriber);
  subscriber.events.on('disconnect', () => {
    push.close();
    subscriber.close();
    onBroken();
  });
  return push;
}

async function receive(subscriber: Subscriber): Promise<void> {
  for await (const [frame] of subscriber) take(frame!);
}

function take(frame: Buffer): void {
  const [from, writtenAtMs] = frame.toString().split(' ').map(Number);
  tell({ from: from!, writtenAtMs: writtenAtMs!, atMs: now() });
}
