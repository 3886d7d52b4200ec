import { WaitingRoom } from '../../waiting-room.ts';
import type { Connection, Message } from '../connection.ts';
import type { PatternHooks, ZmtpSocket } from '../zmtp-socket.ts';

/** Sends each message to the next connection that has room, and waits while none has (RFC 28 and 30). */
export class RoundRobin {
  readonly #socket: ZmtpSocket;
  readonly #room: WaitingRoom;
  #last: Connection | undefined;

  constructor(socket: ZmtpSocket) {
    this.#socket = socket;
    this.#room = new WaitingRoom(socket.parts.clock);
  }

  /** To be run by the socket, whatever else the pattern does with these events. */
  readonly hooks: PatternHooks = {
    joined: () => this.#room.stir(),
    left: (connection) => {
      if (this.#last === connection) this.#last = undefined;
    },
    roomed: () => this.#room.stir(),
    closed: () => this.#room.stir(),
  };

  /** Answers with the connection that took the message. Fails with `queue-full` after the socket's `sendTimeoutMs`, with `closed`, with `internal` if one waits already. */
  async send(message: Message): Promise<Connection | undefined> {
    const { sendTimeoutMs } = this.#socket.parts.options;
    let taker: Connection | undefined;
    const attempt = (): boolean => (taker = this.#offer(message)) !== undefined;
    await this.#room.untilTaken(attempt, sendTimeoutMs);
    return taker;
  }

  #offer(message: Message): Connection | undefined {
    this.#socket.mustBeOpen();
    const { connections } = this.#socket;
    for (const connection of this.#inTurn(connections)) {
      if (!connection.offer(message)) continue;
      this.#last = connection;
      return connection;
    }
    return undefined;
  }

  /** Those after the one that took the last message, then the others. */
  #inTurn(connections: ReadonlySet<Connection>): Iterable<Connection> {
    if (connections.size < 2 || !this.#last) return connections;
    const all = [...connections];
    const next = all.indexOf(this.#last) + 1;
    return [...all.slice(next), ...all.slice(0, next)];
  }
}
