// A kind of document of your own: a counter that everybody may raise at once, with nobody in charge.
//
//   node docs/examples/counter-document.ts host
//   node docs/examples/counter-document.ts tcp://127.0.0.1:4711
//
// Each line on the standard input raises the counter by that number. What to take from it:
// a document is a state that merges (here: the highest share seen of each raiser); a fragment is a message on the
// document's channel; whoever comes later asks the host once for the whole state. Fragments may come twice and in
// any order between raisers without harm, because merging takes the highest.
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
    return encode([[raiser, share]]);
  }

  /** Takes in a fragment or a whole state; answers whether anything changed. */
  merge(fragment: Uint8Array): boolean {
    const before = this.value;
    for (const [raiser, share] of decode(fragment)) {
      this.#shares.set(raiser, Math.max(share, this.#shares.get(raiser) ?? 0));
    }
    return this.value !== before;
  }

  /** Everything, as one fragment. */
  snapshot(): Uint8Array {
    return encode([...this.#shares]);
  }
}

const encode = (shares: [string, number][]): Uint8Array => Buffer.from(JSON.stringify(shares));

/** What comes from outside is checked before it is used. */
function decode(bytes: Uint8Array): [string, number][] {
  const raw: unknown = JSON.parse(Buffer.from(bytes).toString());
  if (!Array.isArray(raw) || raw.length > 10_000) throw new Error('That is no fragment of a counter.');
  return raw.map(([raiser, share]: unknown[]) => {
    if (typeof raiser !== 'string' || !Number.isSafeInteger(share)) throw new Error('That is no share of a counter.');
    return [raiser, share as number];
  });
}

const [where = 'host'] = process.argv.slice(2);
const endpoint = new Endpoint();
const counter = new Counter();
const channel = endpoint.channel('counter/visitors');
const show = (): void => console.log(`The counter stands at ${counter.value}.`);

channel.handle(({ payload }) => {
  if (counter.merge(payload)) show();
});
endpoint.answer(stateRequest, () => counter.snapshot());

if (where === 'host') console.log(`Others join at ${await endpoint.listen('tcp://127.0.0.1:0')}`);
else {
  await endpoint.connect(where);
  // The stream is heard already, so nothing falls between it and the state.
  counter.merge(await endpoint.request(stateRequest, new Uint8Array()));
  show();
}

for await (const line of createInterface({ input: process.stdin })) {
  const by = Number(line);
  if (!Number.isSafeInteger(by) || by < 1) console.log('Write a whole number above 0.');
  else {
    channel.send(fragmentKind, counter.raise(endpoint.id, by));
    show();
  }
}
await endpoint.close();
