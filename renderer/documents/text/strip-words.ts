import { delayText, type ClusterView, type TraceView, type TreeView } from '../../../app/bridge/index.ts';
import { timeOfDay } from '../../components/times.ts';
import { counted } from '../../components/words.ts';

/** What the live strip says: a title and a sentence. */
export interface StripWords {
  title: string;
  sentence: string;
}

/** `pending`: edits of this window that this machine's node does not have yet. */
export function stripWords(
  cluster: ClusterView,
  tree: TreeView,
  trace: TraceView | null,
  away: { since: number; pending: number } | null,
): StripWords {
  if (away !== null) {
    const edits =
      away.pending === 0
        ? 'Nothing is lost'
        : `${counted(away.pending, 'edit')} ${away.pending === 1 ? 'waits' : 'wait'} in this window`;
    return { title: `Alone since ${timeOfDay(away.since)}`, sentence: `${edits}. Banyan on this machine stopped.` };
  }
  if (cluster.phase === 'searching') {
    const edits =
      cluster.waiting === 0
        ? 'Nothing is lost'
        : `${counted(cluster.waiting, 'edit')} ${cluster.waiting === 1 ? 'waits' : 'wait'} here, nothing is lost`;
    return { title: `Alone since ${timeOfDay(cluster.since)}`, sentence: `${edits}.` };
  }
  const others = tree.nodes.filter(({ health, me }) => !me && health !== 'gone').length;
  if (others === 0) return { title: 'Just you', sentence: 'What you write is safe on this machine.' };
  if (trace === null)
    return { title: 'Your next edit', sentence: `goes to ${counted(others, 'other machine')}. Its way appears here.` };
  const last = trace.arrivals.at(-1);
  if (last === undefined) return { title: 'Your last edit', sentence: 'is on its way.' };
  const got = trace.arrivals.length;
  const have = `${counted(got, 'other has', 'others have')} it after ${delayText(Math.max(...trace.arrivals.map(({ afterMs }) => afterMs)))}`;
  return { title: 'Your last edit', sentence: trace.waiting.length === 0 ? have : `${have}, ${trace.waiting.length} not yet` };
}
