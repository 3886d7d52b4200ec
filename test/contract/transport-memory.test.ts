import { systemClock } from '../../app/clock.ts';
import { silentLog } from '../../app/log.ts';
import { defaultLinkTimings } from '../../app/transport/link-timings.ts';
import { MemoryNetwork } from '../../app/transport/memory/memory-network.ts';
import { MemoryTransport } from '../../app/transport/memory/memory-transport.ts';
import { transportContract } from './transport.ts';

const clock = systemClock();
const network = new MemoryNetwork({ clock });
let nodes = 0;

transportContract('memory', () => {
  nodes += 1;
  return new MemoryTransport({ network, clock, log: silentLog, timings: defaultLinkTimings, node: `node ${nodes}` });
});
