import type { Readable, Socket as Native } from 'zeromq';
import { BanyanError, sentenceOf } from '../../errors.ts';
import type { NativeSocket } from './native-socket.ts';
import { errnoOf } from './failures.ts';

/** Hands over one message, as parts. While a returned promise is pending nothing further is read. */
type MessageListener = (parts: Buffer[]) => void | Promise<void>;

/**
 * How long to trust that libzmq signals a message, milliseconds. Its signal is an edge, and connecting
 * or binding at the wrong moment swallows it: then the message would lie there until the next one.
 */
export const receiveTimeoutMs = 500;

/** Reads messages in order for exactly one listener until the socket closes. */
export function receiving(socket: NativeSocket<Native & Readable>): (listener: MessageListener) => void {
  const { native, log } = socket;
  let listening = false;
  let closed = false;
  socket.onClose(() => void (closed = true));

  const read = async (listener: MessageListener): Promise<void> => {
    for (;;) {
      const parts = await next(native);
      if (closed) return;
      if (!parts) continue;
      try {
        const pending = listener(parts);
        // Only a promise is worth the wait: awaiting nothing would halve the rate.
        if (pending) await pending;
      } catch (thrown) {
        log.error('a frame listener failed', { cause: sentenceOf(thrown) });
      }
    }
  };

  return (listener) => {
    if (listening) throw new BanyanError('internal', 'A socket has exactly one frame listener.');
    listening = true;
    socket.waiting += 1;
    read(listener).catch((thrown: unknown) => {
      if (!closed && !native.closed) log.error('reading stopped', { cause: errnoOf(thrown) ?? sentenceOf(thrown) });
    });
  };
}

/** The next message; undefined when it is time to look again. */
async function next(native: Native & Readable): Promise<Buffer[] | undefined> {
  try {
    return await native.receive();
  } catch (thrown) {
    if (errnoOf(thrown) === 'EAGAIN' && !native.closed) return undefined;
    // A socket takes no calls while it is being bound, which happens on another thread and takes a moment.
    if (errnoOf(thrown) === 'EBUSY' && !native.closed) return new Promise((resolve) => setImmediate(resolve, undefined));
    throw thrown;
  }
}
