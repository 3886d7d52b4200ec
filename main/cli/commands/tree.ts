import type { Command } from 'commander';
import {
  delayText,
  healthSentence,
  type Bridge,
  type ClusterView,
  type TreeNodeView,
  type TreeView,
} from '../../../app/bridge/index.ts';
import type { AddCommand, CommandContext } from '../command.ts';

/** `banyan tree`: who is connected to whom. */
export function addTreeCommand(program: Command, add: AddCommand): void {
  add<[{ watch?: boolean }]>(
    program.command('tree').description('show the live tree').option('--watch', 'show it again whenever it changes'),
    showTree,
  );
}

async function showTree({ output, bridge: open }: CommandContext, { watch }: { watch?: boolean }): Promise<void> {
  const bridge = await open();
  let cluster: ClusterView = { phase: 'alone', since: 0 };
  bridge.onSlice('cluster', (value) => void (cluster = value));
  const trees = treesOf(bridge);
  await bridge.call('watch', { slices: ['cluster', 'tree'] });
  for await (const tree of trees) {
    output.value(tree);
    output.line(`${drawTree(tree)}\n${healthSentence(cluster, tree, (at) => new Date(at).toTimeString().slice(0, 5)).text}`);
    if (watch !== true) return;
  }
}

/** Every tree the node tells of, until the bridge closes. */
async function* treesOf(bridge: Bridge): AsyncGenerator<TreeView> {
  const waiting: TreeView[] = [];
  let wake = (): void => {};
  const closed = new AbortController();
  bridge.onSlice('tree', (tree) => {
    waiting.push(tree);
    wake();
  });
  bridge.onClose(() => {
    closed.abort();
    wake();
  });
  while (!closed.signal.aborted) {
    const tree = waiting.shift();
    if (tree !== undefined) yield tree;
    else await new Promise<void>((resolve) => void (wake = resolve));
  }
}

function drawTree(tree: TreeView): string {
  const nodes = new Map(tree.nodes.map((node) => [node.id, node]));
  const lines: string[] = [];
  const draw = (node: TreeNodeView, lead: string, branch: string): void => {
    lines.push(`${lead}${branch}${describe(node)}`);
    const below = lead + (branch === '' ? '' : branch === '└─ ' ? '   ' : '│  ');
    const children = node.children.flatMap((id) => nodes.get(id) ?? []);
    for (const [index, child] of children.entries()) draw(child, below, index === children.length - 1 ? '└─ ' : '├─ ');
  };
  const root = nodes.get(tree.root);
  if (root !== undefined) draw(root, '', '');
  return lines.join('\n');
}

function describe(node: TreeNodeView): string {
  const facts = [
    node.role,
    node.health === 'ok' ? '' : node.health,
    node.roundTripMs === null ? '' : delayText(node.roundTripMs),
    node.me ? 'this machine' : '',
  ];
  return `${node.name} (${facts.filter((fact) => fact !== '').join(', ')})`;
}
