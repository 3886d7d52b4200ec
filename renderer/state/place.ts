/** What the main part of the window shows. */
export type Place =
  | { screen: 'home' }
  | { screen: 'documents' }
  | { screen: 'join' }
  | { screen: 'document'; document: string }
  | { screen: 'tree'; machine?: string };

/** Places visited, and which of them is shown: what back and forward walk along. */
export interface Trail {
  places: readonly Place[];
  at: number;
}

const longestTrail = 50;

export const startOfTrail: Trail = { places: [{ screen: 'home' }], at: 0 };

export function placeOf({ places, at }: Trail): Place {
  return places[at] ?? { screen: 'home' };
}

/** Goes somewhere; what was ahead is forgotten, as in a browser. */
export function go(trail: Trail, place: Place): Trail {
  if (samePlace(placeOf(trail), place)) return trail;
  const places = [...trail.places.slice(0, trail.at + 1), place].slice(-longestTrail);
  return { places, at: places.length - 1 };
}

/** Steps back (-1) or forward (+1); stays where there is no further place. */
export function step({ places, at }: Trail, by: -1 | 1): Trail {
  return { places, at: Math.min(Math.max(0, at + by), places.length - 1) };
}

export function samePlace(a: Place, b: Place): boolean {
  if (a.screen !== b.screen) return false;
  if (a.screen === 'document' && b.screen === 'document') return a.document === b.document;
  if (a.screen === 'tree' && b.screen === 'tree') return a.machine === b.machine;
  return true;
}
