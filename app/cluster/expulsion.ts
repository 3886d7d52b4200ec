import type { Clock, Timer } from '../clock.ts';
import { logDefaults } from '../config.ts';
import type { Endpoint } from '../endpoint/endpoint.ts';
import type { Uuid } from '../wire/uuid.ts';
import { removedSentence } from './admission/hello-check.ts';
import { admissionIn } from './membership-log/body.ts';
import type { LogEntry } from './membership-log/entry.ts';
import type { Membership } from './membership-log/membership.ts';

export interface ExpulsionParts {
  endpoint: Pick<Endpoint, 'recheck'>;
  clock: Clock;
  membership: Membership;
  selfId: Uuid;
  children: () => readonly Uuid[];
  /** The nodes above this one, the parent first. */
  above: () => readonly Uuid[];
  expelChild: (nodeId: Uuid, sentence: string) => void;
  /** The parent is to be left for another one. */
  forsake: (sentence: string) => void;
  /** These are no members any more. */
  onRemoved: (nodeIds: readonly Uuid[]) => void;
  /** This node itself is no member any more. */
  onSelfRemoved: () => void;
  /** This node reigns and may not any more. */
  onUnfit: () => void;
  isRoot: () => boolean;
}

/**
 * What a node does when somebody loses its place in the cluster: everybody who hangs from it, or carries it, lets go by
 * itself and cuts the connections. That waits for a moment, so that the news has gone on, to the removed one too.
 */
export class Expulsion {
  readonly #parts: ExpulsionParts;
  #waiting: Timer | undefined;

  constructor(parts: ExpulsionParts) {
    this.#parts = parts;
  }

  /** The log has grown by these. */
  heard(entries: readonly LogEntry[]): void {
    if (entries.every(({ body }) => admissionIn(body) !== undefined)) return;
    const { clock, membership, onRemoved } = this.#parts;
    const removed = entries.flatMap(({ body }) =>
      body.kind === 'removal' && membership.wasRemoved(body.nodeId) ? [body.nodeId] : [],
    );
    if (removed.length > 0) onRemoved(removed);
    this.#waiting ??= clock.after(logDefaults.expelAfterMs, () => this.#letGo());
  }

  stop(): void {
    this.#waiting?.cancel();
    this.#waiting = undefined;
  }

  #letGo(): void {
    this.#waiting = undefined;
    const { endpoint, membership, selfId, children, above, expelChild, forsake, onSelfRemoved, onUnfit, isRoot } = this.#parts;
    if (membership.wasRemoved(selfId)) return onSelfRemoved();
    for (const nodeId of children()) if (membership.wasRemoved(nodeId)) expelChild(nodeId, removedSentence);
    endpoint.recheck();
    const [parent] = above();
    if (isRoot()) {
      if (!membership.mayHost(selfId)) onUnfit();
    } else if (parent !== undefined && !membership.mayHost(parent))
      forsake('The machine that carried this one may not do that any more.');
  }
}
