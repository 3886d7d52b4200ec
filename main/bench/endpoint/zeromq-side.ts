import { Dealer, Publisher, Pull, Push, Router, Subscriber } from 'zeromq';
import { Arrivals } from './arrivals.ts';
import type { ZeromqPart } from './part.ts';
import { machineTime, payloadBytes, type Side } from './side.ts';

/** Sends are counted by so many; each of them is awaited. */
const batch = 256;
const anyPort = 'tcp://127.0.0.1:*';

/** The baseline in bare zeromq.js. Queues are as long as they are by default, 1,000 messages. */
export async function zeromqSide(part: ZeromqPart): Promise<Side> {
  const arrivals = new Arrivals(machineTime);
  const payload = Buffer.alloc(payloadBytes, 7);
  switch (part.role) {
    case 'pull': {
      const pull = new Pull();
      await pull.bind(anyPort);
      void count(pull, arrivals);
      return { addresses: [pull.lastEndpoint!], arrivals };
    }
    case 'subscribe': {
      const subscriber = new Subscriber();
      subscriber.connect(part.host);
      subscriber.subscribe();
      void count(subscriber, arrivals);
      return { addresses: [], arrivals };
    }
    case 'push': {
      const push = new Push();
      push.connect(part.host);
      return { addresses: [], arrivals, sendBatch: () => sendEach(push, payload) };
    }
    case 'publish': {
      // PUB drops what doesn't fit into a subscriber's queue, so only what arrives says how fast this is.
      const publisher = new Publisher();
      await publisher.bind(anyPort);
      return { addresses: [publisher.lastEndpoint!], arrivals, sendBatch: () => sendEach(publisher, payload) };
    }
    case 'pull and publish': {
      const [pull, publisher] = [new Pull(), new Publisher()];
      await Promise.all([pull.bind(anyPort), publisher.bind(anyPort)]);
      void passOn(pull, publisher, arrivals);
      return { addresses: [pull.lastEndpoint!, publisher.lastEndpoint!], arrivals };
    }
    case 'router': {
      const router = new Router();
      await router.bind(anyPort);
      void echo(router);
      return { addresses: [router.lastEndpoint!], arrivals };
    }
    case 'dealer': {
      const dealer = new Dealer();
      dealer.connect(part.host);
      return { addresses: [], arrivals, ask: () => exchange(dealer, payload) };
    }
  }
}

async function sendEach(socket: Push | Publisher, payload: Buffer): Promise<number> {
  for (let sent = 0; sent < batch; sent += 1) await socket.send(payload);
  return batch;
}

async function count(socket: Pull | Subscriber, arrivals: Arrivals): Promise<void> {
  for await (const frames of socket) if (frames.length > 0) arrivals.arrive();
}

async function passOn(pull: Pull, publisher: Publisher, arrivals: Arrivals): Promise<void> {
  for await (const [frame] of pull) {
    await publisher.send(frame!);
    arrivals.arrive();
  }
}

async function echo(router: Router): Promise<void> {
  for await (const frames of router) await router.send(frames);
}

async function exchange(dealer: Dealer, payload: Buffer): Promise<void> {
  await dealer.send(payload);
  await dealer.receive();
}
