import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { limits } from '../../../app/config.ts';
import { documentChannel, documentOfSection } from '../../../app/endpoint/document-channel.ts';
import { covers, interestMessage, interestOf, joined, subscriptionsOf, type Interest } from '../../../app/endpoint/interest.ts';
import { seededRandom } from '../../../app/random.ts';
import { PrefixSet } from '../../../app/transport/prefix-set.ts';
import { zmtpLimits } from '../../../app/transport/zmtp/zmtp-limits.ts';
import { controlFrame, readControl } from '../../../app/wire/control-message.ts';
import { streamPrefix } from '../../../app/wire/pack.ts';
import { randomUuid, type Uuid } from '../../../app/wire/uuid.ts';
import type { NodeInMemory } from '../../fixtures/node-in-memory.ts';
import { NodesInVirtualTime } from '../../fixtures/nodes-in-virtual-time.ts';

const random = seededRandom(1);
const documents = Array.from({ length: 4 }, () => randomUuid(random));
const aChoice = fc.oneof(
  { weight: 3, arbitrary: fc.subarray(documents).map((chosen): Interest => new Set(chosen)) },
  { weight: 1, arbitrary: fc.constant<Interest>('everything') },
);
const asArray = (interest: Interest): Interest | Uuid[] => (interest === 'everything' ? interest : [...interest].toSorted());

describe('an interest', () => {
  test('I2 is the same after it has crossed the wire', () => {
    fc.assert(
      fc.property(aChoice, (interest) => {
        const body = readControl(controlFrame({ case: 'interest', value: interestMessage(interest) }));
        if (body.case !== 'interest') throw new Error('That is another message.');
        expect(asArray(interestOf(body.value))).toEqual(asArray(interest));
      }),
    );
  });

  test('I3 together with others covers what any of them covers', () => {
    fc.assert(
      fc.property(fc.array(aChoice), (interests) => {
        for (const channel of [...documents.map(documentChannel), 'cluster', '~presence', '!.mark', 'doc/no-document'])
          expect(covers(joined(interests), channel)).toBe(
            !channel.startsWith('doc/') || channel === 'doc/no-document' || interests.some((each) => covers(each, channel)),
          );
      }),
    );
  });

  test('I2 in more documents than there may be counts as everything, and as many as there may be fit into a publisher', () => {
    const most = Array.from({ length: limits.interestDocuments }, () => randomUuid(random));
    expect(joined([new Set(most)])).toEqual(new Set(most));
    expect(joined([new Set(most), new Set(documents)])).toBe('everything');
    const raw = { $typeName: 'banyan.v1.Interest' as const, everything: false };
    expect(interestOf({ ...raw, documents: [...most, documents[0]!].map(() => new Uint8Array(16)) })).toBe('everything');
    const held = new PrefixSet();
    for (const prefix of subscriptionsOf(new Set(most))) {
      expect(held.steps + prefix.byteLength).toBeLessThanOrEqual(zmtpLimits.subscriptionBytesPerPeer);
      held.add(prefix);
    }
  });

  test('a section says which document it belongs to', () => {
    const prefixOf = (channel: string) => streamPrefix({ origin: new Uint8Array(16), incarnation: 1, channel });
    expect(documentOfSection(prefixOf(documentChannel(documents[0]!)))).toBe(documents[0]);
    for (const channel of ['cluster', 'doc/', `doc/${documents[0]!.toUpperCase()}`, `~oc/${documents[0]}`, 'd'.repeat(40)])
      expect(documentOfSection(prefixOf(channel))).toBeUndefined();
  });
});

interface Run {
  seed: number;
  fanOut: number;
  /** Of what is published so many per thousand are lost. */
  loss: number;
  /** What each node wants, one phase after the other. */
  phases: readonly (readonly Interest[])[];
}

interface Listener {
  name: string;
  node: NodeInMemory;
  /** Numbers that came, by document and origin. */
  came: Map<string, number[]>;
}

const nameOf = (number: number): string => `n${number}`;
const wellMs = 4000;

