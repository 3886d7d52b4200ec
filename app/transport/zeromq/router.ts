import { dealerFrame } from '../message-shape.ts';
import { tellAll } from '../telling.ts';
import type { PeerId, Router } from '../transport.ts';
import { binding } from './binding.ts';
import type { NativeSocket } from './native-socket.ts';
import type { NotifyingRouter } from './notifying-router.ts';
import { receiving } from './receiving.ts';
import { oneAtATime } from './sending.ts';

/** A ROUTER socket behind the interface. Departures are told where this libzmq reports them. */
export function routerOn(socket: NativeSocket<NotifyingRouter>): Router {
  const { native, log, counters } = socket;
  const notifies = native.notifyDepartures();
  const receive = receiving(socket);
  const send = oneAtATime(socket);
  const leaveListeners: ((peer: PeerId) => void)[] = [];

  return {
    ...binding(socket),
    send: (peer, frame) => send([routingIdOf(peer), frame]),
    onFrame: (listener) =>
      receive(([routingId, ...parts]) => {
        const peer = routingId?.toString('latin1') ?? '';
        const frame = dealerFrame(parts);
        if (frame?.length === 0 && parts.length === 1 && notifies) return tellAll(log, leaveListeners, peer);
        if (frame) return listener(peer, frame);
        counters.messagesMalformed += 1;
      }),
    onPeerGone: (listener) => void leaveListeners.push(listener),
    close: socket.close,
  };
}

/** Routing ids are bytes; as latin1 each byte is one character, and back. */
function routingIdOf(peer: PeerId): Buffer {
  return Buffer.from(peer, 'latin1');
}
