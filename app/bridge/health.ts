import type { ClusterView, TreeView } from './views.ts';

/** "Is all well?" in one line of plain words, for the status strip, the tree and `banyan tree`. */
export interface HealthSentence {
  tone: 'good' | 'note' | 'slow' | 'bad';
  text: string;
}

/** Says how things stand. `localTime` writes a time of day the way the reader's system does. */
export function healthSentence(cluster: ClusterView, tree: TreeView, localTime: (at: number) => string): HealthSentence {
  if (cluster.phase === 'alone') return { tone: 'note', text: 'Just you. Everything is safe on this machine' };
  if (cluster.phase === 'asking') return { tone: 'note', text: `Waiting for ${cluster.name} to let you in` };
  const living = tree.nodes.filter((node) => node.health !== 'gone');
  if (cluster.phase === 'searching') return { tone: 'slow', text: aloneSince(cluster, living.length - 1, localTime) };
  if (cluster.phase === 'member' && !cluster.rooted)
    return { tone: 'slow', text: 'The tree is mending itself; everything goes on here meanwhile' };
  const unwell = living.filter((node) => node.health !== 'ok');
  if (living.length <= 1) return { tone: 'note', text: 'Just you in here so far. Everything is safe on this machine' };
  if (unwell.length === 0) return { tone: 'good', text: `All ${living.length} in step${slowest(living)}` };
  const first = unwell[0]!;
  const what = first.health === 'snail' ? 'is behind and catching up' : 'is quiet';
  const others = unwell.length > 1 ? `, and ${unwell.length - 1} more` : '';
  return { tone: 'slow', text: `${living.length - unwell.length} of ${living.length} in step; ${first.name} ${what}${others}` };
}

function aloneSince(
  cluster: Extract<ClusterView, { phase: 'searching' }>,
  others: number,
  localTime: (at: number) => string,
): string {
  const waiting =
    cluster.waiting === 0
      ? 'Nothing is lost'
      : `${cluster.waiting} ${cluster.waiting === 1 ? 'edit waits' : 'edits wait'} here, nothing is lost`;
  const company = others > 0 ? `Cut off with ${others} ${others === 1 ? 'other' : 'others'}` : 'Alone';
  return `${company} since ${localTime(cluster.since)}. ${waiting}`;
}

/** Delays: under 10 ms one digit, then whole, from 1 s in seconds. */
export function delayText(ms: number): string {
  if (ms >= 1000) return `${Math.round(ms / 1000)} s`;
  return ms < 10 ? `${Math.max(0.1, Math.round(ms * 10) / 10)} ms` : `${Math.round(ms)} ms`;
}

function slowest(nodes: TreeView['nodes']): string {
  const measured = nodes.flatMap((node) => (node.roundTripMs === null ? [] : [node.roundTripMs]));
  return measured.length === 0 ? '' : `, ${delayText(Math.max(...measured))}`;
}
