import type { Uuid } from '../wire/uuid.ts';

/**
 * A partial document: a delta of any grain, from one key press to a whole state. Opaque to everything but the kind
 * that made it. Applying one twice, or several in any order, gives the same document.
 */
export type DocumentFragment = Uint8Array;

/** A shared, structured, mutable thing. Each kind (text, catalogue …) implements this; replicas of it converge. */
export interface Document {
  readonly id: Uuid;
  readonly kind: string;
  /** Takes in a fragment from elsewhere. Throws `bad-input` on bytes that are no fragment of this kind. */
  apply(fragment: DocumentFragment): void;
  /** What this replica has, in a form that {@link missingFor} of another understands. */
  version(): Uint8Array;
  /** One fragment with everything that a replica of that version lacks. Throws `bad-input` on no version. */
  missingFor(version: Uint8Array): DocumentFragment;
  /** 32 bytes that are equal exactly when two replicas are. */
  digest(): Uint8Array;
  /** The whole state as one fragment, as small as the kind can make it. */
  snapshot(): DocumentFragment;
  /** One fragment that does what several do one after the other. */
  merge(fragments: readonly DocumentFragment[]): DocumentFragment;
  /** Lets go of memory. */
  close(): void;
}
