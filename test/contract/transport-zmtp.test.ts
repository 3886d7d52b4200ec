import { systemClock } from '../../app/clock.ts';
import { silentLog } from '../../app/log.ts';
import { systemRandom } from '../../app/random.ts';
import { defaultLinkTimings } from '../../app/transport/link-timings.ts';
import { ZmtpTransport } from '../../app/transport/zmtp/zmtp-transport.ts';
import { transportContract } from './transport.ts';

transportContract('zmtp', () => {
  const clock = systemClock();
  return new ZmtpTransport({ clock, random: systemRandom(), log: silentLog, timings: defaultLinkTimings });
});
