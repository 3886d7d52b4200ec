/** Sends without end until it is stopped; each batch waits for room, so what waits to be sent stays bounded. */
export class Flood {
  readonly #sendBatch: () => Promise<number>;
  #sent = 0;
  #wanted = false;
  #running: Promise<void> = Promise.resolve();

  constructor(sendBatch: () => Promise<number>) {
    this.#sendBatch = sendBatch;
  }

  /** Messages that left so far. */
  get sent(): number {
    return this.#sent;
  }

  start(): void {
    if (this.#wanted) return;
    this.#wanted = true;
    this.#running = this.#run();
  }

  /** Answers with how many messages left, once the last batch has. Rejects with what a batch threw. */
  async stop(): Promise<number> {
    this.#wanted = false;
    await this.#running;
    return this.#sent;
  }

  async #run(): Promise<void> {
    while (this.#wanted) this.#sent += await this.#sendBatch();
  }
}
