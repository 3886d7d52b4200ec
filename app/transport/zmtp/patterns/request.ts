import { BanyanError } from '../../../errors.ts';
import type { Connection, Message } from '../connection.ts';
import type { ZmtpSocket } from '../zmtp-socket.ts';
import { linksOf } from './links.ts';
import type { Links } from './links.ts';
import { RoundRobin } from './round-robin.ts';

/** REQ (RFC 28). */
export interface RequestSocket extends Links {
  /**
   * Sends a request and resolves with its reply. One at a time; a second one fails with `internal`.
   * Fails with `queue-full` when nobody takes it in time, with `closed` when the link breaks or the socket closes.
   */
  request(message: Message): Promise<Message>;
}

/** Stands between the addresses on a message and the message itself. */
const delimiter = new Uint8Array(0);

/** A request that waits for its reply. */
interface Asked {
  peer: Connection | undefined;
  resolve(reply: Message): void;
  reject(cause: BanyanError): void;
}

export function requestSocket(socket: ZmtpSocket): RequestSocket {
  const outgoing = new RoundRobin(socket);
  let asked: Asked | undefined;
  const giveUp = (): void => asked?.reject(new BanyanError('closed', 'The link went before the reply came.'));

  socket.behave({
    ...outgoing.hooks,
    took: (connection, message) => {
      // Only the one that was asked is heard, and only with the delimiter in front (RFC 28).
      if (asked?.peer !== connection || message.length < 2 || message[0]?.length !== 0) {
        socket.parts.counters.messagesMalformed += 1;
      } else {
        asked.resolve(message.slice(1));
      }
    },
    gone: (connection) => {
      if (asked?.peer === connection) giveUp();
    },
    closed: () => {
      outgoing.hooks.closed?.();
      giveUp();
    },
  });

  return {
    ...linksOf(socket),
    async request(message) {
      if (asked) throw new BanyanError('internal', 'A REQ socket has one request at a time: wait for the reply.');
      const { promise, resolve, reject } = Promise.withResolvers<Message>();
      asked = { peer: undefined, resolve, reject };
      try {
        asked.peer = await outgoing.send([delimiter, ...message]);
        return await promise;
      } finally {
        asked = undefined;
      }
    },
  };
}
