import { describe, expect, test } from 'vitest';
import { Channel } from '../../../app/endpoint/channel.ts';
import { Moment } from '../../../app/endpoint/moment.ts';
import { virtualClock } from '../transport/virtual-clock.ts';

function bench(name: string) {
  const sent: [sequence: number, text: string][] = [];
  const link = { congested: true, room: Promise.withResolvers<void>() };
  const channel = new Channel({ origin: new Uint8Array(16), incarnation: 1 }, name, new Moment(virtualClock()), {
    emit: (_prefix, _clock, sequence, _kind, payload) => sent.push([sequence, String(Buffer.from(payload))]),
    handle: () => {},
    congested: () => link.congested,
    whenRoom: () => link.room.promise,
  });
  const flow = async (): Promise<void> => {
    link.congested = false;
    link.room.resolve();
    await link.room.promise;
    await Promise.resolve();
  };
  return { channel, sent, flow };
}

describe('a channel', () => {
  test('C2 of the class latest sends only the newest of each key once there is room', async () => {
    const { channel, sent, flow } = bench('~whereabouts');
    for (const at of [1, 2, 3]) {
      expect(channel.send(1, Buffer.from(`anna ${at}`), 'anna')).toBe(0);
      channel.send(1, Buffer.from(`ben ${at}`), 'ben');
    }
    expect(sent).toEqual([]);
    await flow();
    expect(sent).toEqual([
      [1, 'anna 3'],
      [2, 'ben 3'],
    ]);
    expect(channel.send(1, Buffer.from('anna 4'), 'anna')).toBe(3);
  });

  test('C2 of any other class is never overtaken', () => {
    for (const name of ['work', '!trail']) {
      const { channel, sent } = bench(name);
      channel.send(1, Buffer.from('a'), 'key');
      channel.send(1, Buffer.from('b'), 'key');
      expect(sent).toEqual([
        [1, 'a'],
        [2, 'b'],
      ]);
    }
  });
});
