import type { TreeView } from '../../app/bridge/index.ts';
import { useShallow } from 'zustand/react/shallow';
import { Button } from '../components/Button.tsx';
import { exactTime } from '../components/times.ts';
import { listed } from '../components/words.ts';
import { windowHealth } from '../state/health.ts';
import { useNode, useSlice, useWindow } from '../state/app.ts';

/** How things stand, and what to do about it. */
export function TreeSentence({ tree }: { tree: TreeView }) {
  const { text } = useNode(useShallow(windowHealth));
  const link = useNode((state) => state.link);
  const cluster = useSlice('cluster');
  const open = useWindow((state) => state.open);
  const free = cluster.phase === 'alone' || cluster.phase === 'asking';
  return (
    <div className="tree-sentence">
      <h2>{headline(text)}</h2>
      <p>{link === 'open' ? explanation(tree, cluster.phase) : 'The picture stopped; it shows what was last known.'}</p>
      {free && <Button onClick={() => open('create-cluster')}>Start a cluster</Button>}
      {!free && tree.nodes.length === 1 && <Button onClick={() => open('invite')}>Invite someone</Button>}
    </div>
  );
}

/** The first part of the health sentence; the rest is told below it. */
function headline(text: string): string {
  return text.split(/;|\.(?: |$)/)[0] ?? text;
}

function explanation(tree: TreeView, phase: string): string {
  if (phase === 'searching') return 'The others are out of reach. Banyan keeps looking for them by itself.';
  if (tree.nodes.length === 1)
    return phase === 'alone' || phase === 'asking'
      ? 'Others who join appear here, with what travels between you.'
      : 'Nobody has joined yet.';
  const named = (health: string): string[] => tree.nodes.filter((node) => node.health === health).map(({ name }) => name);
  const behind = named('snail');
  const quiet = named('suspect');
  const gone = tree.nodes.find(({ health }) => health === 'gone');
  const parts = [
    behind.length === 0
      ? ''
      : `${listed(behind.slice(0, 2), behind.length)} ${behind.length === 1 ? 'is' : 'are'} behind and catching up by itself.`.replace(
          'are behind and catching up by itself',
          'are behind and catching up by themselves',
        ),
    quiet.length === 0 ? '' : `Nothing heard from ${listed(quiet.slice(0, 2), quiet.length)} for a moment.`,
    gone === undefined ? '' : `${gone.name} went at ${exactTime(gone.since)}.`,
  ];
  const root = tree.nodes.find(({ id }) => id === tree.root);
  return (
    parts.filter((part) => part !== '').join(' ') ||
    (root === undefined ? '' : `${root.me ? 'Your machine' : root.name} is the root: all edits meet there.`)
  );
}
