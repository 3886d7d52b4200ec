import * as Y from 'yjs';

/** Whether a replica with the state vector `mine` holds insertions that one with `theirs` lacks. */
export function isAhead(mine: Uint8Array, theirs: Uint8Array): boolean {
  const known = theirs.byteLength === 0 ? new Map<number, number>() : Y.decodeStateVector(theirs);
  return [...Y.decodeStateVector(mine)].some(([client, clock]) => clock > (known.get(client) ?? 0));
}
