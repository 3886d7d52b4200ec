import { describe, expect, test } from 'vitest';
import { presenceDefaults } from '../../../app/config.ts';
import { Presence } from '../../../app/documents/presence.ts';
import type { Endpoint } from '../../../app/endpoint/endpoint.ts';
import type { MessageHandler } from '../../../app/endpoint/message.ts';
import { virtualClock, type VirtualClock } from '../transport/virtual-clock.ts';

const ids = { anna: '00000000-0000-4000-8000-00000000000a', ben: '00000000-0000-4000-8000-00000000000b' };
const document = '00000000-0000-4000-8000-000000000001';
const at = (place: number) => ({ document, cursor: { anchor: Uint8Array.of(place), head: Uint8Array.of(place) } });

/** Anna's and Ben's presence, with a line between them that can be cut. */
function bench() {
  const clock = virtualClock();
  const line = { cut: false, sent: 0 };
  const handlers = new Map<string, MessageHandler>();
  const endpointOf = (name: keyof typeof ids, other: keyof typeof ids): Endpoint =>
    ({
      handle: (_channel: string, handler: MessageHandler) => void handlers.set(name, handler),
      channel: (channel: string) => ({
        send: (kind: number, payload: Uint8Array) => {
          line.sent++;
          if (line.cut) return 0;
          void handlers.get(other)?.({
            origin: ids[name],
            incarnation: 1,
            sequence: line.sent,
            channel,
            kind,
            clock: 0,
            payload,
          });
          return line.sent;
        },
      }),
    }) as unknown as Endpoint;
  const make = (name: keyof typeof ids, other: keyof typeof ids) =>
    new Presence({ endpoint: endpointOf(name, other), clock: clock as VirtualClock, nodeId: ids[name] });
  const anna = make('anna', 'ben');
  const ben = make('ben', 'anna');
  const seenByBen = () => ben.all().filter(({ nodeId }) => nodeId === ids.anna);
  return { clock, line, handlers, anna, ben, seenByBen };
}

describe('who is where', () => {
  test('R1 moves are told at once, then at most thirty times a second, and the newest is what counts', async () => {
    const { clock, line, anna, seenByBen } = bench();
    for (let move = 0; move < 200; move++) {
      anna.set(1, at(move % 250));
      await clock.advance(5);
    }
    expect(line.sent).toBeLessThanOrEqual(31);
    await clock.advance(100);
    expect(seenByBen().map(({ cursor }) => cursor?.head[0])).toEqual([199]);
  });

  test('R1 who is not heard for a while is gone, and who repeats itself is not', async () => {
    const { clock, line, anna, ben, seenByBen } = bench();
    anna.start();
    ben.start();
    anna.set(1, at(1));
    await clock.advance(presenceDefaults.expireAfterMs * 2);
    expect(seenByBen()).toHaveLength(1);
    line.cut = true;
    await clock.advance(presenceDefaults.expireAfterMs + presenceDefaults.repeatMs);
    expect(seenByBen()).toEqual([]);
  });

  test('a window that closes is gone at once, and a node with all its windows', async () => {
    const { anna, ben, seenByBen } = bench();
    anna.set(1, at(1));
    anna.set(2, at(2));
    expect(seenByBen()).toHaveLength(2);
    anna.remove(1);
    expect(seenByBen().map(({ cursor }) => cursor?.head[0])).toEqual([2]);
    ben.removeNode(ids.anna);
    expect(seenByBen()).toEqual([]);
  });

  test('R2 a place that is too long to be one is refused', async () => {
    const { anna, seenByBen } = bench();
    const far = new Uint8Array(257);
    expect(() => anna.set(1, { document, cursor: { anchor: far, head: far } })).toThrow('too long');
    expect(seenByBen()).toEqual([]);
  });
});
