import { duplexPair } from 'node:stream';
import type { Duplex } from 'node:stream';
import { BanyanError } from '../../errors.ts';

/** Where the sockets of one transport find each other by `inproc://` names. */
export class InprocHub {
  readonly #names = new Map<string, (stream: Duplex) => void>();

  /** Takes connections under the name until the returned function is called. Fails with `port-in-use`. */
  listen(name: string, accept: (stream: Duplex) => void): () => void {
    if (this.#names.has(name)) {
      throw new BanyanError('port-in-use', `inproc://${name} is in use: choose another name.`);
    }
    this.#names.set(name, accept);
    return () => void this.#names.delete(name);
  }

  /** A stream to whoever listens under the name; undefined if nobody does. */
  connect(name: string): Duplex | undefined {
    const accept = this.#names.get(name);
    if (!accept) return undefined;
    const [near, far] = duplexPair();
    accept(far);
    return near;
  }
}
