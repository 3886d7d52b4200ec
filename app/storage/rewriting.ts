import type { Uuid } from '../wire/uuid.ts';

/** Turns every value of a store that carries content into another form: sealed, or back. */
export interface Rewriting {
  setting(key: string, value: unknown): unknown;
  changedBy(document: Uuid, changedAt: number, name: string): string;
  snapshot(document: Uuid, snapshot: Uint8Array): Uint8Array;
  /** `row`: its number in the store, greater than that of every fragment before it. */
  fragment(document: Uuid, row: number, fragment: Uint8Array): Uint8Array;
}
