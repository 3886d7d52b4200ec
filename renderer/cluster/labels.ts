import type { PlacedItem } from './tree-layout.ts';

/** Above this many items, or below this scale, names are only written where they are looked for. */
const crowd = 60;
const leastScale = 0.62;

/** Whether there are so many machines, or all so small, that most names are left out. */
export function isCrowded(count: number, scale: number): boolean {
  return count > crowd || scale < leastScale;
}

/** Whether an item's name is written in the picture. */
export function isLabelled(
  item: PlacedItem,
  crowded: boolean,
  pointed: string | undefined,
  selected: string | undefined,
): boolean {
  if (!crowded || item.bundle !== undefined) return true;
  const { machine, depth, id } = item;
  if (machine === undefined) return false;
  if (id === pointed || id === selected || machine.me || machine.health !== 'ok') return true;
  return machine.role === 'root' || (machine.role === 'relay' && depth === 1);
}
