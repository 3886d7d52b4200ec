import fc from 'fast-check';
import { expect, test } from 'vitest';
import { seededRandom } from '../../../app/random.ts';
import type { NodeInMemory } from '../../fixtures/node-in-memory.ts';
import { NodesInVirtualTime } from '../../fixtures/nodes-in-virtual-time.ts';

const names = ['One', 'Two', 'Three'];

type Act = { act: 'write' | 'open'; node: number; document: number } | { act: 'cut' | 'restart' | 'wait'; node: number };

interface Run {
  seed: number;
  fanOut: number;
  /** Of what is published so many per thousand are lost while acts are done. */
  loss: number;
  /** What each node below the root subscribes to; undefined for everything, `relay` for a node that only relays. */
  wanted: readonly (readonly string[] | 'relay' | undefined)[];
  acts: readonly Act[];
}

async function run({ seed, fanOut, loss, wanted, acts }: Run): Promise<void> {
  const chance = seededRandom(seed);
  const world = new NodesInVirtualTime(() => chance.integer(1000) / 1000);
  const root = await world.start('root', { fanOut });
  await world.settled(root.bridge.call('createCluster', { name: 'Kestrel' }));
  const documents: string[] = [];
  for (const name of names) documents.push((await world.settled(root.bridge.call('createDocument', { name, kind: 'text' }))).id);
  const join = root.node.info.address;
  const nodes: NodeInMemory[] = [root];
  const settingsOf = (index: number) => {
    const choice = wanted[index - 1];
    if (choice === undefined) return { fanOut };
    return choice === 'relay' ? { fanOut, relayOnly: true } : { fanOut, subscribe: choice };
  };
  const starts = nodes.map(() => 0);
  const start = async (index: number, before?: NodeInMemory): Promise<void> => {
    starts[index] = (starts[index] ?? 0) + 1;
    const settings = { ...settingsOf(index), ...(before === undefined && { join }) };
    nodes[index] = await world.start(`n${index}.${starts[index]}`, settings, before?.store);
  };
  for (const index of wanted.keys()) await start(index + 1);
  const opened = new Set<string>();
  world.lossPerMille = loss;
  for (const [number, step] of acts.entries()) {
    const index = step.node % nodes.length;
    const node = nodes[index]!;
    // A list may not name the document yet.
    const document =
      'document' in step ? documents.find((id, at) => at === step.document && node.parts.library.isShared(id)) : undefined;
    if (step.act === 'write' && document !== undefined) {
      if (node.parts.exchange.keeps(document))
        await world.settled(node.bridge.call('writeText', { document, text: `edit ${number} at ${index}` }));
    } else if (step.act === 'open' && document !== undefined) {
      await world.settled(node.bridge.call('openDocument', { document, have: new Uint8Array() }));
      opened.add(`${index} ${document}`);
    } else if (step.act === 'cut' && index > 0) {
      const { standing } = node.parts.cluster;
      const parent = nodes.findIndex((other) => standing.phase === 'member' && other.node.info.nodeId === standing.parentId);
      if (parent >= 0) world.cut(wireName(index), wireName(parent));
    } else if (step.act === 'restart' && index > 0) {
      await world.settled(node.node.stop());
      await start(index, node);
    }
    await world.clock.advance(chance.integer(400));
  }
  world.lossPerMille = 0;
  const mayKeep = (index: number, document: string): boolean => {
    const choice = index === 0 ? undefined : wanted[index - 1];
    if (choice === undefined || choice === 'relay') return choice === undefined;
    return choice.includes(names[documents.indexOf(document)]!) || opened.has(`${index} ${document}`);
  };
  await world.until(async () => {
    for (const [index, node] of nodes.entries())
      expect(node.parts.cluster.standing.phase, `n${index}`).toBe(index === 0 ? 'root' : 'member');
    for (const document of documents) {
      const text = await textAt(root, document);
      for (const [index, node] of nodes.entries()) {
        expect(node.parts.exchange.keeps(document), `n${index}`).toBe(mayKeep(index, document));
        if (mayKeep(index, document)) expect(await textAt(node, document), `n${index}`).toBe(text);
      }
    }
  });
  for (const [index, { store }] of nodes.entries())
    for (const document of documents)
      if (!mayKeep(index, document)) expect(store.load(document)).toMatchObject({ snapshot: undefined, fragments: [] });
  await world.stop();

  function wireName(index: number): string {
    return index === 0 ? 'root' : `n${index}.${starts[index]}`;
  }
}

const textAt = async ({ bridge }: NodeInMemory, document: string): Promise<string> =>
  (await bridge.call('readText', { document })).text;

test('whatever is lost, breaks or starts anew, everybody ends with the text of each document that it keeps, and no other', async () => {
  const anAct: fc.Arbitrary<Act> = fc.oneof(
    { weight: 5, arbitrary: fc.record({ act: fc.constant('write' as const), node: fc.nat(9), document: fc.nat(2) }) },
    { weight: 1, arbitrary: fc.record({ act: fc.constant('open' as const), node: fc.nat(9), document: fc.nat(2) }) },
    { weight: 2, arbitrary: fc.record({ act: fc.constantFrom('cut' as const, 'wait' as const), node: fc.nat(9) }) },
    { weight: 1, arbitrary: fc.record({ act: fc.constant('restart' as const), node: fc.nat(9) }) },
  );
  const choice = fc.oneof(
    { weight: 4, arbitrary: fc.subarray(names) },
    { weight: 1, arbitrary: fc.constantFrom('relay' as const, undefined) },
  );
  const aRun = fc.record({
    seed: fc.nat(1_000_000),
    fanOut: fc.integer({ min: 1, max: 3 }),
    loss: fc.constantFrom(0, 30, 150),
    wanted: fc.array(choice, { minLength: 1, maxLength: 4 }),
    acts: fc.array(anAct, { maxLength: 25 }),
  });
  await fc.assert(fc.asyncProperty(aRun, run), { numRuns: Number(process.env['BANYAN_RUNS'] ?? 10) });
}, 600_000);
