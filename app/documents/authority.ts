import type { Uuid } from '../wire/uuid.ts';

/** Who may write in shared documents, and how it is proven who wrote. */
export interface Authority {
  /** Whether the person at this node may change what is shared. */
  mayWrite(): boolean;
  /** Whether a node may. */
  mayEdit(origin: Uuid): boolean;
  /** Signs for this node. */
  sign(bytes: Uint8Array): Uint8Array;
  /** Whether a node has signed these bytes; undefined while its key is not known here. */
  isSigned(origin: Uuid, bytes: Uint8Array, signature: Uint8Array): boolean | undefined;
}
