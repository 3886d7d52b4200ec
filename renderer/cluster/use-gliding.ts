import { useEffect, useRef, useState } from 'react';
import { useReducedMotion } from '../components/use-media.ts';
import type { PlacedItem } from './tree-layout.ts';

/** How long a machine takes to its new place, in milliseconds. */
const travelMs = 600;

/** The items on their way from where they were last drawn to where they belong. */
export function useGliding(items: readonly PlacedItem[]): readonly PlacedItem[] {
  const still = useReducedMotion();
  const [shown, setShown] = useState(items);
  const latest = useRef(items);
  useEffect(() => {
    const from = new Map(latest.current.map((item) => [item.id, item]));
    const moves = items.some(({ id, x, y }) => {
      const before = from.get(id);
      return before !== undefined && (before.x !== x || before.y !== y);
    });
    const show = (next: readonly PlacedItem[]): void => {
      latest.current = next;
      setShown(next);
    };
    if (!moves || still) return show(items);
    let frame = 0;
    const start = performance.now();
    const draw = (): void => {
      const share = Math.min(1, (performance.now() - start) / travelMs);
      show(share === 1 ? items : items.map((item) => between(from.get(item.id), item, eased(share))));
      if (share < 1) frame = requestAnimationFrame(draw);
    };
    draw();
    return () => cancelAnimationFrame(frame);
  }, [items, still]);
  return shown;
}

/** Slow at both ends. */
export function eased(share: number): number {
  return share * share * (3 - 2 * share);
}

function between(from: PlacedItem | undefined, to: PlacedItem, share: number): PlacedItem {
  if (from === undefined) return to;
  return { ...to, x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share };
}
