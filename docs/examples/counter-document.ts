// A kind of document of your own: a counter that everybody may raise at once, with nobody in charge.
//
//   node docs/examples/counter-document.ts host
//   node docs/examples/counter-document.ts tcp://127.0.0.1:4711
//
// Each line on the standard input raises the counter by that number. What to take from it: a document is a state that
// merges, whatever comes twice or in another order; a fragment is a message on the document's channel; and whoever
// comes late, or missed what nobody remembers, compares with the host: takes its state and gives it one's own.
import { createInterface } from 'node:readline';
import { Endpoint } from 'banyan';

const fragmentKind = 1;
const stateRequest = 16; // Requests from 16 on are the application's.

/** A grow-only counter (G-Counter: Shapiro et al., 2011): one share per raiser, and the value is their sum. */
class Counter {
  readonly #shares = new Map<string, number>();

  get value(): number {
    return [...this.#shares.values()].reduce((sum, share) => sum + share, 0);
  }

  /** Raises one's own share; answers with the fragment for everybody else. */
  raise(raiser: string, by: number): Uint8Array {
    const share = (this.#shares.get(raiser) ?? 0) + by;
    this.#shares.set(raiser, share);
    return Buffer.from(JSON.stringify([[raiser, share]]));
  }

  /** Takes in a fragment, or a whole state, which is just a larger one; answers whether the value is another now. */
  merge(fragment: Uint8Array): boolean {
    const before = this.value;
    for (const [raiser, share] of JSON.parse(Buffer.from(fragment).toString())) {
      if (typeof raiser !== 'string' || !Number.isSafeInteger(share)) throw new Error('That is no share of a counter.');
      this.#shares.set(raiser, Math.max(share, this.#shares.get(raiser) ?? 0));
    }
    return this.value !== before;
  }

  snapshot(): Uint8Array {
    return Buffer.from(JSON.stringify([...this.#shares]));
  }
}

const [where = 'host'] = process.argv.slice(2);
const endpoint = new Endpoint();
const counter = new Counter();
const channel = endpoint.channel('counter/visitors');
const show = (): void => console.log(`The counter stands at ${counter.value}.`);

async function compare(): Promise<void> {
  counter.merge(await endpoint.request(stateRequest, new Uint8Array()));
  channel.send(fragmentKind, counter.snapshot());
  show();
}

channel.handle(({ payload }) => {
  if (counter.merge(payload)) show();
});
endpoint.answer(stateRequest, () => counter.snapshot());

if (where === 'host') console.log(`Others join at ${await endpoint.listen('tcp://127.0.0.1:0')}`);
else {
  const compareAgain = (): void => void compare().catch(() => console.log('The host does not answer.'));
  endpoint.on('lost', compareAgain);
  // The stream is heard by now, so nothing falls between it and the state; and so it is each time the link is back.
  endpoint.on('link', ({ up }) => up && compareAgain());
  await endpoint.connect(where);
}

for await (const line of createInterface({ input: process.stdin })) {
  const by = Number(line);
  if (by >= 1 && Number.isSafeInteger(by)) channel.send(fragmentKind, counter.raise(endpoint.id, by));
  else console.log('Write a whole number above 0.');
  show();
}
await endpoint.close();
