import type { Range } from '../endpoint/stream-range.ts';
import { BanyanError } from '../errors.ts';
import type { Uuid } from '../wire/uuid.ts';
import type { Membership } from './membership.ts';
import type { SessionEnd } from './parent-session.ts';

/** Where the node stands. */
export type Standing =
  | { phase: 'alone'; since: number }
  | { phase: 'asking'; since: number; name: string; address: string }
  | { phase: 'root'; since: number }
  | { phase: 'member'; since: number; parentId: Uuid }
  | { phase: 'searching'; since: number; reason: string };

/** What others want to hear of. All are optional to handle; none may throw. */
export interface ClusterListeners {
  onStanding(standing: Standing): void;
  onView(before: Membership | undefined, after: Membership): void;
  onRequests(): void;
  /** Attached to a parent: time to compare documents. */
  onAttached(): void;
  /** Messages that never came here, or never reached the parent, and that nobody remembers. */
  onLost(ranges: Range[]): void;
  /** Somebody has become too slow for the live stream, or is back in it. */
  onSnail(): void;
  /** Refused, or not found: one sentence. */
  onRefused(error: BanyanError): void;
  /** Belongs to no cluster any more. */
  onLeft(): void;
}

/** Why nothing came of a question, as an error for whoever asked. */
export function refusalOf(end: SessionEnd, name: string): BanyanError {
  if (end.kind === 'redirected')
    return new BanyanError('refused', `${name} sends from one machine to the next. Try again in a moment.`);
  if (end.kind === 'refused') return new BanyanError(end.code, end.sentence);
  return new BanyanError(end.reached ? 'closed' : 'no-cluster-found', end.sentence);
}
