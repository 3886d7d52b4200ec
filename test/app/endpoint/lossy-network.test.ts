import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { seededRandom, type Endpoint, type Message } from '../../../app/index.ts';
import { collect, EndpointsInMemory, losingPacks } from '../../fixtures/endpoints-in-memory.ts';

/** Numbers by origin and incarnation, in the order in which they were handled. */
function byStream(messages: readonly Message[]): Map<string, number[]> {
  const found = new Map<string, number[]>();
  for (const { origin, incarnation, sequence } of messages) {
    const stream = `${origin} ${incarnation}`;
    found.set(stream, [...(found.get(stream) ?? []), sequence]);
  }
  return found;
}

interface Trouble {
  seed: number;
  /** Probability that a pack is lost. */
  loss: number;
  /** Turns after which all links of the relay break. */
  cuts: readonly number[];
  /** Turn after which a leaf starts anew, as another incarnation of itself. */
  restart: number | undefined;
}

/** A tree of four with a relay, everybody sending while all kinds of things go wrong; then the network is well again. */
async function run({ seed, loss, cuts, restart }: Trouble): Promise<void> {
  let well = false;
  const net = new EndpointsInMemory(losingPacks(loss, seed, () => well));
  const random = seededRandom(seed + 1);
  const root = net.make();
  const relay = net.make();
  const leaves = [net.make(), net.make()];
  const lost: unknown[] = [];
  const rootAddress = await net.settled(root.listen('tcp://127.0.0.1:4001'));
  const relayAddress = await net.settled(relay.listen('tcp://127.0.0.1:4101'));
  await net.settled(relay.connect(rootAddress));
  await Promise.all(leaves.map((leaf, index) => net.settled(leaf.connect(index === 0 ? relayAddress : rootAddress))));
  const staying = [root, relay, leaves[0]!];
  const heard = new Map<Endpoint, Message[]>(staying.map((endpoint) => [endpoint, collect(endpoint, 'work')]));
  for (const endpoint of staying) endpoint.on('lost', (range) => lost.push(range));
  const sent = new Map<string, number>();
  let last = leaves[1]!;
  for (let turn = 0; turn < 60; turn++) {
    if (cuts.includes(turn)) for (const other of [1, 3]) net.cut(2, other);
    if (turn === restart) {
      // What it sent last may die with it; that it stops in an orderly way is another test.
      await net.until(
        () => heard.get(relay)!.filter(({ origin }) => origin === last.id).length === (sent.get(`${last.id} 1`) ?? 0),
      );
      await net.settled(last.close());
      last = net.make({ id: last.id, incarnation: 2 });
      await net.settled(last.connect(rootAddress));
    }
    for (const endpoint of [...staying, last]) {
      const incarnation = endpoint === last && restart !== undefined && turn >= restart ? 2 : 1;
      for (let count = random.integer(4); count > 0; count--)
        sent.set(`${endpoint.id} ${incarnation}`, endpoint.channel('work').send(1, Uint8Array.of(turn)));
    }
    await net.clock.advance(random.integer(120));
  }
  well = true;
  const expected = (endpoint: Endpoint): number =>
    [...sent].filter(([stream]) => !stream.startsWith(endpoint.id)).reduce((sum, [, count]) => sum + count, 0);
  await net.until(() => staying.every((endpoint) => heard.get(endpoint)!.length >= expected(endpoint)));
  for (const endpoint of staying) {
    const found = byStream(heard.get(endpoint)!);
    for (const [stream, count] of sent) {
      if (stream.startsWith(endpoint.id)) continue;
      expect(found.get(stream)).toEqual(Array.from({ length: count }, (_, index) => index + 1));
    }
  }
  expect(lost).toEqual([]);
  await net.close();
}

describe('endpoints on a network that loses packs', () => {
  test('S2 S4 M1 everybody handles everything, in order and once, whatever is lost or breaks, and over restarts', async () => {
    const trouble = fc.record({
      seed: fc.nat(1_000_000),
      loss: fc.constantFrom(0, 0.02, 0.1, 0.3),
      cuts: fc.array(fc.nat(59), { maxLength: 3 }),
      restart: fc.option(fc.nat(59), { nil: undefined }),
    });
    await fc.assert(fc.asyncProperty(trouble, run), { numRuns: Number(process.env['BANYAN_RUNS'] ?? 20) });
  });
});
