import { healthSentence, type HealthSentence } from '../../app/bridge/index.ts';
import { timeOfDay } from '../components/times.ts';
import { isComplete, type NodeState } from './node-state.ts';

/** How things stand, in one sentence, seen from this window: the node's own word, or that the node is away. */
export function windowHealth({ link, awaySince, slices }: NodeState): HealthSentence {
  if (!isComplete(slices)) return { tone: 'note', text: 'Looking for the node on this machine' };
  if (link !== 'open') {
    return {
      tone: 'slow',
      text: `Banyan stopped on this machine at ${timeOfDay(awaySince ?? 0)}. What you write stays in this window until it is back`,
    };
  }
  return healthSentence(slices.cluster, slices.tree, timeOfDay);
}
