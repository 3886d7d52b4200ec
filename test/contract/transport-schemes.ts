import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bytes, eventually, inbox, socketOptions, transportFixture } from './transport-fixture.ts';
import type { MakeTransport } from './transport-fixture.ts';

/** Ways inside one machine and inside one process. */
export function schemeContract(makeTransport: MakeTransport): void {
  describe('schemes', () => {
    const { make } = transportFixture(makeTransport);
    let folder = '';
    beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'banyan-ipc-'))));
    afterAll(() => rmSync(folder, { recursive: true, force: true }));

    // Windows has no Unix domain sockets in libzmq's builds for Node.
    test.runIf(process.platform !== 'win32')('ipc:// carries frames and is released with its socket', async () => {
      const address = `ipc://${join(folder, 'socket')}`;
      for (let round = 0; round < 2; round += 1) {
        const host = make();
        const puller = host.puller(socketOptions());
        const arrived = inbox(puller);
        expect(await puller.bind(address)).toBe(address);
        const pusher = make().pusher(socketOptions());
        pusher.connect(address);
        await pusher.send(bytes('through a file'));
        await eventually(() => expect(arrived).toEqual(['through a file']));
        await pusher.close();
        await host.close();
      }
    });

    test('inproc:// carries frames between sockets of one transport', async () => {
      const transport = make();
      const puller = transport.puller(socketOptions());
      const arrived = inbox(puller);
      const address = await puller.bind('inproc://inside');
      const pusher = transport.pusher(socketOptions());
      pusher.connect(address);
      await pusher.send(bytes('inside'));
      await eventually(() => expect(arrived).toEqual(['inside']));
    });

    test('a taken inproc:// name is refused as port-in-use', async () => {
      const transport = make();
      await transport.puller(socketOptions()).bind('inproc://taken');
      await expect(transport.puller(socketOptions()).bind('inproc://taken')).rejects.toMatchObject({
        code: 'port-in-use',
      });
    });
  });
}
