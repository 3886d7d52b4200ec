import type { Socket as Native } from 'zeromq';
import type { Log } from '../../log.ts';
import type { TransportCounters } from '../transport.ts';
import type { Clock } from '../../clock.ts';
import type { LinkTimings } from '../link-timings.ts';

/** What the parts of one socket share. */
export interface NativeSocket<N extends Native> {
  readonly native: N;
  readonly clock: Clock;
  readonly log: Log;
  readonly timings: LinkTimings;
  readonly counters: TransportCounters;
  /** Sends and receives that wait for libzmq's signal; any other call on the socket may swallow it. */
  waiting: number;
  /** Runs once, before the native socket closes. */
  onClose(action: () => void | Promise<void>): void;
  close(): Promise<void>;
}

/** A native socket with an orderly, idempotent end. `released` runs last. */
export function nativeSocket<N extends Native>(
  parts: Omit<NativeSocket<N>, 'onClose' | 'close' | 'waiting'>,
  released: () => void,
): NativeSocket<N> {
  const actions: (() => void | Promise<void>)[] = [];
  let closing: Promise<void> | undefined;

  const close = async (): Promise<void> => {
    const pending = actions.map((action) => action());
    await Promise.all(pending);
    parts.native.close();
    released();
  };
  return {
    ...parts,
    waiting: 0,
    onClose: (action) => void actions.push(action),
    close: () => (closing ??= close()),
  };
}
