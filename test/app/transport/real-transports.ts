import { systemClock } from '../../../app/clock.ts';
import { silentLog } from '../../../app/log.ts';
import { systemRandom } from '../../../app/random.ts';
import { defaultLinkTimings } from '../../../app/transport/link-timings.ts';
import type { LinkTimings } from '../../../app/transport/link-timings.ts';
import type { Transport } from '../../../app/transport/transport.ts';
import { ZeromqTransport } from '../../../app/transport/zeromq/zeromq-transport.ts';
import { ZmtpTransport } from '../../../app/transport/zmtp/zmtp-transport.ts';

/** The transports that cross process borders. */
export const realKinds = ['zeromq', 'zmtp'] as const;
export type RealKind = (typeof realKinds)[number];

export function realTransport(kind: RealKind, changes: Partial<LinkTimings> = {}): Transport {
  const timings = { ...defaultLinkTimings, ...changes };
  const parts = { clock: systemClock(), random: systemRandom(), log: silentLog, timings };
  return kind === 'zeromq' ? new ZeromqTransport(parts) : new ZmtpTransport(parts);
}
