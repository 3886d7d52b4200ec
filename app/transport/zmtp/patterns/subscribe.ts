import { onlyListener } from '../../only-listener.ts';
import { PrefixSet } from '../../prefix-set.ts';
import type { Message } from '../connection.ts';
import type { ZmtpSocket } from '../zmtp-socket.ts';
import { linksOf } from './links.ts';
import type { Links, MessageListener } from './links.ts';

/** SUB (RFC 29). Subscriptions are counted. */
export interface SubscribeSocket extends Links {
  subscribe(prefix: Uint8Array): void;
  unsubscribe(prefix: Uint8Array): void;
  onMessage(listener: MessageListener): void;
}

/** XSUB (RFC 29): may also send messages to its publishers. */
export interface ExtendedSubscribeSocket extends SubscribeSocket {
  /** To every publisher; to one that has too much waiting, not. */
  send(message: Message): Promise<void>;
}

export function subscribeSocket(socket: ZmtpSocket): SubscribeSocket {
  const wanted = new PrefixSet();
  const listener = onlyListener<Message>();
  socket.behave({
    joined: (connection) => {
      for (const prefix of wanted.prefixes()) connection.subscribe(true, prefix);
    },
    took: (_, message) => {
      // What was under way when the subscription was cancelled is no longer wanted.
      if (message[0] && wanted.matches(message[0])) return listener.hand(message);
      return undefined;
    },
  });
  const tellPublishers = (adds: boolean, prefix: Uint8Array): void => {
    for (const connection of socket.connections) connection.subscribe(adds, prefix);
  };
  return {
    ...linksOf(socket),
    subscribe: (prefix) => {
      if (wanted.add(prefix)) tellPublishers(true, prefix);
    },
    unsubscribe: (prefix) => {
      if (wanted.remove(prefix)) tellPublishers(false, prefix);
    },
    onMessage: listener.set,
  };
}

export function extendedSubscribeSocket(socket: ZmtpSocket): ExtendedSubscribeSocket {
  return {
    ...subscribeSocket(socket),
    send: async (message) => {
      socket.mustBeOpen();
      for (const connection of socket.connections) connection.offer(message);
    },
  };
}
