import { onlyListener } from '../../only-listener.ts';
import type { Message } from '../connection.ts';
import type { ZmtpSocket } from '../zmtp-socket.ts';
import { linksOf } from './links.ts';
import type { Links, MessageListener } from './links.ts';
import { RoundRobin } from './round-robin.ts';

/** DEALER (RFC 28). */
export interface DealerSocket extends Links {
  send(message: Message): Promise<void>;
  onMessage(listener: MessageListener): void;
}

export function dealerSocket(socket: ZmtpSocket): DealerSocket {
  const outgoing = new RoundRobin(socket);
  const listener = onlyListener<Message>();
  socket.behave({ ...outgoing.hooks, took: (_, message) => listener.hand(message) });
  return { ...linksOf(socket), send: async (message) => void (await outgoing.send(message)), onMessage: listener.set };
}
