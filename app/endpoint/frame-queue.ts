/**
 * The one writer loop of a control or request socket, with a bounded queue in front of it.
 * What does not fit, or what the socket does not take, is dropped and counted: these conversations repeat themselves.
 */
export class FrameQueue<Item> {
  readonly #send: (item: Item) => Promise<void>;
  readonly #most: number;
  readonly #onDropped: (item: Item) => void;
  readonly #waiting: Item[] = [];
  #writing: Promise<void> | undefined;
  #dropped = 0;

  constructor(send: (item: Item) => Promise<void>, most: number, onDropped: (item: Item) => void = () => {}) {
    this.#send = send;
    this.#most = most;
    this.#onDropped = onDropped;
  }

  get dropped(): number {
    return this.#dropped;
  }

  push(item: Item): void {
    if (this.#waiting.length >= this.#most) return this.#drop(item);
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
        this.#drop(item);
      }
    }
    this.#writing = undefined;
  }

  #drop(item: Item): void {
    this.#dropped++;
    this.#onDropped(item);
  }
}
