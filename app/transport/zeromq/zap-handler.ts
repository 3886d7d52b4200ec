import { Reply } from 'zeromq';
import type { Context } from 'zeromq';
import type { Log } from '../../log.ts';
import { sentenceOf } from '../../errors.ts';

const zapAddress = 'inproc://zeromq.zap.01';
const zapVersion = '1.0';

type Admits = (publicKey: Uint8Array) => boolean;

/**
 * Answers libzmq's question whether the owner of a CURVE key may come in (RFC 27, ZAP).
 * One per context, there before the first CURVE server is bound; each server socket has a domain of its own and with it its own rule.
 */
export class ZapHandler {
  readonly #native: Reply;
  readonly #log: Log;
  readonly #rules = new Map<string, Admits>();
  #domains = 0;

  constructor(context: Context, log: Log) {
    this.#native = new Reply({ context, linger: 0 });
    this.#log = log;
    this.#native.bindSync(zapAddress);
    void this.#serve();
  }

  /** A domain of its own for one server socket, ruled by `admits`. */
  addDomain(admits: Admits): string {
    this.#domains += 1;
    const domain = `banyan-${this.#domains}`;
    this.#rules.set(domain, admits);
    return domain;
  }

  /** Forgets the rule; the domain admits nobody any more. */
  removeDomain(domain: string): void {
    this.#rules.delete(domain);
  }

  close(): void {
    this.#rules.clear();
    this.#native.close();
  }

  async #serve(): Promise<void> {
    while (!this.#native.closed) {
      try {
        await this.#native.send(this.#answer(await this.#native.receive()));
      } catch (thrown) {
        if (!this.#native.closed) this.#log.error('zap handler failed', { cause: sentenceOf(thrown) });
      }
    }
  }

  #answer(request: Buffer[]): (string | Buffer)[] {
    const [version, requestId, domain, , , mechanism, publicKey] = request;
    const admitted =
      version?.toString() === zapVersion &&
      mechanism?.toString() === 'CURVE' &&
      domain !== undefined &&
      publicKey?.length === 32 &&
      this.#admits(domain.toString(), publicKey);
    // 300, not 400: a client that gets 400 gives up for good and would miss a later approval.
    const status = admitted ? ['200', 'OK'] : ['300', 'ask again later'];
    return [zapVersion, requestId ?? '', ...status, '', ''];
  }

  #admits(domain: string, publicKey: Uint8Array): boolean {
    try {
      return this.#rules.get(domain)?.(publicKey) ?? false;
    } catch (thrown) {
      this.#log.error('the rule of admission failed; nobody is let in', { cause: sentenceOf(thrown) });
      return false;
    }
  }
}
