import { onlyListener } from '../../only-listener.ts';
import type { Message } from '../connection.ts';
import type { ZmtpSocket } from '../zmtp-socket.ts';
import { RoundRobin } from './round-robin.ts';
import { linksOf } from './links.ts';
import type { Links, MessageListener } from './links.ts';

/** PUSH (RFC 30). */
export interface PushSocket extends Links {
  send(message: Message): Promise<void>;
}

/** PULL (RFC 30). */
export interface PullSocket extends Links {
  onMessage(listener: MessageListener): void;
}

export function pushSocket(socket: ZmtpSocket): PushSocket {
  const outgoing = new RoundRobin(socket);
  socket.behave({
    ...outgoing.hooks,
    took: () => {
      socket.parts.counters.messagesMalformed += 1;
    },
  });
  return { ...linksOf(socket), send: async (message) => void (await outgoing.send(message)) };
}

export function pullSocket(socket: ZmtpSocket): PullSocket {
  const listener = onlyListener<Message>();
  socket.behave({ took: (_, message) => listener.hand(message) });
  return { ...linksOf(socket), onMessage: listener.set };
}
