import { onlyListener } from '../../only-listener.ts';
import { PrefixSet } from '../../prefix-set.ts';
import type { Connection, Message } from '../connection.ts';
import { zmtpLimits } from '../zmtp-limits.ts';
import type { ZmtpSocket } from '../zmtp-socket.ts';
import { linksOf } from './links.ts';
import type { Links, MessageListener } from './links.ts';

/** PUB (RFC 29): a message goes to whoever subscribed to what its first frame begins with. */
export interface PublishSocket extends Links {
  /** Never waits for a subscriber: who has too much waiting loses this message. */
  send(message: Message): Promise<void>;
}

/** XPUB (RFC 29): sees the subscriptions, and messages from subscribers. */
export interface ExtendedPublishSocket extends PublishSocket {
  /** Told of each first subscription to a prefix, and when the last one for it goes. */
  onSubscription(listener: (adds: boolean, prefix: Uint8Array) => void): void;
  onMessage(listener: MessageListener): void;
}

/** So many messages go out before other work of this process has its turn. */
const sendsPerTurn = 256;

export function publishSocket(socket: ZmtpSocket): PublishSocket {
  const { send, subscribers } = publishing(socket, () => {});
  socket.behave({
    ...subscribers,
    took: (connection, message) => {
      if (!subscribers.tookSubscription(connection, message)) socket.parts.counters.messagesMalformed += 1;
    },
  });
  return { ...linksOf(socket), send };
}

export function extendedPublishSocket(socket: ZmtpSocket): ExtendedPublishSocket {
  const listener = onlyListener<Message>();
  const told = onlyListener<{ adds: boolean; prefix: Uint8Array }>();
  const { send, subscribers } = publishing(socket, (adds, prefix) => void told.hand({ adds, prefix }));
  socket.behave({
    ...subscribers,
    took: (connection, message) => {
      if (!subscribers.tookSubscription(connection, message)) return listener.hand(message);
      return undefined;
    },
  });
  return {
    ...linksOf(socket),
    send,
    onSubscription: (listen) => told.set(({ adds, prefix }) => listen(adds, prefix)),
    onMessage: listener.set,
  };
}

/** What PUB and XPUB share. `changed` runs when a prefix is wanted for the first time, and when no more. */
function publishing(socket: ZmtpSocket, changed: (adds: boolean, prefix: Uint8Array) => void) {
  const wishes = new Map<Connection, PrefixSet>();
  const allWishes = new PrefixSet();
  let sends = 0;

  const subscription = (connection: Connection, adds: boolean, prefix: Uint8Array): void => {
    const wish = wishes.get(connection);
    if (!wish) return;
    if (adds && wish.steps + prefix.length > zmtpLimits.subscriptionBytesPerPeer) {
      return connection.cut('Too many subscriptions.');
    }
    const news = adds ? wish.add(prefix) : wish.remove(prefix);
    if (news && (adds ? allWishes.add(prefix) : allWishes.remove(prefix))) changed(adds, prefix);
  };
  const left = (connection: Connection): void => {
    const wish = wishes.get(connection);
    wishes.delete(connection);
    for (const prefix of wish?.prefixes() ?? []) if (allWishes.remove(prefix)) changed(false, prefix);
  };
  /** Before ZMTP 3.1 a subscription is a message: 1 or 0, then the prefix. */
  const tookSubscription = (connection: Connection, message: Message): boolean => {
    const [frame] = message;
    const first = frame?.[0];
    if (message.length !== 1 || !frame || (first !== 0 && first !== 1)) return false;
    subscription(connection, first === 1, frame.subarray(1));
    return true;
  };
  const send = async (message: Message): Promise<void> => {
    socket.mustBeOpen();
    const first = message[0];
    if (first) for (const [connection, wish] of wishes) if (wish.matches(first)) connection.offer(message);
    sends += 1;
    if (sends % sendsPerTurn === 0) await new Promise((resolve) => setImmediate(resolve));
  };
  const joined = (connection: Connection): void => void wishes.set(connection, new PrefixSet());
  return { send, subscribers: { joined, left, subscription, tookSubscription } };
}
