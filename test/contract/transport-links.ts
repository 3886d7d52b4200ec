import { describe, expect, test } from 'vitest';
import type { Connecting, Transport } from '../../app/transport/transport.ts';
import { anyPort, bytes, eventually, inbox, socketOptions, subscribed, textOf, transportFixture } from './transport-fixture.ts';
import type { MakeTransport } from './transport-fixture.ts';

/** Links that come, break and come back. */
export function linkContract(makeTransport: MakeTransport): void {
  describe('links', () => {
    const { make } = transportFixture(makeTransport);

    test('a pusher sees its link come, break with the host, and come back with it', async () => {
      let host = make();
      const pusher = make().pusher(socketOptions());
      const states = linkStates(pusher);
      const { address } = await pulling(host, anyPort);
      pusher.connect(address);
      await eventually(() => expect(states).toEqual([true]));
      await host.close();
      await eventually(() => expect(states).toEqual([true, false]));
      host = make();
      const { arrived } = await pulling(host, address);
      await eventually(() => expect(states).toEqual([true, false, true]));
      await pusher.send(bytes('back'));
      await eventually(() => expect(arrived).toEqual(['back']));
    });

    test('a socket may connect before its host is there', async () => {
      const first = make();
      const { address } = await pulling(first, anyPort);
      await first.close();
      const pusher = make().pusher(socketOptions());
      const states = linkStates(pusher);
      pusher.connect(address);
      await pulling(make(), address);
      await eventually(() => expect(states).toEqual([true]));
    });

    test('subscriptions survive a restart of the publisher', async () => {
      const first = make();
      const before = first.publisher(socketOptions());
      const address = await before.bind(anyPort);
      const subscriber = make().subscriber(socketOptions());
      const arrived = inbox(subscriber);
      subscriber.subscribe(bytes('news'));
      subscriber.connect(address);
      await subscribed(before, 'news of the first', [arrived]);
      await first.close();
      const after = make().publisher(socketOptions());
      await after.bind(address);
      await subscribed(after, 'news of the second', [arrived]);
    });

    test('a dealer is heard again after a restart of the router', async () => {
      const first = make();
      const address = await answering(first, anyPort);
      const dealer = make().dealer(socketOptions());
      const arrived = inbox(dealer);
      const states = linkStates(dealer);
      dealer.connect(address);
      await dealer.send(bytes('one'));
      await eventually(() => expect(arrived).toEqual(['re one']));
      await first.close();
      await eventually(() => expect(states).toEqual([true, false]));
      await answering(make(), address);
      await eventually(() => expect(states).toEqual([true, false, true]));
      await dealer.send(bytes('two'));
      await eventually(() => expect(arrived).toEqual(['re one', 're two']));
    });

    test('disconnecting takes the link down and it stays down', async () => {
      const { address, arrived } = await pulling(make(), anyPort);
      const pusher = make().pusher(socketOptions({ sendTimeoutMs: 200 }));
      const states = linkStates(pusher);
      pusher.connect(address);
      await pusher.send(bytes('one'));
      await eventually(() => expect(arrived).toEqual(['one']));
      await eventually(() => expect(states).toEqual([true]));
      pusher.disconnect(address);
      pusher.disconnect(address);
      await eventually(() => expect(states).toEqual([true, false]));
      await expect(pusher.send(bytes('two'))).rejects.toMatchObject({ code: 'queue-full' });
      expect(states).toEqual([true, false]);
    });

    test('connecting twice to one address is one link', async () => {
      const { address, arrived } = await pulling(make(), anyPort);
      const pusher = make().pusher(socketOptions());
      const states = linkStates(pusher);
      pusher.connect(address);
      pusher.connect(address);
      await pusher.send(bytes('one'));
      await eventually(() => expect(arrived).toEqual(['one']));
      expect(states).toEqual([true]);
    });
  });
}

async function pulling(transport: Transport, wanted: string): Promise<{ address: string; arrived: string[] }> {
  const puller = transport.puller(socketOptions());
  const arrived = inbox(puller);
  return { arrived, address: await puller.bind(wanted) };
}

async function answering(transport: Transport, wanted: string): Promise<string> {
  const router = transport.router(socketOptions());
  router.onFrame((peer, frame) => router.send(peer, bytes(`re ${textOf(frame)}`)));
  return router.bind(wanted);
}

function linkStates(socket: Connecting): boolean[] {
  const states: boolean[] = [];
  socket.onLink((up) => void states.push(up));
  return states;
}
