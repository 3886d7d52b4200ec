/** Outlines of the machines' silhouettes round (0, 0), as SVG path data. Radii are in pixels. */
export type Role = 'root' | 'relay' | 'leaf';

const round = (value: number): number => Math.round(value * 100) / 100;
const path = (strings: TemplateStringsArray, ...values: number[]): string => String.raw({ raw: strings }, ...values.map(round));

/** The canopy of the mark, flat at the bottom: a root. */
export function canopyPath(radius: number): string {
  const half = 1.42 * radius;
  const bottom = 0.62 * radius;
  const side = bottom - 4;
  return path`M${-half} ${side}C${-half} ${-0.93 * radius} ${-0.781 * radius} ${-1.36 * radius} 0 ${-1.36 * radius}S${half} ${-0.93 * radius} ${half} ${side}Q${half} ${bottom} ${half - 4} ${bottom}H${4 - half}Q${-half} ${bottom} ${-half} ${side}Z`;
}

/** A hexagon standing on a corner: a relay. */
export function hexagonPath(radius: number): string {
  const high = 1.1 * radius;
  const wide = 0.866 * high;
  return path`M0 ${-high}L${wide} ${-high / 2}L${wide} ${high / 2}L0 ${high}L${-wide} ${high / 2}L${-wide} ${-high / 2}Z`;
}

/** A pointed oval with its tip at the strand: a leaf. */
export function leafPath(radius: number): string {
  const high = 1.3 * radius;
  return path`M0 ${-high}C${high} ${-0.62 * high} ${high} ${high / 2} 0 ${high}C${-high} ${high / 2} ${-high} ${-0.62 * high} 0 ${-high}Z`;
}

export function rolePath(role: Role, radius: number): string {
  if (role === 'root') return canopyPath(radius);
  return role === 'relay' ? hexagonPath(radius) : leafPath(radius);
}

/** The slot of a machine without a window. */
export function slotPath(radius: number): string {
  return path`M${-0.42 * radius} ${-0.231 * radius}H${0.42 * radius}M${-0.42 * radius} ${0.231 * radius}H${0.105 * radius}M${0.35 * radius} ${0.231 * radius}h.02`;
}

/** How far below its centre a strand leaves a machine. */
export function strandStart(role: Role, radius: number): number {
  if (role === 'root') return 0.62 * radius;
  return role === 'relay' ? 1.1 * radius : 1.25 * radius;
}
