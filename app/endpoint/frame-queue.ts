/**
 * The one writer loop of a control or request socket, with a bounded queue in front of it.
 * What does not fit, or what the socket does not take, is dropped and counted: these conversations repeat themselves.
 */
export class FrameQueue<Item> {
  readonly #send: (item: Item) => Promise<void>;
  readonly #most: number;
  readonly #waiting: Item[] = [];
  #writing: Promise<void> | undefined;
  #dropped = 0;

  constructor(send: (item: Item) => Promise<void>, most: number) {
    this.#send = send;
    this.#most = most;
  }

  get dropped(): number {
    return this.#dropped;
  }

  push(item: Item): void {
    if (this.#waiting.length >= this.#most) {
      this.#dropped++;
      return;
    }
    this.#waiting.push(item);
    this.#writing ??= this.#write();
  }

  /** Resolves when what has been pushed so far is written or dropped. */
  drained(): Promise<void> {
    return this.#writing ?? Promise.resolve();
  }

  async #write(): Promise<void> {
    for (let item = this.#waiting.shift(); item !== undefined; item = this.#waiting.shift()) {
      try {
        await this.#send(item);
      } catch {
        this.#dropped++;
      }
    }
    this.#writing = undefined;
  }
}
