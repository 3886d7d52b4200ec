import { Publisher, Subscriber } from 'zeromq';
import { Letters, writeSteadily } from './letters.ts';

/** One node of a large tree in bare zeromq.js: it publishes what its parent publishes. */
export class BareRelay {
  readonly number: number;
  readonly letters: Letters;
  readonly #publisher = new Publisher();
  readonly #now: () => number;

  private constructor(number: number, now: () => number) {
    this.number = number;
    this.#now = now;
    this.letters = new Letters(now);
  }

  /** `parent` is where the parent publishes; the root has none. */
  static async open(number: number, parent: string | undefined, now: () => number): Promise<BareRelay> {
    const relay = new BareRelay(number, now);
    await relay.#publisher.bind('tcp://127.0.0.1:*');
    if (parent !== undefined) void relay.#passOn(parent);
    return relay;
  }

  /** Where it publishes. */
  get publish(): string {
    return this.#publisher.lastEndpoint!;
  }

  write(letters: number, everyMs: number): Promise<number[]> {
    return writeSteadily(letters, everyMs, this.#now, (letter) => void this.#publisher.send(String(letter + 1)));
  }

  async #passOn(parent: string): Promise<void> {
    const subscriber = new Subscriber();
    subscriber.connect(parent);
    subscriber.subscribe();
    for await (const [frame] of subscriber) {
      await this.#publisher.send(frame!);
      this.letters.reach(Number(frame!.toString()));
    }
  }
}
