import { systemClock } from '../../app/clock.ts';
import { silentLog } from '../../app/log.ts';
import { systemRandom } from '../../app/random.ts';
import { defaultLinkTimings } from '../../app/transport/link-timings.ts';
import { ZeromqTransport } from '../../app/transport/zeromq/zeromq-transport.ts';
import { ZmtpTransport } from '../../app/transport/zmtp/zmtp-transport.ts';
import { transportContract } from './transport.ts';

// Nodes with one transport and nodes with the other belong to the same cluster, so every second transport is of the other kind.
for (const first of [0, 1]) {
  let made = first;
  transportContract(first === 0 ? 'zeromq with zmtp' : 'zmtp with zeromq', () => {
    const parts = { clock: systemClock(), random: systemRandom(), log: silentLog, timings: defaultLinkTimings };
    made += 1;
    return made % 2 === 1 ? new ZeromqTransport(parts) : new ZmtpTransport(parts);
  });
}
