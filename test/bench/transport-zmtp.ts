/**
 * How fast frames go from a pusher in one process to a puller in another: the pure TypeScript
 * transport beside libzmq, alternating in the same run. The ratio is the result; the rates are this machine's.
 *
 * Usage: node test/bench/transport-zmtp.ts [seconds per run]
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { systemClock } from '../../app/clock.ts';
import { silentLog } from '../../app/log.ts';
import { seededRandom, systemRandom } from '../../app/random.ts';
import { newCurveKeys } from '../../app/transport/curve-keys.ts';
import { defaultLinkTimings } from '../../app/transport/link-timings.ts';
import type { Security, Transport } from '../../app/transport/transport.ts';
import { ZeromqTransport } from '../../app/transport/zeromq/zeromq-transport.ts';
import { ZmtpTransport } from '../../app/transport/zmtp/zmtp-transport.ts';

type Kind = 'zeromq' | 'zmtp';

interface Load {
  title: string;
  frameBytes: number;
  /** Messages that one frame stands for. */
  messagesPerFrame: number;
  encrypted: boolean;
}

const loads: Load[] = [
  { title: '100 B packed by 64', frameBytes: 6_400, messagesPerFrame: 64, encrypted: false },
  { title: '100 B one by one', frameBytes: 100, messagesPerFrame: 1, encrypted: false },
  { title: '64 KB', frameBytes: 65_536, messagesPerFrame: 1, encrypted: false },
  { title: '100 B packed by 64, CURVE', frameBytes: 6_400, messagesPerFrame: 64, encrypted: true },
];
const rounds = 3;
const maxFrameBytes = 1_048_576;

function makeTransport(kind: Kind): Transport {
  const parts = { clock: systemClock(), random: systemRandom(), log: silentLog, timings: defaultLinkTimings };
  return kind === 'zeromq' ? new ZeromqTransport(parts) : new ZmtpTransport(parts);
}

/** The same keys in both processes; they protect nothing. */
function benchKeys() {
  return { server: newCurveKeys(seededRandom(1)), client: newCurveKeys(seededRandom(2)) };
}

function options(security: Security | undefined) {
  const common = { highWaterMark: 1_000, maxFrameBytes, sendTimeoutMs: 30_000 };
  return security ? { ...common, security } : common;
}

/** The child: pushes until it is stopped. */
async function push(kind: Kind, load: Load, address: string): Promise<void> {
  const { server, client } = benchKeys();
  const security: Security = { role: 'client', keys: client, serverKey: server.publicKey };
  const pusher = makeTransport(kind).pusher(options(load.encrypted ? security : undefined));
  pusher.connect(address);
  const frame = new Uint8Array(load.frameBytes).fill(7);
  for (;;) await pusher.send(frame);
}

/** Messages per second that arrive here from a child. */
async function measure(kind: Kind, load: Load, seconds: number): Promise<number> {
  const transport = makeTransport(kind);
  const security: Security = { role: 'server', keys: benchKeys().server, admits: () => true };
  const puller = transport.puller(options(load.encrypted ? security : undefined));
  let frames = 0;
  const begun = Promise.withResolvers<void>();
  puller.onFrame(() => {
    frames += 1;
    begun.resolve();
  });
  const address = await puller.bind('tcp://127.0.0.1:0');
  const child = fork(import.meta.filename, [kind, String(loads.indexOf(load)), address]);
  await begun.promise;
  const from = { frames, at: performance.now() };
  await new Promise((resolve) => setTimeout(resolve, seconds * 1_000));
  const rate = ((frames - from.frames) * load.messagesPerFrame * 1_000) / (performance.now() - from.at);
  child.kill();
  await once(child, 'exit');
  await transport.close();
  return rate;
}

function median(values: number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0;
}

async function compare(load: Load, seconds: number): Promise<void> {
  const rates: Record<Kind, number[]> = { zeromq: [], zmtp: [] };
  for (let round = 0; round < rounds; round += 1) {
    for (const kind of ['zeromq', 'zmtp'] as const) rates[kind].push(await measure(kind, load, seconds));
  }
  const [zeromq, zmtp] = [median(rates.zeromq), median(rates.zmtp)];
  const thousands = (rate: number): string => `${Math.round(rate / 1_000)} k/s`;
  console.log(`${load.title}: zeromq ${thousands(zeromq)}, zmtp ${thousands(zmtp)}, ratio ${(zmtp / zeromq).toFixed(2)}`);
}

const [first, index, address] = process.argv.slice(2);
if (first === 'zeromq' || first === 'zmtp') {
  const load = loads[Number(index)];
  if (load && address) await push(first, load, address);
} else {
  for (const load of loads) await compare(load, Number(first ?? 2));
}
