/** A point of a drawing, in pixels. */
export interface Point {
  x: number;
  y: number;
}

/** A cubic curve between two machines. */
export interface StrandCurve {
  from: Point;
  bend1: Point;
  bend2: Point;
  to: Point;
}

const samples = 22;

/** The curve of a strand that hangs down: it leaves straight down and arrives straight down. */
export function hangingCurve(from: Point, to: Point): StrandCurve {
  const dx = to.x - from.x;
  const dy = to.y - from.y;
  return { from, bend1: { x: from.x + 0.04 * dx, y: from.y + 0.62 * dy }, bend2: { x: to.x, y: from.y + 0.32 * dy }, to };
}

/** The same lying on its side, for pictures whose time runs from left to right. */
export function lyingCurve(from: Point, to: Point): StrandCurve {
  const dx = to.x - from.x;
  const dy = to.y - from.y;
  return { from, bend1: { x: from.x + 0.55 * dx, y: from.y + 0.04 * dy }, bend2: { x: from.x + 0.4 * dx, y: to.y }, to };
}

/** Where a curve is after the share `t` (0 to 1) of its way. */
export function pointAt({ from, bend1, bend2, to }: StrandCurve, t: number): Point {
  const u = 1 - t;
  const mix = (a: number, b: number, c: number, d: number): number =>
    u * u * u * a + 3 * u * u * t * b + 3 * u * t * t * c + t * t * t * d;
  return { x: mix(from.x, bend1.x, bend2.x, to.x), y: mix(from.y, bend1.y, bend2.y, to.y) };
}

/** Outline of a tapered strand: `start` and `end` pixels wide. */
export function taperedPath(curve: StrandCurve, start: number, end: number): string {
  const left: string[] = [];
  const right: string[] = [];
  for (let index = 0; index <= samples; index++) {
    const t = index / samples;
    const { x, y } = pointAt(curve, t);
    const ahead = pointAt(curve, Math.min(1, t + 0.01));
    const behind = pointAt(curve, Math.max(0, t - 0.01));
    const length = Math.hypot(ahead.x - behind.x, ahead.y - behind.y) || 1;
    const half = (start + (end - start) * t) / 2;
    const nx = (-(ahead.y - behind.y) / length) * half;
    const ny = ((ahead.x - behind.x) / length) * half;
    left.push(`${(x + nx).toFixed(2)} ${(y + ny).toFixed(2)}`);
    right.unshift(`${(x - nx).toFixed(2)} ${(y - ny).toFixed(2)}`);
  }
  return `M${[...left, ...right].join('L')}Z`;
}

/** The middle line of a strand. */
export function linePath({ from, bend1, bend2, to }: StrandCurve): string {
  const at = ({ x, y }: Point): string => `${x.toFixed(2)} ${y.toFixed(2)}`;
  return `M${at(from)}C${at(bend1)} ${at(bend2)} ${at(to)}`;
}
