import type { MessageLike, Socket as Native, Writable } from 'zeromq';
import { BanyanError } from '../../errors.ts';
import { sendFailure } from './failures.ts';
import type { LinkWatch } from './link-watch.ts';
import type { NativeSocket } from './native-socket.ts';

/** Where given, a send waits for a link first. */
interface LinkPatience {
  watch: LinkWatch;
  timeoutMs: number;
}

/**
 * Sends one message at a time, as libzmq demands.
 * A second one before the first is taken is a fault of the caller: `internal`.
 */
export function oneAtATime(
  socket: NativeSocket<Native & Writable>,
  patience?: LinkPatience,
): (message: MessageLike | MessageLike[]) => Promise<void> {
  const { native } = socket;
  let sending = false;
  return async (message) => {
    if (native.closed) throw new BanyanError('closed', 'The socket was closed.');
    if (sending) throw new BanyanError('internal', 'A socket sends one frame at a time: wait for the last one.');
    sending = true;
    try {
      if (patience && !patience.watch.up) await patience.watch.waitUntilUp(patience.timeoutMs);
      socket.waiting += 1;
      await native.send(message).finally(() => void (socket.waiting -= 1));
    } catch (thrown) {
      throw sendFailure(thrown, native.closed);
    } finally {
      sending = false;
    }
  };
}
