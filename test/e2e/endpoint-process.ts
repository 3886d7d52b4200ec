/** One endpoint in a process of its own, at the command of a test: publishes, or subscribes and counts. */
import { Endpoint } from '../../app/index.ts';

const [role, transport, address, highWaterMark] = process.argv.slice(2) as [string, 'zmtp' | 'zeromq', string, string];
const endpoint = new Endpoint({ transport, socket: { highWaterMark: Number(highWaterMark) } });
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
