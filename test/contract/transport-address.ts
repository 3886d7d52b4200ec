import { describe, expect, test } from 'vitest';
import { anyPort, socketOptions, transportFixture } from './transport-fixture.ts';
import type { MakeTransport } from './transport-fixture.ts';

/** Taking addresses and giving them back. */
export function addressContract(makeTransport: MakeTransport): void {
  describe('addresses', () => {
    const { make } = transportFixture(makeTransport);

    test('binding to port 0 or * answers with a real port', async () => {
      const transport = make();
      for (const wanted of [anyPort, 'tcp://127.0.0.1:*']) {
        const address = await transport.puller(socketOptions()).bind(wanted);
        expect(address).toMatch(/^tcp:\/\/127\.0\.0\.1:[1-9]\d*$/);
      }
    });

    test('a taken port is refused as port-in-use', async () => {
      const address = await make().puller(socketOptions()).bind(anyPort);
      const second = make().publisher(socketOptions());
      await expect(second.bind(address)).rejects.toMatchObject({ code: 'port-in-use' });
    });

    test.each(['nonsense', 'tcp://127.0.0.1', 'tcp://127.0.0.1:99999', 'foo://x', 'inproc://', 'tcp://8.8.8.8:0'])(
      'binding to %s is refused as address-invalid',
      async (address) => {
        const puller = make().puller(socketOptions());
        await expect(puller.bind(address)).rejects.toMatchObject({ code: 'address-invalid' });
      },
    );

    test.each(['nonsense', 'tcp://127.0.0.1:0', 'tcp://127.0.0.1:*', 'tcp://127.0.0.1:99999', 'foo://x'])(
      'connecting to %s is refused as address-invalid',
      (address) => {
        const pusher = make().pusher(socketOptions());
        expect(() => pusher.connect(address)).toThrow(expect.objectContaining({ code: 'address-invalid' }));
      },
    );

    test('closing releases the address at once', async () => {
      const transport = make();
      let address = anyPort;
      for (let round = 0; round < 10; round += 1) {
        const puller = transport.puller(socketOptions());
        address = await puller.bind(address);
        await puller.close();
      }
    });

    test('closing a socket or a transport twice is the same as once', async () => {
      const transport = make();
      const puller = transport.puller(socketOptions());
      await puller.bind(anyPort);
      await Promise.all([puller.close(), puller.close()]);
      await puller.close();
      await Promise.all([transport.close(), transport.close()]);
      await transport.close();
    });

    test('a closed socket and a closed transport refuse as closed', async () => {
      const transport = make();
      const publisher = transport.publisher(socketOptions());
      await publisher.close();
      await expect(publisher.send(new Uint8Array(1))).rejects.toMatchObject({ code: 'closed' });
      await expect(publisher.bind(anyPort)).rejects.toMatchObject({ code: 'closed' });
      const pusher = transport.pusher(socketOptions());
      await transport.close();
      expect(() => pusher.connect('tcp://127.0.0.1:1')).toThrow(expect.objectContaining({ code: 'closed' }));
      expect(() => transport.publisher(socketOptions())).toThrow(expect.objectContaining({ code: 'closed' }));
    });
  });
}
