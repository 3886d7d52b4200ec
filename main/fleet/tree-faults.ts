import type { TreeNodeView, TreeView } from '../../app/bridge/index.ts';

type Shown = Pick<TreeNodeView, 'id' | 'parent' | 'children' | 'depth' | 'role' | 'health'>;
/** What of a tree is looked at. */
export type ShownTree = Pick<TreeView, 'cluster' | 'term' | 'root'> & { nodes: readonly Shown[] };

/**
 * What is wrong with the trees that the nodes of one cluster show, one sentence each; nothing when all show the same
 * tree: one root, everybody alive in it and reached from the root, nobody else, no loop.
 */
export function treeFaults(trees: ReadonlyMap<string, ShownTree | undefined>): string[] {
  const alive = [...trees.keys()];
  const shown: [string, ShownTree][] = [];
  const faults: string[] = [];
  for (const [id, tree] of trees) {
    if (tree === undefined) faults.push(`${short(id)} shows no tree`);
    else shown.push([id, tree]);
  }
  for (const [id, tree] of shown) faults.push(...ownFaults(tree, alive).map((fault) => `${short(id)}: ${fault}`));
  const [first, ...others] = shown;
  for (const [id, tree] of others)
    if (outline(tree) !== outline(first![1])) faults.push(`${short(id)} shows another tree than ${short(first![0])}`);
  return faults;
}

/** Those present in a tree, by id. */
export function presentIn(tree: ShownTree): Map<string, Shown> {
  return new Map(tree.nodes.filter(({ health }) => health !== 'gone').map((node) => [node.id, node]));
}

/** Edges from the root to its farthest node; -1 without a root. */
export function depthOf(tree: ShownTree): number {
  return Math.max(-1, ...[...presentIn(tree).values()].map(({ depth }) => depth));
}

function ownFaults(tree: ShownTree, alive: readonly string[]): string[] {
  const present = presentIn(tree);
  const faults: string[] = [];
  if (tree.cluster === null) faults.push('is alone');
  for (const id of alive) if (!present.has(id)) faults.push(`does not see ${short(id)}`);
  for (const id of present.keys()) if (!alive.includes(id)) faults.push(`sees ${short(id)}, which is not there`);
  const roots = [...present.values()].filter(({ parent }) => parent === null).map(({ id }) => id);
  if (roots.length !== 1 || roots[0] !== tree.root)
    faults.push(`its root is ${short(tree.root)}, but without a parent are: ${roots.map(short).join(', ') || 'none'}`);
  for (const node of present.values()) faults.push(...placeFaults(node, present, tree.root));
  return faults;
}

function placeFaults(node: Shown, present: ReadonlyMap<string, Shown>, root: string): string[] {
  const faults: string[] = [];
  const edges = edgesTo(node, present, root);
  if (edges === undefined) faults.push(`${short(node.id)} is not reached from the root`);
  else if (edges !== node.depth) faults.push(`${short(node.id)} is at depth ${edges} and not ${node.depth}`);
  const parent = node.parent === null ? undefined : present.get(node.parent);
  if (parent !== undefined && !parent.children.includes(node.id))
    faults.push(`${short(node.id)} is not among its parent's children`);
  const children = node.children.filter((id) => present.has(id));
  const role = node.parent === null ? 'root' : children.length > 0 ? 'relay' : 'leaf';
  if (role !== node.role) faults.push(`${short(node.id)} is a ${role} and not a ${node.role}`);
  return faults;
}

/** Edges between a node and the root; undefined when its parents lead elsewhere, or round and round. */
function edgesTo(node: Shown, present: ReadonlyMap<string, Shown>, root: string): number | undefined {
  let at: Shown | undefined = node;
  for (let edges = 0; at !== undefined && edges <= present.size; edges++) {
    if (at.id === root) return edges;
    at = at.parent === null ? undefined : present.get(at.parent);
  }
  return undefined;
}

/** Everything on which all have to agree, as one text. */
function outline(tree: ShownTree): string {
  const edges = [...presentIn(tree).values()].map(({ id, parent }) => `${id}<${parent ?? ''}`).toSorted();
  return [tree.term, tree.root, ...edges].join(' ');
}

const short = (id: string): string => id.slice(0, 8);
