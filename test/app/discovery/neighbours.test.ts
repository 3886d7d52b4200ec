import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import type { Clock } from '../../../app/clock.ts';
import { discoveryDefaults } from '../../../app/config.ts';
import type { Sighting } from '../../../app/discovery/discovery.ts';
import { Neighbours } from '../../../app/discovery/mdns/neighbours.ts';
import { servicesIn } from '../../../app/discovery/mdns/service-records.ts';

const { maxSeen, maxPerAddress, newcomers, settledAfterMs, timeToLiveMs } = discoveryDefaults;
const sighting = (nodeId: string): Sighting => ({
  nodeId,
  person: 'Anna',
  machine: nodeId,
  colour: 1,
  headless: false,
  protocol: 1,
  port: 7,
  cluster: undefined,
  address: '10.0.0.1:7',
});

describe('who is kept of those who are announced', () => {
  let now = 0;
  let neighbours: Neighbours;
  beforeEach(() => {
    now = 0;
    neighbours = new Neighbours({ monotonic: () => now } as Clock);
  });
  const take = (name: string, host: string): boolean => neighbours.take(name, host, sighting(name));
  const isSeen = (name: string): boolean => neighbours.seen().some(({ nodeId }) => nodeId === name);
  /** So many made-up machines over so many seconds. */
  const flood = (count: number, seconds: number, hostOf: (at: number) => string): void => {
    for (let at = 0; at < count; at++) {
      now += (seconds * 1000) / count;
      take(`forged-${at}`, hostOf(at));
    }
  };

  test('from one address they take its share of the room, and push out nobody elsewhere', () => {
    take('anna', '10.0.0.1');
    flood(10_000, 30, () => '10.9.9.9');
    expect(neighbours.size).toBe(1 + maxPerAddress);
    expect(isSeen('anna')).toBe(true);
    expect(neighbours.dropped).toBeGreaterThan(9000);
  });

  test('from ten thousand addresses they take all the room, but who was heard twice stays', () => {
    take('anna', '10.0.0.1');
    now += settledAfterMs;
    take('anna', '10.0.0.1');
    flood(10_000, 30, (at) => `10.8.${at >> 8}.${at & 255}`);
    expect(neighbours.size).toBeLessThanOrEqual(maxSeen);
    expect(isSeen('anna')).toBe(true);
  });

  test('who comes after a flood is let in at once, and who came in the midst of it as soon as it is over', () => {
    flood(10_000, 10, (at) => `10.8.${at >> 8}.${at & 255}`);
    now += 1000;
    expect(take('ben', '10.0.0.2')).toBe(true);
    expect(isSeen('ben')).toBe(true);
  });

  test('a classroom that comes at once is seen at once', () => {
    for (let at = 0; at < newcomers.burst; at++) take(`laptop-${at}`, `10.0.${at >> 8}.${at & 255}`);
    expect([neighbours.size, neighbours.dropped]).toEqual([newcomers.burst, 0]);
  });

  test('the goodbye of another address does not count', () => {
    take('anna', '10.0.0.1');
    expect(neighbours.leave('anna', '10.6.6.6')).toBe(false);
    expect(isSeen('anna')).toBe(true);
    expect(neighbours.leave('anna', '10.0.0.1')).toBe(true);
    expect(isSeen('anna')).toBe(false);
  });

  test('who is not heard for long is forgotten', () => {
    take('anna', '10.0.0.1');
    now += timeToLiveMs + 1;
    expect(neighbours.expire()).toBe(true);
    expect(neighbours.size).toBe(0);
  });

  test('the bounds hold whatever happens in whatever order', () => {
    const step = fc.record({
      does: fc.constantFrom('take', 'take', 'take', 'heard', 'leave', 'expire'),
      name: fc.integer({ min: 0, max: 600 }),
      host: fc.integer({ min: 0, max: 1 }),
      passes: fc.integer({ min: 0, max: 400 }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 1500 }), (steps) => {
        now = 0;
        neighbours = new Neighbours({ monotonic: () => now } as Clock);
        const host = (at: number): string => `h${at}`;
        for (const { does, name, host: at, passes } of steps) {
          now += passes;
          if (does === 'take') neighbours.take(String(name), host(at), { ...sighting(String(name)), address: host(at) });
          else if (does === 'heard') neighbours.heard(String(name));
          else if (does === 'leave') neighbours.leave(String(name), host(at));
          else neighbours.expire();
        }
        const seen = neighbours.seen();
        expect(new Set(seen.map(({ nodeId }) => nodeId)).size).toBe(seen.length);
        expect(seen.length).toBe(neighbours.size);
      }),
      { numRuns: 50 },
    );
  });
});

describe('packets of multicast DNS', () => {
  const type = '_banyan._tcp.local';
  const name = `banyan-x.${type}`;
  const whole = {
    answers: [{ type: 'PTR', name: type, ttl: 10, data: name }],
    additionals: [
      { type: 'SRV', name, ttl: 10, data: { port: 7, target: 'x.local' } },
      { type: 'TXT', name, ttl: 10, data: [Buffer.from('v=1'), Buffer.from('p=A=B'), Buffer.from('=x'), Buffer.from('flag')] },
    ],
  };

  test('are read with what stands in them about a service, in letters of any size', () => {
    expect(servicesIn(whole, type)).toEqual([{ name, gone: false, told: { port: 7, txt: { v: '1', p: 'A=B' } } }]);
    const loud = { ...whole, answers: [{ type: 'PTR', name: type.toUpperCase(), ttl: 10, data: name.toUpperCase() }] };
    expect(servicesIn(loud, type)).toHaveLength(1);
    expect(servicesIn({ answers: whole.answers, additionals: [] }, type)).toEqual([{ name, gone: false, told: undefined }]);
  });

  test('of other services and without sense give nothing, and too many records are no packet', () => {
    expect(
      servicesIn({ answers: [{ type: 'PTR', name: '_ipp._tcp.local', ttl: 1, data: name }], additionals: [] }, type),
    ).toEqual([]);
    expect(servicesIn({ answers: [null, 7, { type: 'PTR', name: type, ttl: 1, data: 9 }], additionals: [] }, type)).toEqual([]);
    expect(servicesIn('x', type)).toBeUndefined();
    expect(servicesIn({ answers: Array.from({ length: 513 }, () => whole.answers[0]), additionals: [] }, type)).toBeUndefined();
  });

  test('of any other form make nothing throw', () => {
    fc.assert(
      fc.property(fc.anything(), fc.array(fc.anything()), (packet, answers) => {
        servicesIn(packet, type);
        servicesIn({ answers, additionals: answers }, type);
      }),
    );
  });
});
