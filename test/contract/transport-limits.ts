import { describe, expect, test } from 'vitest';
import type { Frame } from '../../app/transport/transport.ts';
import { anyPort, bytes, eventually, inbox, socketOptions, transportFixture } from './transport-fixture.ts';
import type { MakeTransport } from './transport-fixture.ts';

/** Frames at and beyond the bounds. */
export function limitContract(makeTransport: MakeTransport): void {
  describe('limits', () => {
    const { make } = transportFixture(makeTransport);

    test.each([0, 1, 255, 256, 65_536, 1_048_576])('a frame of %i bytes arrives unchanged', async (length) => {
      const puller = make().puller(socketOptions({ maxFrameBytes: Math.max(length, 1_024) }));
      const arrived: Frame[] = [];
      puller.onFrame((frame) => void arrived.push(frame));
      const pusher = make().pusher(socketOptions());
      pusher.connect(await puller.bind(anyPort));
      const frame = Uint8Array.from({ length }, (_, index) => index % 251);
      await pusher.send(frame);
      await pusher.send(frame);
      await eventually(() => expect(arrived).toHaveLength(2));
      for (const each of arrived) expect(Buffer.compare(each, frame)).toBe(0);
    });

    test('a peer that sends too large a frame is cut off, others are not', async () => {
      const puller = make().puller(socketOptions({ maxFrameBytes: 2_000 }));
      const arrived = inbox(puller);
      const address = await puller.bind(anyPort);
      const good = make().pusher(socketOptions());
      const goodStates: boolean[] = [];
      good.onLink((up) => void goodStates.push(up));
      good.connect(address);
      await good.send(bytes('before'));
      const bad = make().pusher(socketOptions());
      const badStates: boolean[] = [];
      bad.onLink((up) => void badStates.push(up));
      bad.connect(address);
      await bad.send(new Uint8Array(2_001));
      await eventually(() => expect(badStates.slice(0, 2)).toEqual([true, false]));
      await good.send(bytes('after'));
      await eventually(() => expect(arrived).toEqual(['before', 'after']));
      expect(goodStates).toEqual([true]);
    });
  });
}
