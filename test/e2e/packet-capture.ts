import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createSocket } from 'node:dgram';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A real capture on the loopback interface, where the machine has tshark and lets us. */
export class PacketCapture {
  readonly #child: ChildProcess;
  readonly #file: string;

  private constructor(child: ChildProcess, file: string) {
    this.#child = child;
    this.#file = file;
  }

  /** Starts it; answers with the reason when that can't be. `filter` is one of pcap's. */
  static async start(filter: string): Promise<PacketCapture | string> {
    const file = join(mkdtempSync(join(tmpdir(), 'banyan-capture-')), 'lo.pcapng');
    const child = spawn('tshark', ['-i', 'lo', '-f', filter, '-w', file, '-q'], { stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    const begun = new Promise<boolean>((resolve) => {
      child.once('error', () => resolve(false));
      child.once('exit', () => resolve(false));
      createInterface({ input: child.stderr }).on('line', (line) => {
        said += `${line} `;
        // It says so before the first packet is kept, and once more when the file is open.
        if (line.includes('Capturing on')) resolve(true);
      });
    });
    if (!(await begun)) return said === '' ? 'tshark is not installed' : said.trim();
    return new PacketCapture(child, file);
  }

  /**
   * Ends it, once all that went by before is in its file: then so is what is sent now. `host` is one that the filter lets
   * through. Answers with what TCP carried, each direction of each connection in one piece, and what UDP did.
   */
  async end(host: string): Promise<{ tcp: Buffer[]; udp: Buffer[] }> {
    const last = `the last packet ${process.pid} ${Math.random()}`;
    const socket = createSocket('udp4');
    while (!readFileSync(this.#file).includes(last)) {
      await new Promise<void>((resolve) => socket.send(last, 9, host, () => resolve()));
      await new Promise((resolve) => void setTimeout(resolve, 100));
    }
    socket.close();
    this.#child.kill('SIGINT');
    await once(this.#child, 'exit');
    return { tcp: await this.#payloads('tcp'), udp: await this.#payloads('udp') };
  }

  async #payloads(protocol: 'tcp' | 'udp'): Promise<Buffer[]> {
    const fields = ['stream', 'srcport', 'payload'].flatMap((field) => ['-e', `${protocol}.${field}`]);
    // Not taken apart further: only what was carried is wanted.
    const args = ['-n', '-r', this.#file, '-Y', protocol, '-T', 'fields', '-E', 'separator=,', ...fields];
    const { stdout } = await run('tshark', args, { maxBuffer: 512 * 1024 * 1024 });
    const streams = new Map<string, Buffer[]>();
    for (const line of stdout.split('\n')) {
      const [stream, port, payload] = line.split(',');
      if (payload === undefined || payload === '') continue;
      const key = `${stream} ${port}`;
      streams.set(key, [...(streams.get(key) ?? []), Buffer.from(payload, 'hex')]);
    }
    return [...streams.values()].map((chunks) => Buffer.concat(chunks));
  }
}
