import { sentenceOf } from '../../../app/index.ts';
import { BareRelay } from './bare-relay.ts';
import type { OrchardCommand, OrchardOutcome } from './orchard-message.ts';
import { OrchardNode } from './orchard-node.ts';

/** Holds several nodes of a large tree, or as many bare relays, at the command of the bench. */
const nodes: OrchardNode[] = [];
const relays: BareRelay[] = [];

const now = (): number => Number(process.hrtime.bigint()) / 1e6;

process.on('message', ({ number, command }: { number: number; command: OrchardCommand }) => {
  perform(command).then(
    (outcome) => process.send?.({ number, ...outcome }),
    (thrown: unknown) => process.send?.({ number, failure: sentenceOf(thrown) }),
  );
});
process.on('disconnect', () => process.exit());

async function perform(command: OrchardCommand): Promise<OrchardOutcome> {
  const all = nodes.length > 0 ? nodes : relays;
  switch (command.do) {
    case 'open': {
      const { numbers, ...others } = command;
      for (const number of numbers) nodes.push(await OrchardNode.start({ number, now, ...others }));
      return { answer: { address: nodes[0]!.address } };
    }
    case 'standing':
      return { answer: { standings: await Promise.all(nodes.map((node) => node.standing())) } };
    case 'create':
      return { answer: { document: await nodes[0]!.create(command.name) } };
    case 'enter':
      await Promise.all(nodes.map((node) => node.enter(command.document)));
      return { answer: {} };
    case 'relay': {
      const relay = await BareRelay.open(command.number, command.parent, now);
      relays.push(relay);
      return { answer: { publish: relay.publish } };
    }
    case 'write':
      return { answer: { timesMs: await all[0]!.write(command.letters, command.everyMs) } };
    case 'await': {
      const others = all.filter(({ number }) => number !== 0);
      const arrivals = others.map(async ({ number, letters }) => ({
        number,
        timesMs: await letters.await(command.letters, command.withinMs),
      }));
      return { answer: { arrivals: await Promise.all(arrivals) } };
    }
  }
}