async function aTree(world: NodesInVirtualTime, size: number, fanOut: number): Promise<Listener[]> {
  const listeners: Listener[] = [];
  let join: string | undefined;
  for (let number = 0; number < size; number++) {
    const node = await world.start(nameOf(number), { fanOut, ...(join !== undefined && { join }) });
    if (join === undefined) await world.settled(node.bridge.call('createCluster', { name: 'Kestrel' }));
    join ??= node.node.info.address;
    const came = new Map<string, number[]>();
    for (const document of documents)
      node.parts.endpoint.handle(documentChannel(document), ({ origin, sequence }) => {
        const key = `${document} ${origin}`;
        came.set(key, [...(came.get(key) ?? []), sequence]);
      });
    listeners.push({ name: nameOf(number), node, came });
  }
  return listeners;
}

/** What each node's branch wants together. */
function branchesOf(listeners: readonly Listener[], interests: readonly Interest[]): Interest[] {
  const parents = listeners.map(({ node }) => {
    const { standing } = node.parts.cluster;
    return standing.phase === 'member' ? standing.parentId : undefined;
  });
  const branchOf = (index: number): Interest => {
    const { nodeId } = listeners[index]!.node.node.info;
    return joined([interests[index]!, ...parents.flatMap((parent, below) => (parent === nodeId ? [branchOf(below)] : []))]);
  };
  return listeners.map((_, index) => branchOf(index));
}

async function run({ seed, fanOut, loss, phases }: Run): Promise<void> {
  const chance = seededRandom(seed);
  const world = new NodesInVirtualTime(() => chance.integer(1000) / 1000);
  const listeners = await aTree(world, phases[0]!.length, fanOut);
  const send = ({ node }: Listener, document: Uuid): number =>
    node.parts.endpoint.channel(documentChannel(document)).send(1, Uint8Array.of(1));
  for (const interests of phases) {
    for (const [index, { node }] of listeners.entries()) node.parts.endpoint.interest.setOwn(interests[index]!);
    await world.clock.advance(1000);
    world.watchAnew();
    // The first of each stream comes through, so that whoever listens from now on knows it.
    const first = new Map<string, number>();
    const last = new Map<string, number>();
    for (const listener of listeners)
      for (const document of documents) first.set(`${document} ${listener.node.node.info.nodeId}`, send(listener, document));
    await world.clock.advance(500);
    world.lossPerMille = loss;
    for (let turn = 0; turn < 15; turn++) {
      for (const listener of listeners)
        for (let count = chance.integer(4); count > 0; count--) {
          const document = documents[chance.integer(documents.length)]!;
          last.set(`${document} ${listener.node.node.info.nodeId}`, send(listener, document));
        }
      await world.clock.advance(chance.integer(60));
    }
    world.lossPerMille = 0;
    await world.clock.advance(wellMs);
    const branches = branchesOf(listeners, interests);
    for (const [index, { name, node, came }] of listeners.entries()) {
      for (const key of last.keys()) {
        const [document, origin] = key.split(' ') as [Uuid, Uuid];
        if (origin === node.node.info.nodeId || !covers(interests[index]!, documentChannel(document))) continue;
        const numbers = came.get(key) ?? [];
        expect(numbers, `${name} ${key}`).toEqual([...new Set(numbers)].toSorted((one, other) => one - other));
        const since = numbers.filter((number) => number >= first.get(key)!);
        const wanted = Array.from({ length: last.get(key)! - first.get(key)! + 1 }, (_, more) => first.get(key)! + more);
        expect(since, `${name} ${key}`).toEqual(wanted);
      }
      for (const channel of [...world.heard(name).channels, ...world.asked(name)])
        expect(covers(branches[index]!, channel), `${name} ${channel}`).toBe(true);
    }
  }
  await world.stop();
}

describe('a tree whose nodes want different documents', () => {
  test('I1 to I5 everybody gets what it wants, in order, and nothing that nobody on its branch wants is sent or asked for', async () => {
    const aRun = fc.integer({ min: 2, max: 6 }).chain((size) =>
      fc.record({
        seed: fc.nat(1_000_000),
        fanOut: fc.integer({ min: 1, max: 3 }),
        loss: fc.constantFrom(0, 50, 200),
        phases: fc.array(fc.array(aChoice, { minLength: size, maxLength: size }), { minLength: 1, maxLength: 3 }),
      }),
    );
    await fc.assert(fc.asyncProperty(aRun, run), { numRuns: Number(process.env['BANYAN_RUNS'] ?? 10) });
  }, 60_000);
});
