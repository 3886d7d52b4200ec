import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { Link } from './link.ts';

/** How a cut link behaves: it swallows everything without a word, or breaks its connections and every new one. */
export type CutManner = 'silent' | 'broken';
/** Whether a cut concerns the link between two hosts; asked once for each direction in which connections are made. */
export type Concerns = (from: string, to: string) => boolean;

const longestPreamble = 64;

/** All links between the nodes of a fleet: every connection goes through here, and can be cut. */
export class Links {
  readonly #server: Server;
  readonly #links = new Set<Link>();
  readonly #cuts = new Set<{ concerns: Concerns; manner: CutManner }>();

  private constructor(server: Server) {
    this.#server = server;
    server.on('connection', (socket) => this.#take(socket));
  }

  static async open(): Promise<Links> {
    const server = createServer({ noDelay: true, pauseOnConnect: true });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new Links(server);
  }

  /** Where the detour of the nodes has to lead. */
  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Cuts links; answers with how to heal them. What a silent cut held back arrives then, as TCP would send it again. */
  cut(concerns: Concerns, manner: CutManner): () => void {
    const cut = { concerns, manner };
    this.#cuts.add(cut);
    this.#settle();
    return () => {
      this.#cuts.delete(cut);
      this.#settle();
    };
  }

  close(): void {
    this.#server.close();
    for (const link of this.#links) link.break();
  }

  #take(socket: Socket): void {
    socket.on('error', () => socket.destroy());
    let head = Buffer.alloc(0);
    const read = (data: Buffer): void => {
      head = Buffer.concat([head, data]);
      const end = head.indexOf(10);
      if (end < 0 && head.byteLength <= longestPreamble) return;
      socket.off('data', read).pause();
      const [from, to, port] = head.subarray(0, Math.max(end, 0)).toString().split(' ');
      if (from === undefined || to === undefined || !(Number(port) > 0)) return void socket.destroy();
      if (head.byteLength > end + 1) socket.unshift(head.subarray(end + 1));
      this.#add(new Link({ from, to, near: socket, dial: () => connect({ host: to, port: Number(port), noDelay: true }) }));
    };
    socket.on('data', read).resume();
  }

  #add(link: Link): void {
    this.#links.add(link);
    link.onClose(() => this.#links.delete(link));
    this.#settleOne(link);
  }

  #settle(): void {
    for (const link of this.#links) this.#settleOne(link);
  }

  #settleOne(link: Link): void {
    const manners = [...this.#cuts]
      .filter(({ concerns }) => concerns(link.from, link.to) || concerns(link.to, link.from))
      .map(({ manner }) => manner);
    if (manners.includes('broken')) link.break();
    else if (manners.length > 0) link.hold();
    else link.flow();
  }
}
