import type { TreeNodeView, TreeView } from '../../app/bridge/index.ts';

/** A node of the picture: one machine, or several leaves folded into a bundle. */
export interface Branch {
  id: string;
  machine?: TreeNodeView;
  bundle?: readonly TreeNodeView[];
  children: readonly Branch[];
}

export interface Branches {
  top: Branch;
  /** Machines without a parent that are not the root: roots that went. */
  fallen: TreeNodeView[];
}

/** Leaves of one parent that are all drawn; of more, those at rest are folded. */
export const foldAbove = 24;

/**
 * Makes one tree of the machines, whatever their parents say: who hangs on somebody unknown, or on a circle,
 * hangs on the root. Branches too wide are folded into bundles, except those that `opened` names.
 */
export function branchesOf(view: TreeView, opened: ReadonlySet<string>): Branches {
  const known = new Map(view.nodes.map((node) => [node.id, node]));
  const root = known.get(view.root) ?? view.nodes.find(({ role }) => role === 'root') ?? view.nodes[0];
  if (root === undefined) return { top: { id: 'nobody', children: [] }, fallen: [] };
  const fallen = view.nodes.filter((node) => node !== root && node.parent === null && node.health === 'gone');
  const children = Map.groupBy(
    view.nodes.filter((node) => node !== root && !fallen.includes(node)),
    (node) => (reaches(node, root, known) ? node.parent! : root.id),
  );
  return { top: grown(root, children, opened), fallen };
}

function grown(machine: TreeNodeView, children: ReadonlyMap<string, TreeNodeView[]>, opened: ReadonlySet<string>): Branch {
  const own = (children.get(machine.id) ?? []).toSorted((a, b) => a.joinedAt - b.joinedAt || a.id.localeCompare(b.id));
  const leaves = own.filter(({ id }) => !children.has(id));
  const folded = leaves.length > foldAbove ? leaves.filter(isAtRest) : [];
  const shown = own.filter((child) => !folded.includes(child)).map((child) => grown(child, children, opened));
  return { id: machine.id, machine, children: [...shown, ...bundled(machine, folded, opened)] };
}

/** Somebody one looks for, or who is not well, stays to be seen. */
function isAtRest({ me, health }: TreeNodeView): boolean {
  return !me && health === 'ok';
}

function bundled(parent: TreeNodeView, folded: readonly TreeNodeView[], opened: ReadonlySet<string>): Branch[] {
  const bundles: Branch[] = [];
  for (let start = 0; start < folded.length; start += foldAbove) {
    const bundle = folded.slice(start, start + foldAbove);
    const id = `${parent.id}/${start}`;
    if (opened.has(id)) bundles.push(...bundle.map((machine) => ({ id: machine.id, machine, children: [] })));
    else bundles.push({ id, bundle, children: [] });
  }
  return bundles;
}

/** Whether somebody's way upwards ends at the root. */
function reaches(node: TreeNodeView, root: TreeNodeView, known: ReadonlyMap<string, TreeNodeView>): boolean {
  let at: TreeNodeView | undefined = node;
  for (let hops = 0; at !== undefined && hops <= known.size; hops++) {
    if (at === root) return true;
    at = known.get(at.parent ?? '');
  }
  return false;
}
