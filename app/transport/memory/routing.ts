import { BanyanError } from '../../errors.ts';
import { onlyListener } from '../only-listener.ts';
import { tellAll } from '../telling.ts';
import type { Frame, PeerId, Router } from '../transport.ts';
import type { LinkEnd } from './link.ts';
import type { MemorySocket } from './memory-socket.ts';

/** A ROUTER socket in memory. */
export function routerOn(socket: MemorySocket): Router {
  const peers = new Map<PeerId, LinkEnd>();
  const listener = onlyListener<{ peer: PeerId; frame: Frame }>();
  const leaveListeners: ((peer: PeerId) => void)[] = [];
  socket.behave({
    joined: (end) => void peers.set(end.peer, end),
    left: (end) => void peers.delete(end.peer),
    took: (end, { kind, bytes }) => {
      // The departure comes after all that the peer had sent.
      if (kind === 'gone') return tellAll(socket.parts.log, leaveListeners, end.peer);
      if (kind === 'frame' && socket.fits(end, bytes)) return listener.hand({ peer: end.peer, frame: bytes });
      return undefined;
    },
  });
  return {
    bind: (address) => socket.bind(address),
    recheck: () => socket.recheck(),
    send: async (peer, frame) => {
      socket.mustBeOpen();
      const end = peers.get(peer);
      if (!end) throw new BanyanError('not-found', 'That peer is not connected.');
      if (!end.offer({ kind: 'frame', bytes: frame })) {
        throw new BanyanError('queue-full', 'That peer does not read; its queue is full.');
      }
    },
    hangUp: (peer) => peers.get(peer)?.close(),
    onFrame: (told) => listener.set(({ peer, frame }) => told(peer, frame)),
    onPeerGone: (told) => void leaveListeners.push(told),
    close: socket.close,
  };
}
