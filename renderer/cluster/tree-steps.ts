import type { PlacedItem } from './tree-layout.ts';

/** Where the arrow keys lead in the picture. */
export type TreeStep = 'parent' | 'child' | 'next' | 'previous' | 'first';

/** The item a step leads to; the same one where there is nothing that way. */
export function stepFrom(items: readonly PlacedItem[], from: string | undefined, step: TreeStep): PlacedItem | undefined {
  const top = items.find(({ parent }) => parent === null);
  const current = items.find(({ id }) => id === from);
  if (current === undefined || step === 'first') return top;
  if (step === 'parent') return items.find(({ id }) => id === current.parent) ?? current;
  if (step === 'child') return childrenOf(items, current.id)[0] ?? current;
  const siblings = childrenOf(items, current.parent);
  const at = siblings.indexOf(current);
  return siblings[at + (step === 'next' ? 1 : -1)] ?? current;
}

/** Children from left to right. */
export function childrenOf(items: readonly PlacedItem[], parent: string | null): PlacedItem[] {
  return items.filter((item) => item.parent === parent).toSorted((a, b) => a.x - b.x);
}
