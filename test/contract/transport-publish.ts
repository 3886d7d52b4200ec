import { describe, expect, test } from 'vitest';
import type { Publisher, Subscriber, Transport } from '../../app/transport/transport.ts';
import {
  anyPort,
  bytes,
  eventually,
  gate,
  inbox,
  numbered,
  socketOptions,
  subscribed,
  transportFixture,
} from './transport-fixture.ts';
import type { MakeTransport } from './transport-fixture.ts';

/** PUB and SUB. */
export function publishContract(makeTransport: MakeTransport): void {
  describe('publishing', () => {
    const { make } = transportFixture(makeTransport);

    test('four subscribers get everything in order', async () => {
      const { publisher, address } = await publishing(make());
      const inboxes = [1, 2, 3, 4].map(() => follow(make(), address, '').arrived);
      await subscribed(publisher, 'probe', inboxes);
      const sent = numbered('frame ', 500);
      for (const text of sent) await publisher.send(bytes(text));
      await eventually(() => {
        for (const arrived of inboxes) expect(arrived.filter((text) => text !== 'probe')).toEqual(sent);
      });
    });

    test('a subscriber gets only what begins with one of its prefixes, once', async () => {
      const { publisher, address } = await publishing(make());
      const { subscriber, arrived } = follow(make(), address, 'a');
      subscriber.subscribe(bytes('ab'));
      subscriber.subscribe(bytes('c'));
      await subscribed(publisher, 'a-probe', [arrived]);
      await subscribed(publisher, 'c-probe', [arrived]);
      for (const text of ['abc', 'b', '', 'ac', 'xa', 'c', 'end']) await publisher.send(bytes(text));
      await subscribed(publisher, 'a-last', [arrived]);
      expect(arrived.filter((text) => !/probe|last/.test(text))).toEqual(['abc', 'ac', 'c']);
    });

    test('subscriptions are counted: the prefix goes with the last unsubscribe', async () => {
      const { publisher, address } = await publishing(make());
      const { subscriber, arrived } = follow(make(), address, 'a');
      subscriber.subscribe(bytes('a'));
      subscriber.subscribe(bytes('z'));
      await subscribed(publisher, 'z-probe', [arrived]);
      subscriber.unsubscribe(bytes('a'));
      subscriber.unsubscribe(bytes('never'));
      await subscribed(publisher, 'a-probe', [arrived]);
      subscriber.unsubscribe(bytes('a'));
      // What was under way when the prefix went may still come; after that nothing does.
      await eventually(async () => {
        const before = arrived.length;
        await publisher.send(bytes('a-more'));
        await subscribed(publisher, `z-mark-${before}`, [arrived]);
        expect(arrived.slice(before).filter((text) => text === 'a-more')).toEqual([]);
      });
    });

    test('a publisher never waits: who does not read loses the newest, others lose nothing', async () => {
      const { publisher, address } = await publishing(make(), 10);
      const stuck = make().subscriber(socketOptions({ highWaterMark: 10 }));
      const blocked = gate();
      const taken: number[] = [];
      stuck.onFrame(async (frame) => {
        taken.push(frame.length);
        await blocked.opened;
      });
      stuck.subscribe(bytes(''));
      stuck.connect(address);
      const { arrived } = follow(make(), address, 'mark');
      await subscribed(publisher, 'mark', [arrived]);
      const large = new Uint8Array(65_536);
      const count = 500;
      for (let sent = 0; sent < count; sent += 1) await publisher.send(large);
      await subscribed(publisher, 'mark again', [arrived]);
      blocked.open();
      // The stuck one still gets the live stream again, with a hole in it.
      await eventually(async () => {
        await publisher.send(bytes('x'));
        expect(taken).toContain(1);
      });
      expect(taken.filter((length) => length === large.length).length).toBeLessThan(count);
    });
  });
}

async function publishing(transport: Transport, highWaterMark = 1_000): Promise<{ publisher: Publisher; address: string }> {
  const publisher = transport.publisher(socketOptions({ highWaterMark }));
  return { publisher, address: await publisher.bind(anyPort) };
}

function follow(transport: Transport, address: string, prefix: string): { subscriber: Subscriber; arrived: string[] } {
  const subscriber = transport.subscriber(socketOptions());
  const arrived = inbox(subscriber);
  subscriber.subscribe(bytes(prefix));
  subscriber.connect(address);
  return { subscriber, arrived };
}
