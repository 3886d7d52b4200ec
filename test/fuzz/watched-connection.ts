import type { Duplex } from 'node:stream';
import type { Clock } from '../../app/clock.ts';
import type { Random } from '../../app/random.ts';
import { defaultLinkTimings } from '../../app/transport/link-timings.ts';
import type { Security } from '../../app/transport/transport.ts';
import { Connection } from '../../app/transport/zmtp/connection.ts';
import type { ConnectionEnd } from '../../app/transport/zmtp/connection.ts';
import { introductionOf } from '../../app/transport/zmtp/introduction.ts';

/** A connection of ours, and what happened to it. */
export interface Watched {
  connection: Connection;
  end: ConnectionEnd | undefined;
  shaken: boolean;
  messages: number;
  /** What went wrong other than a peer breaking the protocol: must stay empty. */
  faults: unknown[];
}

const maxFrameBytes = 8_192;
const highWaterMark = 50;

/** Nothing is timed here: the clock stands still. */
const still: Clock = {
  now: () => 0,
  monotonic: () => 0,
  after: () => ({ cancel() {} }),
  soon: () => ({ cancel() {} }),
  every: () => ({ cancel() {} }),
};

/** Takes and checks every message that arrives, and notes everything else. */
export function watchedConnection(
  stream: Duplex,
  security: Security | undefined,
  type: 'PULL' | 'PUSH',
  random: Random,
): Watched {
  const faults: unknown[] = [];
  const connection = new Connection({
    stream,
    introduction: introductionOf(type, security, random),
    highWaterMark,
    maxFrameBytes,
    clock: still,
    timings: defaultLinkTimings,
    events: {
      ready: () => void (watched.shaken = true),
      arrived: (which) => {
        const message = which.take();
        const bytes = message?.reduce((sum, { length }) => sum + length, 0) ?? 0;
        if (bytes > maxFrameBytes) faults.push(new Error(`A message of ${bytes} bytes came through.`));
        watched.messages += 1;
      },
      subscription: () => {},
      roomed: () => {},
      ended: (_, end, cause) => {
        watched.end = end;
        const expected = end === 'gone' || (cause instanceof Error && cause.name === 'ProtocolError');
        if (!expected) faults.push(cause);
      },
    },
  });
  const watched: Watched = { connection, end: undefined, shaken: false, messages: 0, faults };
  return watched;
}
