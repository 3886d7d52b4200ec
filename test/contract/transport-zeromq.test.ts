import { systemClock } from '../../app/clock.ts';
import { silentLog } from '../../app/log.ts';
import { systemRandom } from '../../app/random.ts';
import { defaultLinkTimings } from '../../app/transport/link-timings.ts';
import { ZeromqTransport } from '../../app/transport/zeromq/zeromq-transport.ts';
import { transportContract } from './transport.ts';

transportContract('zeromq', () => {
  const clock = systemClock();
  return new ZeromqTransport({ clock, random: systemRandom(), log: silentLog, timings: defaultLinkTimings });
});
