import type { Store } from '../../storage/store.ts';
import { BanyanError } from '../../errors.ts';
import type { PairingHost } from './pairing-host.ts';

const settingKey = 'pairing-port';

/** Opens and closes the pairing port as it is needed; on the port of last time where that is free, as links name it. */
export class PairingPort {
  readonly #host: PairingHost;
  readonly #store: Store;
  readonly #listenAt: string;
  #port = 0;
  /** What was asked for last runs to its end before the next. */
  #queue: Promise<void> = Promise.resolve();

  /** `listenAt`: the address of this machine to listen on. */
  constructor(host: PairingHost, store: Store, listenAt: string) {
    this.#host = host;
    this.#store = store;
    this.#listenAt = listenAt;
  }

  /** 0 while it is closed. */
  get port(): number {
    return this.#port;
  }

  /** Fails with `port-in-use` or `address-invalid`. */
  open(): Promise<void> {
    return this.#after(async () => {
      if (this.#port !== 0) return;
      const last = Number(this.#store.readSetting(settingKey) ?? 0);
      const bound = await this.#bind(Number.isInteger(last) && last > 0 && last < 65_536 ? last : 0);
      this.#port = Number(bound.slice(bound.lastIndexOf(':') + 1));
      this.#store.writeSetting(settingKey, this.#port);
    });
  }

  close(): Promise<void> {
    return this.#after(async () => {
      this.#port = 0;
      await this.#host.close();
    });
  }

  async #bind(port: number): Promise<string> {
    try {
      return await this.#host.open(`tcp://${this.#listenAt}:${port}`);
    } catch (thrown) {
      if (port === 0 || !(thrown instanceof BanyanError) || thrown.code !== 'port-in-use') throw thrown;
      return this.#bind(0);
    }
  }

  #after(action: () => Promise<void>): Promise<void> {
    const done = this.#queue.then(action);
    this.#queue = done.catch(() => {});
    return done;
  }
}
