import { BanyanError, sentenceOf } from '../../../app/index.ts';
import { rowOf, type BenchRow } from '../row.ts';
import { arrivingRate, completeRate, roundTrip, type Measure } from './measures.ts';
import {
  clientAsksHost,
  clientToClients,
  clientToHost,
  dealerAsksRouter,
  hostToClients,
  plainNodeAsks,
  publishToSubscribers,
  pushToPull,
  pushToSubscribers,
} from './paths.ts';
import { Stage } from './stage.ts';

const rounds = 3;

/** Two ways to do the same, measured in turn. */
interface Comparison {
  case: string;
  baseline: string;
  unit: '/s' | 'ms';
  ours: Measure;
  theirs: Measure;
}

const zeromq = { transport: 'zeromq' } as const;
const zmtp = { transport: 'zmtp' } as const;

const comparisons: Comparison[] = [
  {
    case: 'client to host, zeromq, synchronous handler',
    baseline: 'zeromq.js, one message per send',
    unit: '/s',
    ours: completeRate(clientToHost(zeromq)),
    theirs: completeRate(pushToPull),
  },
  {
    case: 'client to host, zeromq, asynchronous handlers, 16 channels',
    baseline: 'zeromq.js, one message per send',
    unit: '/s',
    ours: completeRate(clientToHost({ ...zeromq, channels: 16, handlers: 'asynchronous' })),
    theirs: completeRate(pushToPull),
  },
  {
    case: 'host to 4 clients, each, zmtp',
    baseline: 'zeromq.js PUB to 4 SUB, one message per send, what arrives',
    unit: '/s',
    ours: completeRate(hostToClients(zmtp)),
    theirs: arrivingRate(publishToSubscribers),
  },
  {
    case: 'client to host to 4 clients (full round), each, zmtp',
    baseline: 'zeromq.js PUSH to PULL to PUB to 4 SUB, one message per send, what arrives',
    unit: '/s',
    ours: completeRate(clientToClients(zmtp)),
    theirs: arrivingRate(pushToSubscribers),
  },
  {
    case: 'client to host, zmtp',
    baseline: 'the same over zeromq',
    unit: '/s',
    ours: completeRate(clientToHost(zmtp)),
    theirs: completeRate(clientToHost(zeromq)),
  },
  {
    case: 'round trip of one request, idle, zeromq, p50',
    baseline: 'zeromq.js DEALER and ROUTER',
    unit: 'ms',
    ours: roundTrip(clientAsksHost(zeromq)),
    theirs: roundTrip(dealerAsksRouter),
  },
  {
    case: 'round trip of one request, idle, zmtp, p50',
    baseline: 'plain TCP of Node',
    unit: 'ms',
    ours: roundTrip(clientAsksHost(zmtp)),
    theirs: roundTrip(plainNodeAsks),
  },
  {
    case: 'CURVE on, client to host, zeromq',
    baseline: 'the same with CURVE off',
    unit: '/s',
    ours: completeRate(clientToHost({ ...zeromq, encrypted: true })),
    theirs: completeRate(clientToHost(zeromq)),
  },
  {
    case: 'CURVE on, client to host, zmtp',
    baseline: 'the same with CURVE off',
    unit: '/s',
    ours: completeRate(clientToHost({ ...zmtp, encrypted: true })),
    theirs: completeRate(clientToHost(zmtp)),
  },
];

/**
 * Messages and requests between endpoints in processes of their own, from `send` to the handler, envelope included.
 * A comparison that fails does not keep the others from being made; all failures are thrown in one sentence at the end.
 */
export async function* benchEndpoint(): AsyncGenerator<BenchRow> {
  const failures: string[] = [];
  for (const comparison of comparisons) {
    try {
      yield await compare(comparison);
    } catch (thrown) {
      failures.push(`${comparison.case}: ${sentenceOf(thrown)}`);
    }
  }
  if (failures.length > 0) throw new BanyanError('internal', failures.join(' '));
}

/** The processes of both stand ready all the time, and only one side is at work. */
function compare({ case: name, baseline, unit, ...measures }: Comparison): Promise<BenchRow> {
  return Stage.with(async (stage) => {
    const ours = await measures.ours(stage);
    const theirs = await measures.theirs(stage);
    const pairs: { ours: number; theirs: number }[] = [];
    for (let round = 0; round < rounds; round += 1) pairs.push({ ours: await ours(), theirs: await theirs() });
    return rowOf(name, baseline, unit, pairs, unit === '/s');
  });
}
