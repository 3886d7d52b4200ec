import type { Clock } from '../clock.ts';
import type { HeartbeatTiming } from '../config.ts';
import type { Endpoint } from '../endpoint/endpoint.ts';
import type { NodeKeys } from '../identity/keys.ts';
import type { Log } from '../log.ts';
import type { Random } from '../random.ts';
import type { Uuid } from '../wire/uuid.ts';
import type { Introduction } from './admission/introduction.ts';
import type { ClusterMemory } from './memory.ts';
import type { Membership } from './membership-log/membership.ts';
import type { ClusterListeners, Standing } from './standing.ts';
import type { ViewCodec } from './view/view-codec.ts';

export interface TreeMemberParts {
  endpoint: Endpoint;
  clock: Clock;
  random: Random;
  log: Log;
  timing: HeartbeatTiming;
  codec: ViewCodec;
  memory: ClusterMemory;
  membership: Membership;
  keys: NodeKeys;
  /** Finds out at a door how the node behind it is reached. */
  knock: (address: string, timeoutMs: number) => Promise<string>;
  selfId: Uuid;
  self: () => Introduction;
  /** Let everyone in who asks. */
  autoAccept: boolean;
  /** Addresses at which discovery sees members of this cluster now, roots first. */
  seenAt: (clusterId: Uuid) => { address: string; root: boolean }[];
  listeners: TreeMemberListeners;
}

/** What a member of a tree tells of itself. */
export interface TreeMemberListeners extends Pick<
  ClusterListeners,
  'onPlace' | 'onView' | 'onRequests' | 'onCompare' | 'onLost' | 'onSuspicious'
> {
  onStanding: (standing: Standing) => void;
  /** An admin has removed this node from its cluster. */
  onSelfRemoved: () => void;
  /** Below a parent, the first one or another. */
  onAttached: () => void;
}
