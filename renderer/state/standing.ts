import type { ClusterView, DocumentView, TreeView } from '../../app/bridge/index.ts';
import { counted } from '../components/words.ts';

/** Name of the cluster this machine belongs to, or null. */
export function clusterName(cluster: ClusterView): string | null {
  return cluster.phase === 'alone' || cluster.phase === 'asking' ? null : cluster.name;
}

/** On how many machines the least spread of the shared documents is safe, in words; empty when nothing is shared. */
export function safetySentence(documents: readonly DocumentView[], tree: TreeView): string {
  const shared = documents.filter(({ home }) => home === 'cluster');
  const living = tree.nodes.filter(({ health }) => health !== 'gone').length;
  if (shared.length === 0 || living < 2) return '';
  const least = Math.min(...shared.map(({ safeOn }) => safeOn));
  if (least >= living) return `Every edit is safe on all ${living}`;
  return `Every edit is safe on ${least > 1 ? `at least ${least} machines` : 'this machine'}`;
}

/** Where a document is safe, in words. */
export function safeOnText({ home, safeOn }: Pick<DocumentView, 'home' | 'safeOn'>): string {
  return home === 'here' || safeOn <= 1 ? 'This machine' : counted(safeOn, 'machine');
}
