import type { TreeLayout } from './tree-layout.ts';

/** How the picture is seen: scale, and where its origin (the root) lies in the view, in pixels. */
export interface Camera {
  scale: number;
  x: number;
  y: number;
}

/** Room for the sentence above, the legend below, and at the right for a machine's name and the depth beside it. */
const padding = { top: 122, bottom: 64, left: 48, right: 136 };
const scales = { least: 0.2, most: 2.5, readable: 0.42 };

/** Shows the whole tree, never enlarged, and never smaller than can still be told apart. */
export function fitted(layout: TreeLayout, width: number, height: number): Camera {
  const { left, right, bottom, levels } = layout;
  const scale = fittingScale(layout, width, height);
  const spare = Math.max(0, height - padding.top - padding.bottom - bottom * scale);
  const drop = levels.length === 1 ? spare * 0.4 : Math.min(48, spare * 0.3);
  return { scale, x: (width + padding.left - padding.right) / 2 - ((left + right) / 2) * scale, y: padding.top + drop };
}

/** The scale at which all of it can be seen, within bounds. */
export function fittingScale({ left, right, bottom }: TreeLayout, width: number, height: number): number {
  const wide = (width - padding.left - padding.right) / Math.max(1, right - left);
  const high = (height - padding.top - padding.bottom) / Math.max(1, bottom);
  return Math.max(scales.readable, Math.min(1, wide, high));
}

/** Nearer or further, keeping the point under the pointer where it is. */
export function zoomed({ scale, x, y }: Camera, factor: number, at: { x: number; y: number }): Camera {
  const next = Math.min(scales.most, Math.max(scales.least, scale * factor));
  const share = next / scale;
  return { scale: next, x: at.x - (at.x - x) * share, y: at.y - (at.y - y) * share };
}

/** Moved just as far as it takes to have a point inside the view. */
export function revealing(camera: Camera, point: { x: number; y: number }, width: number, height: number): Camera {
  const margin = 70;
  const at = { x: camera.x + point.x * camera.scale, y: camera.y + point.y * camera.scale };
  const shift = (value: number, most: number): number =>
    value < margin ? margin - value : value > most - margin ? most - margin - value : 0;
  return { ...camera, x: camera.x + shift(at.x, width), y: camera.y + shift(at.y, height) };
}
