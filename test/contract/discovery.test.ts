import { describe, expect, test } from 'vitest';
import { systemClock } from '../../app/clock.ts';
import { MdnsDiscovery } from '../../app/discovery/mdns/mdns-discovery.ts';
import { MemoryDiscovery, MemorySegment } from '../../app/discovery/memory/memory-discovery.ts';
import { silentLog } from '../../app/log.ts';
import { announcementOf, discoveryContract } from './discovery.ts';

const segment = new MemorySegment();
discoveryContract('memory', () => new MemoryDiscovery(segment));

// On the loopback interface and no other.
const onLoopback = { interfaces: ['127.0.0.1'], clock: systemClock(), log: silentLog };
discoveryContract('multicast DNS', () => new MdnsDiscovery(onLoopback));

describe('finding others by multicast DNS', () => {
  test('without an interface it says so, finds nobody, and does no harm', async () => {
    const discovery = new MdnsDiscovery({ ...onLoopback, interfaces: [] });
    discovery.start(announcementOf('alone', 4008));
    expect([discovery.usable, discovery.seen()]).toEqual([false, []]);
    await discovery.stop();
  });
});
