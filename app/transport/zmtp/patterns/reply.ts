import { onlyListener } from '../../only-listener.ts';
import type { Message } from '../connection.ts';
import type { ZmtpSocket } from '../zmtp-socket.ts';
import { linksOf } from './links.ts';
import type { Links } from './links.ts';

/** REP (RFC 28). */
export interface ReplySocket extends Links {
  /** Answers each request, one after the other. A reply to a peer that went is dropped. */
  onRequest(handler: (request: Message) => Message | Promise<Message>): void;
}

export function replySocket(socket: ZmtpSocket): ReplySocket {
  const handler = onlyListener<{ request: Message; answer(reply: Message): void }>();
  socket.behave({
    took: (connection, message) => {
      const delimiter = message.findIndex((frame) => frame.length === 0);
      if (delimiter < 0 || delimiter === message.length - 1) {
        socket.parts.counters.messagesMalformed += 1;
        return undefined;
      }
      const envelope = message.slice(0, delimiter + 1);
      const answer = (reply: Message): void => void connection.offer([...envelope, ...reply]);
      return handler.hand({ request: message.slice(delimiter + 1), answer });
    },
  });
  return {
    ...linksOf(socket),
    onRequest: (handle) => handler.set(async ({ request, answer }) => answer(await handle(request))),
  };
}
