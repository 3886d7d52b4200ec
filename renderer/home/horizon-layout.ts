import type { Role } from '../components/glyph-shapes.ts';
import type { Point } from '../components/strand.ts';

/** One machine of a small tree on the horizon. */
export interface SmallNode {
  /** Index of the parent; -1 at the root. */
  parent: number;
  role: Role;
  /** Person's colour 1 to 12; undefined for machines without a window and for strangers' trees. */
  colour?: number | undefined;
  me?: boolean;
}

/** Something that stands on the horizon. */
export interface Standing {
  key: string;
  /** A whole cluster as a tree, or one machine as a seedling: a tree of one. */
  nodes: readonly SmallNode[];
  /** Room the caption needs, in pixels. */
  captionWidth: number;
}

export interface PlacedStanding<Kind extends Standing = Standing> {
  standing: Kind;
  /** Middle, in pixels from the left. */
  x: number;
  /** Each node's place; y counts down from the top of the picture. */
  points: Point[];
}

export interface Horizon<Kind extends Standing = Standing> {
  /** Width of the whole picture; wider than the view when it has to scroll. */
  width: number;
  placed: PlacedStanding<Kind>[];
}

/** Height of the ground line, pixels from the top. */
export const groundY = 150;
const lowestY = groundY - 24;
const levelGap = 29;
const leafGap = 24;
const leastGap = 28;
const mostGap = 84;
const margin = 36;

/** Places everything side by side on the ground: spread over the width, or wider than it when there is no room. */
export function layoutHorizon<Kind extends Standing>(standings: readonly Kind[], width: number): Horizon<Kind> {
  const trees = standings.map((standing) => ({ standing, ...smallTree(standing.nodes) }));
  const widths = trees.map(({ standing, span }) => Math.max(standing.captionWidth, span));
  const needed = widths.reduce((sum, each) => sum + each, 0);
  const gaps = Math.max(0, trees.length - 1);
  const gap = gaps === 0 ? 0 : Math.min(mostGap, Math.max(leastGap, (width - 2 * margin - needed) / gaps));
  const total = needed + gap * gaps + 2 * margin;
  let left = margin + Math.max(0, (width - total) / 2);
  const placed = trees.map(({ standing, points }, index) => {
    const own = widths[index] ?? 0;
    const x = left + own / 2;
    left += own + gap;
    return { standing, x, points: points.map((point) => ({ x: point.x + x, y: point.y })) };
  });
  return { width: Math.max(width, Math.ceil(total)), placed };
}

/** A tree round x = 0, standing on the ground: leaves side by side, parents above the middle of their children. */
function smallTree(nodes: readonly SmallNode[]): { points: Point[]; span: number } {
  const children = nodes.map((_, index) =>
    nodes.flatMap(({ parent }, child) => (parent === index && child !== index ? [child] : [])),
  );
  const depths = nodes.map((_, index) => depthOf(nodes, index));
  const deepest = Math.max(0, ...depths);
  const points: Point[] = nodes.map((_, index) => ({ x: 0, y: lowestY - (deepest - (depths[index] ?? 0)) * levelGap }));
  let leaves = 0;
  const place = (index: number): number => {
    const below = children[index] ?? [];
    const xs = below.map(place);
    const x = xs.length === 0 ? leaves++ * leafGap : ((xs[0] ?? 0) + (xs.at(-1) ?? 0)) / 2;
    points[index] = { x, y: points[index]?.y ?? lowestY };
    return x;
  };
  nodes.forEach(({ parent }, index) => {
    if (parent < 0) place(index);
  });
  const middle = ((leaves - 1) * leafGap) / 2;
  return { points: points.map(({ x, y }) => ({ x: x - middle, y })), span: (leaves - 1) * leafGap + 30 };
}

function depthOf(nodes: readonly SmallNode[], index: number): number {
  let depth = 0;
  // Bounded, because the shape comes from outside and might go round in a circle.
  for (let at = nodes[index]?.parent ?? -1; at >= 0 && depth < nodes.length; at = nodes[at]?.parent ?? -1) depth++;
  return Math.min(depth, 3);
}
