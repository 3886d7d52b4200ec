import type { MessageInitShape } from '@bufbuild/protobuf';
import type { DownlinkPorts } from '../../endpoint/address.ts';
import type { positionMessages } from '../../endpoint/stream-range.ts';
import type { WelcomeSchema } from '../../wire/banyan_pb.js';
import { uuidBytes, type Uuid } from '../../wire/uuid.ts';
import type { Place } from '../place.ts';
import type { ViewDigest } from '../view/view-digest.ts';

/** What a host brings whom it welcomes. */
export interface Lacking {
  /** Of the membership log, as bytes; empty when nothing. */
  log: Uint8Array;
  /** To who is new to the cluster the log and the view, as frames that are the same for everybody; they go first. */
  whole: readonly Uint8Array[];
}

/** What a host tells whom it offers a place. */
export interface Offered {
  cluster: { id: Uuid; name: string };
  hostId: Uuid;
  /** Where the host stands. */
  place: Place;
  ports: DownlinkPorts;
  heartbeatIntervalMs: number;
  positions: ReturnType<typeof positionMessages>;
  viewDigest: ViewDigest;
  /** What the newcomer lacks of the membership log, as bytes. */
  log: Uint8Array;
}

/** An offer in the form of the wire. */
export function welcomeOf(offered: Offered): MessageInitShape<typeof WelcomeSchema> {
  const { cluster, hostId, ports, heartbeatIntervalMs, positions, viewDigest, log } = offered;
  const { reign, path } = offered.place;
  return {
    clusterId: uuidBytes(cluster.id),
    clusterName: cluster.name,
    term: BigInt(reign.term),
    rootId: uuidBytes(reign.rootId),
    rootAddress: reign.rootAddress,
    hostId: uuidBytes(hostId),
    publishPort: ports.publish,
    collectPort: ports.collect,
    requestPort: ports.request,
    heartbeatIntervalMs,
    path: path.map(uuidBytes),
    positions,
    viewDigest,
    log,
  };
}
