import type { TraceView } from '../../../app/bridge/index.ts';
import type { Point } from '../../components/strand.ts';

/** A machine at the moment it got the edit. */
export interface StripStop extends Point {
  machine: string;
  /** Index of the stop it got the edit from; -1 for oneself. */
  from: number;
  afterMs: number;
  safe: boolean;
}

export interface StripLayout {
  /** Where one's own machine stands. */
  own: Point;
  stops: StripStop[];
  ticks: { x: number; text: string }[];
  /** Where the tear is; undefined when nobody is waited for. */
  tearX: number | undefined;
}

const lanes = [13, 25, 37, 49, 61];
const ownX = 24;
const firstX = 110;
const lastLabelWidth = 168;
const tearWidth = 128;
const leastTickGap = 58;
/** Glyphs in one lane, and in neighbouring lanes, lie at least so far apart. */
const sameLaneGap = 21;
const nextLaneGap = 15;

/** Places every machine on a logarithmic time axis, each branch on its own height, so that nobody covers another. */
export function layoutStrip(trace: Pick<TraceView, 'arrivals' | 'waiting'>, width: number): StripLayout {
  const tearX = trace.waiting.length === 0 ? undefined : width - tearWidth;
  const arrivals = trace.arrivals.toSorted((a, b) => a.afterMs - b.afterMs);
  const least = Math.max(0.05, arrivals[0]?.afterMs ?? 0.5) / 1.5;
  const most = Math.max(least * 4, arrivals.at(-1)?.afterMs ?? 1);
  const right = Math.max(firstX + 40, (tearX ?? width) - lastLabelWidth);
  const xOf = (ms: number): number =>
    firstX + ((Math.log(Math.max(ms, least)) - Math.log(least)) / (Math.log(most) - Math.log(least))) * (right - firstX);
  const from = arrivals.map((arrival) =>
    arrivals.findIndex(
      ({ nodeId, afterMs }) => nodeId === arrival.from && afterMs <= arrival.afterMs && nodeId !== arrival.nodeId,
    ),
  );
  const heights = branchHeights(from);
  const stops: StripStop[] = [];
  arrivals.forEach(({ nodeId, afterMs, safe }, index) => {
    const x = xOf(afterMs);
    stops.push({
      machine: nodeId,
      from: from[index] ?? -1,
      afterMs,
      safe,
      x,
      y: freeLane(stops, x, heights[index] ?? lanes[2]!),
    });
  });
  return { own: { x: ownX, y: lanes[2]! }, stops, ticks: ticksBetween(least, most, xOf), tearX };
}

/** The height each would have in a tree that lies on its side: ends evenly spread, the others between theirs. */
function branchHeights(from: readonly number[]): number[] {
  const heights = from.map(() => 0);
  const ends = from.filter((_, index) => !from.includes(index)).length;
  let seen = 0;
  const visit = (index: number): number => {
    const below = from.flatMap((parent, child) => (parent === index && child > index ? [visit(child)] : []));
    const first = lanes[0]!;
    const span = lanes.at(-1)! - first;
    heights[index] =
      below.length === 0 ? first + (span * (seen++ + 0.5)) / Math.max(1, ends) : ((below[0] ?? 0) + (below.at(-1) ?? 0)) / 2;
    return heights[index]!;
  };
  from.forEach((parent, index) => {
    if (parent < 0) visit(index);
  });
  return heights;
}

/** The free lane nearest to a height; where nothing is free, the one whose last glyph is furthest away. */
function freeLane(stops: readonly StripStop[], x: number, height: number): number {
  const room = (lane: number): number =>
    Math.min(
      ...stops.map(
        (stop) =>
          Math.abs(x - stop.x) -
          (stop.y === lane ? sameLaneGap : Math.abs(stop.y - lane) <= 12 ? nextLaneGap : Number.NEGATIVE_INFINITY),
      ),
    );
  const free = lanes.filter((lane) => room(lane) >= 0);
  const nearest = (candidates: readonly number[]): number =>
    candidates.reduce((best, lane) => (Math.abs(lane - height) < Math.abs(best - height) ? lane : best));
  if (free.length > 0) return nearest(free);
  return lanes.reduce((best, lane) => (room(lane) > room(best) ? lane : best));
}

function ticksBetween(least: number, most: number, xOf: (ms: number) => number): { x: number; text: string }[] {
  const ticks: { x: number; text: string }[] = [];
  for (let power = -2; power < 6; power++) {
    for (const step of [1, 2, 5]) {
      const ms = step * 10 ** power;
      if (ms < least || ms > most * 1.3) continue;
      const x = xOf(ms);
      if (x - (ticks.at(-1)?.x ?? Number.NEGATIVE_INFINITY) >= leastTickGap)
        ticks.push({ x, text: ms >= 1000 ? `${ms / 1000} s` : `${Number(ms.toPrecision(1))} ms` });
    }
  }
  return ticks;
}
