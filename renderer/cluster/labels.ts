import type { PlacedItem } from './tree-layout.ts';

/** Above this many items, or below this scale, names are only written where they are looked for. */
const crowd = 60;
const leastScale = 0.75;

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
  if (!crowded) return true;
  const { machine, depth, id } = item;
  if (id === pointed || id === selected) return true;
  // A bundle has its number in it, and who is gone has a cross.
  if (machine === undefined || machine.health === 'gone') return false;
  if (machine.me || machine.health !== 'ok') return true;
  return machine.role === 'root' || (machine.role === 'relay' && depth === 1);
}
