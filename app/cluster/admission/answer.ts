/** What a host answers who asks it for a place. */
export type Answer =
  | { kind: 'offer' }
  | { kind: 'redirect'; address: string }
  | { kind: 'refuse'; code: string; sentence: string }
  /** A person has to decide. */
  | { kind: 'ask' }
  /** As soon as this node has a way to the root itself. */
  | { kind: 'hold' };
