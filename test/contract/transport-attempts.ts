import { describe, expect, test } from 'vitest';
import type { Connecting, Socket, Transport } from '../../app/transport/transport.ts';
import { anyPort, bytes, eventually, inbox, socketOptions, transportFixture } from './transport-fixture.ts';
import type { MakeTransport } from './transport-fixture.ts';

/** So many more failures of another socket, whose pauses grow, outlast the first pauses of the one that has to be silent. */
const longerThanAPause = 4;

/** Attempts to connect that come to nothing. */
export function attemptContract(makeTransport: MakeTransport): void {
  describe('attempts', () => {
    const { make } = transportFixture(makeTransport);

    /** An address where nobody listens. */
    const nowhere = async (): Promise<string> => {
      const transport = make();
      const address = await transport.puller(socketOptions()).bind(anyPort);
      await transport.close();
      return address;
    };
    /** Returns when another socket would have tried again. */
    const outlast = async (): Promise<void> => {
      const other = make().pusher(socketOptions());
      const failures = failuresOf(other);
      other.connect(await nowhere());
      await eventually(() => expect(failures.length).toBeGreaterThanOrEqual(longerThanAPause));
    };

    const kinds: Record<string, (transport: Transport) => Connecting & Socket> = {
      subscriber: (transport) => transport.subscriber(socketOptions()),
      pusher: (transport) => transport.pusher(socketOptions()),
      dealer: (transport) => transport.dealer(socketOptions()),
    };

    describe.each(Object.entries(kinds))('a %s', (_, makeSocket) => {
      test('tells the address where nobody listens, again and again', async () => {
        const socket = makeSocket(make());
        const failures = failuresOf(socket);
        const address = await nowhere();
        socket.connect(address);
        await eventually(() => expect(failures.length).toBeGreaterThanOrEqual(3));
        expect(new Set(failures)).toEqual(new Set([address]));
      });

      test('tells nothing more once it has been disconnected', async () => {
        const socket = makeSocket(make());
        const failures = failuresOf(socket);
        const address = await nowhere();
        socket.onFailed(() => socket.disconnect(address));
        socket.connect(address);
        await eventually(() => expect(failures).toEqual([address]));
        await outlast();
        expect(failures).toEqual([address]);
      });

      test('tells nothing more once it has been closed', async () => {
        const socket = makeSocket(make());
        const failures = failuresOf(socket);
        const address = await nowhere();
        socket.onFailed(() => void socket.close());
        socket.connect(address);
        await eventually(() => expect(failures).toEqual([address]));
        await outlast();
        expect(failures).toEqual([address]);
      });
    });

    test('nothing is told of what was disconnected or closed at once', async () => {
      const disconnected = make().pusher(socketOptions());
      const closed = make().pusher(socketOptions());
      const failures = [failuresOf(disconnected), failuresOf(closed)];
      const address = await nowhere();
      disconnected.connect(address);
      closed.connect(address);
      disconnected.disconnect(address);
      await closed.close();
      await outlast();
      expect(failures).toEqual([[], []]);
    });

    test('of several addresses the one that failed is told', async () => {
      const puller = make().puller(socketOptions());
      const pusher = make().pusher(socketOptions());
      const failures = failuresOf(pusher);
      const [here, there] = [await puller.bind(anyPort), await nowhere()];
      pusher.connect(here);
      pusher.connect(there);
      await eventually(() => expect(failures.length).toBeGreaterThanOrEqual(2));
      expect(new Set(failures)).toEqual(new Set([there]));
    });

    test('whatever the listeners do, it links by itself when somebody binds later', async () => {
      const pusher = make().pusher(socketOptions());
      pusher.onFailed(() => {
        throw new Error('thrown by the test');
      });
      const failures = failuresOf(pusher);
      const address = await nowhere();
      pusher.connect(address);
      await eventually(() => expect(failures).toContain(address));
      const puller = make().puller(socketOptions());
      const arrived = inbox(puller);
      await puller.bind(address);
      await pusher.send(bytes('at last'));
      await eventually(() => expect(arrived).toEqual(['at last']));
    });

    test('a host that goes is told as soon as it is missed', async () => {
      const host = make();
      const pusher = make().pusher(socketOptions());
      const failures = failuresOf(pusher);
      const address = await host.puller(socketOptions()).bind(anyPort);
      pusher.connect(address);
      await pusher.send(bytes('here'));
      expect(failures).toEqual([]);
      await host.close();
      await eventually(() => expect(failures).toContain(address));
    });
  });
}

function failuresOf(socket: Connecting): string[] {
  const failures: string[] = [];
  socket.onFailed((address) => void failures.push(address));
  return failures;
}
