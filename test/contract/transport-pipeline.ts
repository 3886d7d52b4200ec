import { describe, expect, test } from 'vitest';
import type { Pusher, Transport } from '../../app/transport/transport.ts';
import {
  anyPort,
  bytes,
  eventually,
  gate,
  inbox,
  numbered,
  socketOptions,
  textOf,
  transportFixture,
} from './transport-fixture.ts';
import type { MakeTransport } from './transport-fixture.ts';

/** PUSH and PULL. */
export function pipelineContract(makeTransport: MakeTransport): void {
  describe('pipeline', () => {
    const { make } = transportFixture(makeTransport);

    test('a slow listener loses nothing from three pushers and sees each in order', async () => {
      const puller = make().puller(socketOptions({ highWaterMark: 5 }));
      const arrived: string[] = [];
      let inside = 0;
      puller.onFrame(async (frame) => {
        inside += 1;
        expect(inside).toBe(1);
        await new Promise((resolve) => setImmediate(resolve));
        arrived.push(textOf(frame));
        inside -= 1;
      });
      const address = await puller.bind(anyPort);
      const sources = ['a', 'b', 'c'].map((prefix) => numbered(prefix, 300));
      await Promise.all(sources.map((texts) => pushAll(pushing(make(), address), texts)));
      await eventually(() => expect(arrived).toHaveLength(900));
      for (const texts of sources) {
        expect(arrived.filter((text) => text[0] === texts[0]?.[0])).toEqual(texts);
      }
    });

    test('a listener that throws or rejects misses nothing that follows', async () => {
      const puller = make().puller(socketOptions());
      const arrived: string[] = [];
      puller.onFrame((frame) => {
        arrived.push(textOf(frame));
        if (arrived.length === 1) throw new Error('thrown by the test');
        if (arrived.length === 2) return Promise.reject(new Error('rejected by the test'));
        return undefined;
      });
      const texts = numbered('frame ', 4);
      await pushAll(pushing(make(), await puller.bind(anyPort)), texts);
      await eventually(() => expect(arrived).toEqual(texts));
    });

    test('a send fails with queue-full when nobody is there', async () => {
      const pusher = make().pusher(socketOptions({ sendTimeoutMs: 50 }));
      await expect(pusher.send(bytes('x'))).rejects.toMatchObject({ code: 'queue-full' });
    });

    test('a send waits for the link', async () => {
      const puller = make().puller(socketOptions());
      const arrived = inbox(puller);
      const address = await puller.bind(anyPort);
      const pusher = make().pusher(socketOptions());
      const sent = pusher.send(bytes('early'));
      pusher.connect(address);
      await sent;
      await eventually(() => expect(arrived).toEqual(['early']));
    });

    test('a send fails with queue-full when nobody reads, and goes on when somebody does', async () => {
      const puller = make().puller(socketOptions({ highWaterMark: 5 }));
      const blocked = gate();
      let arrived = 0;
      puller.onFrame(async () => {
        arrived += 1;
        await blocked.opened;
      });
      const pusher = make().pusher(socketOptions({ highWaterMark: 5, sendTimeoutMs: 100 }));
      pusher.connect(await puller.bind(anyPort));
      const large = new Uint8Array(65_536);
      let sent = 0;
      const flood = async (): Promise<void> => {
        for (; sent < 10_000; sent += 1) await pusher.send(large);
      };
      await expect(flood()).rejects.toMatchObject({ code: 'queue-full' });
      blocked.open();
      await eventually(() => expect(arrived).toBe(sent));
      await pusher.send(large);
      await eventually(() => expect(arrived).toBe(sent + 1));
    });

    test('a second send before the first is taken is a fault of the caller', async () => {
      const pusher = make().pusher(socketOptions({ sendTimeoutMs: 50 }));
      const first = pusher.send(bytes('first'));
      await expect(pusher.send(bytes('second'))).rejects.toMatchObject({ code: 'internal' });
      await expect(first).rejects.toMatchObject({ code: 'queue-full' });
    });

    test('a send that waits when the socket closes fails as closed', async () => {
      const pusher = make().pusher(socketOptions());
      const waiting = pusher.send(bytes('x'));
      const refused = expect(waiting).rejects.toMatchObject({ code: 'closed' });
      await pusher.close();
      await refused;
    });

    test('after close no frame reaches the listener', async () => {
      const puller = make().puller(socketOptions());
      let closed = false;
      let late = 0;
      let arrived = 0;
      puller.onFrame(() => {
        arrived += 1;
        if (closed) late += 1;
      });
      const address = await puller.bind(anyPort);
      const pusher = pushing(make(), address);
      const flood = pushAll(pusher, numbered('frame ', 2_000)).catch(() => {});
      await eventually(() => expect(arrived).toBeGreaterThan(0));
      const closing = puller.close();
      closed = true;
      await closing;
      await pusher.close();
      await flood;
      expect(late).toBe(0);
    });

    test('what was sent is what arrives, however the sender keeps its views', async () => {
      const puller = make().puller(socketOptions());
      const arrived = inbox(puller);
      const pusher = pushing(make(), await puller.bind(anyPort));
      const whole = bytes(`${'before'.repeat(50)}${'middle'.repeat(50)}${'after'.repeat(50)}`);
      await pusher.send(whole.subarray(300, 600));
      await eventually(() => expect(arrived).toEqual(['middle'.repeat(50)]));
    });
  });
}

function pushing(transport: Transport, address: string): Pusher {
  const pusher = transport.pusher(socketOptions());
  pusher.connect(address);
  return pusher;
}

async function pushAll(pusher: Pusher, texts: string[]): Promise<void> {
  for (const text of texts) await pusher.send(bytes(text));
}
