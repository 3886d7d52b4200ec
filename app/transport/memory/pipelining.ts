import { onlyListener } from '../only-listener.ts';
import type { Dealer, Frame, Puller, Pusher } from '../transport.ts';
import type { MemorySocket } from './memory-socket.ts';
import { WaitingRoom } from '../waiting-room.ts';

/** A PUSH socket in memory. */
export function pusherOn(socket: MemorySocket): Pusher {
  const { send, dialler } = sendingAndConnecting(socket, () => {
    socket.counters.messagesMalformed += 1;
  });
  return { ...dialler, send, close: socket.close };
}

/** A DEALER socket in memory. */
export function dealerOn(socket: MemorySocket): Dealer {
  const listener = onlyListener<Frame>();
  const { send, dialler } = sendingAndConnecting(socket, listener.hand);
  return { ...dialler, send, onFrame: listener.set, close: socket.close };
}

/** A PULL socket in memory. */
export function pullerOn(socket: MemorySocket): Puller {
  const listener = onlyListener<Frame>();
  socket.behave({
    took: (end, { kind, bytes }) => {
      if (kind === 'frame' && socket.fits(end, bytes)) return listener.hand(bytes);
      return undefined;
    },
  });
  return { bind: (address) => socket.bind(address), recheck: () => socket.recheck(), onFrame: listener.set, close: socket.close };
}

/** What PUSH and DEALER share: they connect, and a send waits for a link with room. */
function sendingAndConnecting(socket: MemorySocket, took: (frame: Frame) => void | Promise<void>) {
  const room = new WaitingRoom(socket.parts.clock);
  const dialler = socket.dialler();
  socket.behave({
    joined: () => room.stir(),
    left: (end) => dialler.lost(end),
    roomed: () => room.stir(),
    took: (end, { kind, bytes }) => {
      if (kind === 'frame' && socket.fits(end, bytes)) return took(bytes);
      return undefined;
    },
    closed: () => {
      dialler.close();
      room.stir();
    },
  });
  const offer = (frame: Frame): boolean => {
    socket.mustBeOpen();
    for (const end of socket.ends) if (end.offer({ kind: 'frame', bytes: frame })) return true;
    return false;
  };
  return {
    send: (frame: Frame) => room.untilTaken(() => offer(frame), socket.parts.options.sendTimeoutMs),
    dialler: {
      connect: (address: string) => {
        socket.mustBeOpen();
        dialler.connect(address);
      },
      disconnect: (address: string) => dialler.disconnect(address),
      onLink: (listener: (up: boolean) => void) => dialler.onLink(listener),
      onFailed: (listener: (address: string) => void) => dialler.onFailed(listener),
    },
  };
}
