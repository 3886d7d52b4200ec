import { afterEach, describe, expect, test, vi } from 'vitest';
import type { Announcement, Discovery } from '../../app/discovery/discovery.ts';
import { randomUuid } from '../../app/wire/uuid.ts';
import { systemRandom } from '../../app/random.ts';

const random = systemRandom();
const patience = { timeout: 10_000, interval: 20 };

/** What a machine of this name says of itself. Ids are new at each call: a network may remember those of other tests. */
export function announcementOf(machine: string, port: number): Announcement {
  return {
    nodeId: randomUuid(random),
    person: `${machine}’s person`,
    machine,
    colour: 7,
    headless: false,
    protocol: 1,
    port,
    link: { port: port + 1000, key: new Uint8Array(random.bytes(32)) },
    cluster: undefined,
  };
}

/** What every way to find others has to do. `newcomer` makes one more on the same network. */
export function discoveryContract(name: string, newcomer: () => Discovery): void {
  describe(`finding others by ${name}`, () => {
    const running: Discovery[] = [];
    const start = (announcement: Announcement): Discovery => {
      const discovery = newcomer();
      running.push(discovery);
      discovery.start(announcement);
      return discovery;
    };
    const sees = (discovery: Discovery, { nodeId }: Announcement) => discovery.seen().find((seen) => seen.nodeId === nodeId);
    afterEach(async () => {
      for (const discovery of running.splice(0)) await discovery.stop();
    });

    test('two see each other with everything that is announced, whoever came first, and nobody sees itself', async () => {
      const [first, second] = [announcementOf('first', 4001), announcementOf('second', 4002)];
      const one = start(first);
      const other = start(second);
      await vi.waitFor(() => expect(sees(one, second)).toMatchObject({ ...second, address: '127.0.0.1:4002' }), patience);
      await vi.waitFor(() => expect(sees(other, first)).toMatchObject({ ...first, address: '127.0.0.1:4001' }), patience);
      expect([sees(one, first), sees(other, second)]).toEqual([undefined, undefined]);
    });

    test('what is announced anew is seen anew, and whoever listens is told', async () => {
      const before = announcementOf('before', 4003);
      const one = start(announcementOf('looker', 4004));
      const other = start(before);
      await vi.waitFor(() => expect(sees(one, before)).toBeDefined(), patience);
      let told = 0;
      one.onChange(() => void told++);
      const cluster = { id: randomUuid(random), name: 'Kestrel', role: 'root' as const, machines: 3, people: ['Anna', 'Ben'] };
      other.update({ ...before, person: 'Somebody else', cluster });
      await vi.waitFor(() => expect(sees(one, before)).toMatchObject({ person: 'Somebody else', cluster }), patience);
      expect(told).toBeGreaterThan(0);
    });

    test('who stops is seen no longer, and stopping twice is stopping once', async () => {
      const leaver = announcementOf('leaver', 4005);
      const one = start(announcementOf('looker', 4006));
      const other = start(leaver);
      await vi.waitFor(() => expect(sees(one, leaver)).toBeDefined(), patience);
      await other.stop();
      await other.stop();
      await vi.waitFor(() => expect(sees(one, leaver)).toBeUndefined(), patience);
    });

    test('says whether there is a network to speak on', () => {
      expect(start(announcementOf('looker', 4007)).usable).toBe(true);
    });
  });
}
