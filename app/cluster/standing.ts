import type { Range } from '../endpoint/stream-range.ts';
import { BanyanError } from '../errors.ts';
import type { Uuid } from '../wire/uuid.ts';
import type { SessionEnd } from './parent-session.ts';
import type { View } from './view/view.ts';
import type { ViewChanges } from './view/view-changes.ts';

/** Where the node stands. */
export type Standing =
  | { phase: 'alone'; since: number }
  | { phase: 'asking'; since: number; name: string; address: string }
  | { phase: 'root'; since: number }
  | { phase: 'member'; since: number; parentId: Uuid }
  | { phase: 'searching'; since: number; reason: string };

/** What others want to hear of. None may throw. */
export interface ClusterListeners {
  onStanding(standing: Standing): void;
  /** The reign, or the way to the root, is another one. */
  onPlace(): void;
  /** There is another view; the first one comes without changes. */
  onView(before: View | undefined, after: View, changes: ViewChanges): void;
  onRequests(): void;
  /** Attached to a parent, the first one or another: time to compare documents. */
  onAttached(): void;
  /** The parent has taken in content of these documents that did not come by the stream: time to compare them. */
  onCompare(documents: readonly Uuid[]): void;
  /** Messages that never came here, or never reached the parent, and that nobody remembers. */
  onLost(ranges: Range[]): void;
  /** This node has become too slow for the live stream, or is back in it. */
  onSnail(): void;
  /** Refused, or not found: one sentence. */
  onRefused(error: BanyanError): void;
  /** Somebody does what can't be meant, and is not believed: one sentence. */
  onSuspicious(sentence: string): void;
  /** Who belongs to the cluster, or what they may do, has changed. */
  onMembers(): void;
  /** Belongs to no cluster any more. */
  onLeft(): void;
}

/** Why nothing came of a question, as an error for whoever asked. */
export function refusalOf(end: SessionEnd | undefined, name: string): BanyanError {
  if (end === undefined || end.kind === 'redirected')
    return new BanyanError('refused', `${name} sends from one machine to the next. Try again in a moment.`);
  if (end.kind === 'refused') return new BanyanError(end.code, end.sentence);
  return new BanyanError(end.reached ? 'closed' : 'no-cluster-found', end.sentence);
}
