/** One endpoint in a process of its own, at the command of a test: publishes, or subscribes and counts. */
import { Endpoint, streamLimits } from '../../app/index.ts';

type Arguments = [string, 'zmtp' | 'zeromq', string, string, string?];
const [role, transport, address, highWaterMark, lagMs] = process.argv.slice(2) as Arguments;
const { snail } = streamLimits;
const endpoint = new Endpoint({
  transport,
  socket: { highWaterMark: Number(highWaterMark) },
  limits: { snail: lagMs === undefined ? snail : { ...snail, lagMs: Number(lagMs) } },
});
const seen = { handled: 0, inOrder: true, lost: 0, snail: [] as boolean[] };

endpoint.on('lost', ({ from, to }) => void (seen.lost += to - from + 1));
endpoint.on('snail', ({ crawling }) => void seen.snail.push(crawling));
endpoint.channel('stream').handle(({ sequence }) => {
  seen.handled++;
  seen.inOrder &&= sequence === seen.handled;
});
process.on('message', (question) => {
  if (question === 'seen') process.send?.(seen);
});
process.on('disconnect', () => process.exit());

if (role === 'subscribe') await endpoint.connect(address);
process.send?.('ready');
