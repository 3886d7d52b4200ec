import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { messagesPerParticle, Particles } from '../../renderer/cluster/particles.ts';
import { sparkPath } from '../../renderer/cluster/spark-path.ts';
import type { Edge } from '../../renderer/cluster/edges.ts';
import { hangingCurve, pointAt, taperedPath } from '../../renderer/components/strand.ts';
import { roundTripBand, strandWidth } from '../../renderer/components/strand-look.ts';
import { layoutStrip } from '../../renderer/documents/text/strip-layout.ts';
import { layoutHorizon } from '../../renderer/home/horizon-layout.ts';

describe('strands', () => {
  test('are 1 px wide when idle, grow with the rate, and are never wider than 9 px', () => {
    expect(strandWidth(0)).toBe(1);
    expect(strandWidth(9)).toBeCloseTo(3.2);
    expect(strandWidth(1e9)).toBe(9);
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1e6, noNaN: true }),
        fc.double({ min: 0, max: 1e6, noNaN: true }),
        (a, b) => a <= b === strandWidth(a) <= strandWidth(b) || strandWidth(a) === strandWidth(b),
      ),
    );
  });

  test('have the band of their round trip, and none while it is unmeasured', () => {
    expect([null, 0, 4.9, 5, 19.9, 20, 99, 100].map(roundTripBand)).toEqual([undefined, 1, 1, 2, 2, 3, 3, 4]);
  });

  test('begin and end where they should', () => {
    const curve = hangingCurve({ x: 10, y: 20 }, { x: 200, y: 300 });
    expect(pointAt(curve, 0)).toEqual({ x: 10, y: 20 });
    expect(pointAt(curve, 1)).toEqual({ x: 200, y: 300 });
    expect(taperedPath(curve, 4, 1)).toMatch(/^M[\d. L-]+Z$/);
  });
});

describe('particles', () => {
  const edge: Edge = {
    id: 'e1',
    curve: hangingCurve({ x: 0, y: 0 }, { x: 0, y: 100 }),
    start: 1,
    end: 1,
    look: 'stream',
    colour: '',
    down: 1000,
    up: 0,
  };

  test('stand for one message each up to twelve a second, then for ten, a hundred, …', () => {
    expect([1, 12, 13, 120, 121, 5000].map(messagesPerParticle)).toEqual([1, 1, 10, 10, 100, 1000]);
  });

  test('arrive after 900 ms, and are never more than fit', () => {
    const particles = new Particles();
    for (let now = 0; now <= 2000; now += 16) particles.advance([edge], now);
    expect(particles.count).toBeGreaterThan(5);
    expect(particles.count).toBeLessThanOrEqual(12);
    particles.advance([], 4000);
    expect(particles.count).toBe(0);
  });

  test('do not travel on a strand that has left the stream', () => {
    const particles = new Particles();
    for (let now = 0; now <= 1000; now += 16) particles.advance([{ ...edge, look: 'left' }], now);
    expect(particles.count).toBe(0);
  });
});

describe('the live strip', () => {
  const arrivals = Array.from({ length: 13 }, (_, index) => ({
    nodeId: `n${index}`,
    from: index < 3 ? 'me' : `n${index % 3}`,
    afterMs: 0.5 + index * 0.31,
    safe: true,
  }));

  test('places the later one further right', () => {
    const { stops } = layoutStrip({ arrivals: arrivals.toReversed(), waiting: [] }, 900);
    expect(stops.map(({ x }) => x)).toEqual(stops.map(({ x }) => x).toSorted((a, b) => a - b));
    expect(stops.map(({ from }) => from).slice(0, 4)).toEqual([-1, -1, -1, 0]);
  });

  test('puts nobody on top of somebody else while there is room', () => {
    const { stops } = layoutStrip({ arrivals, waiting: [] }, 1100);
    for (const a of stops) for (const b of stops) if (a !== b) expect(Math.hypot(a.x - b.x, a.y - b.y)).toBeGreaterThan(11);
  });

  test('keeps those who wait beyond the tear, and works with nobody and with one', () => {
    expect(layoutStrip({ arrivals: [], waiting: ['n1'] }, 900)).toMatchObject({ stops: [], tearX: 772 });
    const one = layoutStrip({ arrivals: arrivals.slice(0, 1), waiting: [] }, 900);
    expect(one.tearX).toBeUndefined();
    expect(one.stops[0]!.x).toBeLessThan(900);
  });
});

describe('the horizon', () => {
  const tree = (key: string, captionWidth = 100) => ({
    key,
    captionWidth,
    nodes: [
      { parent: -1, role: 'root' as const },
      { parent: 0, role: 'leaf' as const },
      { parent: 0, role: 'leaf' as const },
    ],
  });

  test('stands everything side by side without overlaps, and scrolls when there is no room', () => {
    const many = Array.from({ length: 14 }, (_, index) => tree(`t${index}`));
    const { placed, width } = layoutHorizon(many, 900);
    expect(width).toBeGreaterThan(900);
    placed.slice(1).forEach(({ x }, index) => expect(x - placed[index]!.x).toBeGreaterThanOrEqual(100));
  });

  test('centres a root above its leaves, all leaves at one height', () => {
    const [only] = layoutHorizon([tree('t')], 900).placed;
    const [root, left, right] = only!.points as [{ x: number; y: number }, { x: number; y: number }, { x: number; y: number }];
    expect(root.x).toBeCloseTo((left.x + right.x) / 2);
    expect(left.y).toBe(right.y);
    expect(only!.x).toBeCloseTo(450);
  });

  test('survives a shape that goes round in a circle', () => {
    const circle = {
      key: 'c',
      captionWidth: 80,
      nodes: [
        { parent: 1, role: 'relay' as const },
        { parent: 0, role: 'relay' as const },
      ],
    };
    expect(layoutHorizon([circle], 500).placed[0]!.points).toHaveLength(2);
  });
});

test('a sparkline needs two values, and lies on the ground when all are zero', () => {
  expect(sparkPath([1], 100, 20, 1)).toBe('');
  expect(sparkPath([0, 0], 100, 20, 0)).toBe('M0.0 22.0L100.0 22.0');
});
