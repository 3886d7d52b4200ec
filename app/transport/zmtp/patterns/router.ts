import { BanyanError } from '../../../errors.ts';
import { onlyListener } from '../../only-listener.ts';
import { tellAll } from '../../telling.ts';
import type { PeerId } from '../../transport.ts';
import type { Connection, Message } from '../connection.ts';
import type { ZmtpSocket } from '../zmtp-socket.ts';
import { linksOf } from './links.ts';
import type { Links } from './links.ts';

/** ROUTER (RFC 28), with the peers' names apart from the messages. */
export interface RouterSocket extends Links {
  /** Fails with `not-found` when the peer is not connected, `queue-full` when it does not read. Never waits. */
  send(peer: PeerId, message: Message): Promise<void>;
  onMessage(listener: (peer: PeerId, message: Message) => void | Promise<void>): void;
  /** Told after the last message of a peer that went. */
  onPeerGone(listener: (peer: PeerId) => void): void;
  hangUp(peer: PeerId): void;
}

export function routerSocket(socket: ZmtpSocket): RouterSocket {
  const peers = new Map<PeerId, Connection>();
  const names = new Map<Connection, PeerId>();
  const listener = onlyListener<{ peer: PeerId; message: Message }>();
  const leaveListeners: ((peer: PeerId) => void)[] = [];
  let lastNumber = 0;

  const nameOf = ({ identity }: Connection): PeerId => {
    if (identity.length > 0) return identity.toString('latin1');
    lastNumber += 1;
    // Names that peers choose never begin with zero.
    return `\0${lastNumber}`;
  };
  socket.behave({
    joined: (connection) => {
      const peer = nameOf(connection);
      // Whoever came first keeps the name: otherwise a stranger could take over a conversation.
      if (peers.has(peer)) return connection.cut('That identity is taken.');
      peers.set(peer, connection);
      names.set(connection, peer);
      return undefined;
    },
    left: (connection) => {
      const peer = names.get(connection);
      if (peer !== undefined) peers.delete(peer);
    },
    gone: (connection) => {
      const peer = names.get(connection);
      names.delete(connection);
      if (peer !== undefined) tellAll(socket.parts.log, leaveListeners, peer);
    },
    took: (connection, message) => {
      const peer = names.get(connection);
      return peer === undefined ? undefined : listener.hand({ peer, message });
    },
  });
  return {
    ...linksOf(socket),
    send: async (peer, message) => {
      socket.mustBeOpen();
      const connection = peers.get(peer);
      if (!connection) throw new BanyanError('not-found', 'That peer is not connected.');
      if (!connection.offer(message)) {
        throw new BanyanError('queue-full', 'That peer does not read; its queue is full.');
      }
    },
    onMessage: (listen) => listener.set(({ peer, message }) => listen(peer, message)),
    onPeerGone: (listen) => void leaveListeners.push(listen),
    hangUp: (peer) => peers.get(peer)?.close(),
  };
}
