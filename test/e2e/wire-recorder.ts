import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

const longestPreamble = 64;

/** Stands on every connection between nodes that take the detour of the chaos, and keeps every byte that goes by. */
export class WireRecorder {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  /** One list of chunks for each direction of each connection. */
  readonly #streams: Buffer[][] = [];

  private constructor(server: Server) {
    this.#server = server;
    server.on('connection', (socket) => this.#take(socket));
  }

  static async open(): Promise<WireRecorder> {
    const server = createServer({ noDelay: true });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new WireRecorder(server);
  }

  /** Where the detour has to lead. */
  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** What went by so far: each direction of each connection in one piece. */
  get streams(): Buffer[] {
    return this.#streams.map((chunks) => Buffer.concat(chunks));
  }

  close(): void {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
  }

  #take(near: Socket): void {
    this.#keep(near);
    let head = Buffer.alloc(0);
    const read = (data: Buffer): void => {
      head = Buffer.concat([head, data]);
      const end = head.indexOf(10);
      if (end < 0 && head.length <= longestPreamble) return;
      near.off('data', read);
      const [, host, port] = head.subarray(0, Math.max(end, 0)).toString().split(' ');
      if (host === undefined || !(Number(port) > 0)) return void near.destroy();
      const far = this.#keep(connect({ host, port: Number(port), noDelay: true }));
      this.#pass(near, far, head.subarray(end + 1));
      this.#pass(far, near, Buffer.alloc(0));
    };
    near.on('data', read);
  }

  #keep(socket: Socket): Socket {
    this.#sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.#sockets.delete(socket));
    return socket;
  }

  #pass(from: Socket, to: Socket, first: Buffer): void {
    const stream: Buffer[] = [];
    this.#streams.push(stream);
    const pass = (chunk: Buffer): void => {
      stream.push(Buffer.from(chunk));
      if (!to.write(chunk)) {
        from.pause();
        to.once('drain', () => from.resume());
      }
    };
    if (first.length > 0) pass(first);
    from.on('data', pass);
    from.on('close', () => to.destroy());
  }
}
