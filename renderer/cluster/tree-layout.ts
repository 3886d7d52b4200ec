import { hierarchy, tree as tidyTree, type HierarchyPointNode } from 'd3-hierarchy';
import type { TreeNodeView, TreeView } from '../../app/bridge/index.ts';
import { branchesOf, type Branch } from './branches.ts';

/** A machine, or a bundle of folded ones, at its place. Pixels; the root's centre is at (0, 0). */
export interface PlacedItem {
  /** Machine id, or the bundle's. */
  id: string;
  parent: string | null;
  x: number;
  y: number;
  /** Hops to the root. */
  depth: number;
  machine?: TreeNodeView;
  /** Machines folded into this one glyph. */
  bundle?: readonly TreeNodeView[];
}

export interface TreeLayout {
  items: PlacedItem[];
  /** Heights of the depth lines, root first. */
  levels: number[];
  left: number;
  right: number;
  bottom: number;
}

/** Gaps between one depth and the next, the last one for all further. */
const levelGaps = [148, 132, 124];
const rowGap = 84;
/** Room of one machine with its name. */
const slot = 88;
/** Leaves of one parent in one row, from roomy to dense; more are staggered over several rows. */
const densities = [9, 6, 4];
const mostRows = 5;
/** A host's name stands beside it and needs room. */
const hostRoom = 0.45;
/** From this scale on names are large enough to read. */
const readableScale = 0.85;
/** Gone roots stand beside the root, this far apart. */
const fallenGap = 190;

/**
 * Places a tree tidily: parents above the middle of their children, leaves of wide branches staggered over a few
 * rows, and where there are too many of them, folded into bundles unless `opened` names them.
 */
export function layoutTree(view: TreeView, opened: ReadonlySet<string> = new Set(), perRow = densities[0]!): TreeLayout {
  const { top, fallen } = branchesOf(view, opened);
  const root = tidyTree<Branch>()
    .nodeSize([slot, 1])
    .separation((a, b) => separation(a, b, perRow))(hierarchy(top, ({ children }) => children as Branch[]));
  const items = root.descendants().map((node) => placed(node, root.x, perRow));
  const right = Math.max(0, ...items.filter(({ depth }) => depth === 0).map(({ x }) => x));
  fallen.forEach((machine, index) =>
    items.push({ id: machine.id, parent: null, x: right + fallenGap * (index + 1), y: -20, depth: 0, machine }),
  );
  const deepest = Math.max(0, ...items.map(({ depth }) => depth));
  return {
    items,
    levels: Array.from({ length: deepest + 1 }, (_, depth) => levelY(depth)),
    left: Math.min(...items.map(({ x }) => x)) - slot / 2,
    right: Math.max(...items.map(({ x }) => x)) + slot / 2,
    bottom: Math.max(...items.map(({ y }) => y)) + 56,
  };
}

/** The roomiest layout that can be read in a view of this shape, else the one that is shown largest. */
export function layoutFor(view: TreeView, opened: ReadonlySet<string>, scaleOf: (layout: TreeLayout) => number): TreeLayout {
  const layouts = densities.map((perRow) => layoutTree(view, opened, perRow));
  const readable = layouts.find((layout) => scaleOf(layout) >= readableScale);
  return readable ?? layouts.reduce((best, layout) => (scaleOf(layout) > scaleOf(best) ? layout : best));
}

export function levelY(depth: number): number {
  let y = 0;
  for (let level = 0; level < depth; level++) y += levelGaps[Math.min(level, levelGaps.length - 1)] ?? 0;
  return y;
}

function placed(node: HierarchyPointNode<Branch>, middle: number, perRow: number): PlacedItem {
  const { id, machine, bundle } = node.data;
  return {
    id,
    parent: node.parent?.data.id ?? null,
    x: node.x - middle,
    y: levelY(node.depth) + rowOf(node, perRow) * rowGap,
    depth: node.depth,
    ...(machine !== undefined && { machine }),
    ...(bundle !== undefined && { bundle }),
  };
}

/** Rows over which the leaves of one parent are staggered. */
function rowsUnder(parent: HierarchyPointNode<Branch> | null, perRow: number): number {
  const leaves = leavesOf(parent).length;
  return Math.min(mostRows, Math.max(1, Math.ceil(leaves / perRow)));
}

function rowOf(node: HierarchyPointNode<Branch>, perRow: number): number {
  if (isHost(node)) return 0;
  return Math.max(0, leavesOf(node.parent).indexOf(node)) % rowsUnder(node.parent, perRow);
}

function leavesOf(parent: HierarchyPointNode<Branch> | null): HierarchyPointNode<Branch>[] {
  return (parent?.children ?? []).filter((child) => !isHost(child));
}

function isHost(node: HierarchyPointNode<Branch>): boolean {
  return (node.children?.length ?? 0) > 0;
}

/** Staggered leaves stand closer, since their names are in different rows; cousins a little further apart. */
function separation(a: HierarchyPointNode<Branch>, b: HierarchyPointNode<Branch>, perRow: number): number {
  const room = isHost(a) || isHost(b) ? hostRoom : 0;
  if (a.parent !== b.parent) return 1.15 + room;
  const rows = rowsUnder(a.parent, perRow);
  return room > 0 || rows === 1 ? 1 + room : 1.06 / rows;
}
