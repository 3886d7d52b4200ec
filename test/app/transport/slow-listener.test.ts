import { describe, expect, onTestFinished, test } from 'vitest';
import { anyPort, eventually, gate, socketOptions } from '../../contract/transport-fixture.ts';
import { realKinds, realTransport } from './real-transports.ts';

const timings = { heartbeatIntervalMs: 50, heartbeatTimeoutMs: 250 };

describe.each(realKinds.flatMap((host) => realKinds.map((client) => ({ host, client }))))(
  'a $client pusher at a $host puller',
  ({ host, client }) => {
    test('keeps its link and loses nothing while the listener takes longer than a heartbeat waits', async () => {
      const [near, far] = [realTransport(client, timings), realTransport(host, timings)];
      onTestFinished(async () => void (await Promise.all([near.close(), far.close()])));
      const puller = far.puller(socketOptions({ highWaterMark: 5 }));
      const blocked = gate();
      const arrived: (number | undefined)[] = [];
      puller.onFrame((frame) => {
        arrived.push(frame[0]);
        return blocked.opened;
      });
      const pusher = near.pusher(socketOptions({ highWaterMark: 100 }));
      const links: boolean[] = [];
      pusher.onLink((up) => void links.push(up));
      pusher.connect(await puller.bind(anyPort));
      const sent = Array.from({ length: 60 }, (_, index) => index);
      for (const value of sent) await pusher.send(Uint8Array.of(value));
      await eventually(() => expect(arrived).toEqual([0]));
      // Five times what would end a link that is silent.
      await new Promise((resolve) => void setTimeout(resolve, 5 * timings.heartbeatTimeoutMs));
      expect(links).toEqual([true]);
      blocked.open();
      await eventually(() => expect(arrived).toEqual(sent));
      expect(links).toEqual([true]);
    });
  },
);
