import type { NodeParts } from './bridge/node-parts.ts';
import type { SliceFeed } from './bridge/slice-feed.ts';
import type { ClusterEvent } from './bridge/views.ts';
import { differences, type Member } from './cluster/membership.ts';
import type { Announcement } from './discovery/discovery.ts';
import { documentOfChannel } from './documents/exchange.ts';
import type { DocumentSync } from './documents/sync.ts';
import type { Log } from './log.ts';
import { portOf } from './endpoint/address.ts';
import { protocolVersion } from './wire/frame.ts';
import type { Uuid } from './wire/uuid.ts';

export interface Wiring {
  parts: NodeParts;
  sync: DocumentSync;
  feed: SliceFeed;
  /** Called when this node has come into step with its parent. */
  onInStep: () => void;
  log: Log;
}

/** Tells the parts of a node what concerns them of each other: they don't know one another. */
export function wireParts({ parts, sync, feed, onInStep, log }: Wiring): void {
  const { cluster, clock, discovery, exchange, happenings, identity, library, presence, rates, receipts, traces } = parts;
  const tell = (kind: ClusterEvent['kind'], nodeId: Uuid | null, sentence: string): void =>
    happenings.add({ at: clock.now(), kind, nodeId, sentence });
  const compareEverything = (): void => {
    sync.everything().then(
      () => {
        onInStep();
        receipts.synced();
        presence.repeat();
        feed.mark('cluster', 'documents');
      },
      (thrown: unknown) => {
        log.warn('comparing documents with the parent failed', { reason: String(thrown) });
        if (cluster.standing.phase === 'member') sync.soon(undefined);
      },
    );
  };

  let phase = cluster.standing.phase;
  cluster.listen({
    onStanding: (standing) => {
      const { belonging } = cluster;
      if (belonging !== undefined && library.clusterCatalogueId !== belonging.clusterId) library.useCluster(belonging.clusterId);
      if (standing.phase === 'searching' && phase === 'member')
        tell(
          'lost',
          cluster.belonging?.rootId ?? null,
          `Lost touch with ${belonging?.name}. ${standing.reason} What is written here is kept.`,
        );
      if (standing.phase === 'root' && phase !== 'root')
        tell('started', identity.nodeId, `${identity.machine} carries ${belonging?.name}.`);
      if (standing.phase === 'asking' && phase !== 'asking')
        tell('asked', identity.nodeId, `Asked ${standing.name} to be let in.`);
      phase = standing.phase;
      updateAnnouncement();
      feed.mark('cluster', 'tree', 'people', 'documents', 'near');
    },
    onView: (before, after) => {
      const { joined, came, went } = differences(before, after);
      const own = (member: Member): boolean => member.nodeId === identity.nodeId;
      for (const member of joined)
        if (!own(member) && before !== undefined) tell('joined', member.nodeId, `${nameOf(member)} joined.`);
      for (const member of came)
        tell(
          own(member) ? 'joined' : 'back',
          member.nodeId,
          `${nameOf(member)} ${own(member) ? `is in ${after.clusterName}` : 'is back'}.`,
        );
      for (const member of went) {
        presence.removeNode(member.nodeId);
        receipts.forget(member.nodeId);
        rates.forget(member.nodeId);
        if (!own(member) && phase !== 'searching') tell('left', member.nodeId, `${nameOf(member)} went.`);
      }
      if (joined.length + came.length > 0) {
        receipts.synced();
        presence.repeat();
      }
      updateAnnouncement();
      feed.mark('cluster', 'tree', 'people', 'documents', 'near');
    },
    onRequests: () => feed.mark('requests'),
    onAttached: () => {
      tell('joined', identity.nodeId, `In ${cluster.belonging?.name}.`);
      compareEverything();
    },
    onLost: (ranges) => {
      for (const { channel } of ranges) {
        const document = documentOfChannel(channel);
        if (document !== undefined) sync.soon(document);
      }
    },
    onSnail: () => feed.mark('tree', 'cluster'),
    onRefused: (error) => tell('refused', null, error.message),
    onLeft: () => {
      sync.stop();
      void library.leaveCluster();
    },
  });

  exchange.onChange(({ document }) =>
    feed.mark('documents', ...(document === library.clusterCatalogueId ? (['near'] as const) : [])),
  );
  exchange.onStored((position) => receipts.stored(position));
  presence.onChange(() => feed.mark('people', 'documents'));
  receipts.onConfirmation((confirmation) => {
    const roundTrip =
      rates.of(confirmation.nodeId)?.roundTripMs ?? cluster.childRoundTripMs(confirmation.nodeId) ?? cluster.roundTripMs ?? 0;
    traces.confirmed(confirmation, roundTrip);
    feed.mark('documents');
  });
  rates.onMeasured(() => feed.mark('tree', 'cluster'));
  discovery.onChange(() => feed.mark('near'));

  /** What is announced, as text, so that nothing is sent when nothing changed. */
  let announced = '';
  function updateAnnouncement(): void {
    const announcement = announce(parts);
    const text = JSON.stringify(announcement);
    if (text === announced) return;
    announced = text;
    discovery.update(announcement);
  }
}

/** What this node tells the network about itself. */
export function announce({ identity, cluster, facts }: NodeParts): Announcement {
  const { belonging, view, standing } = cluster;
  const present = [...(view?.members.values() ?? [])].filter((member) => member.present);
  return {
    nodeId: identity.nodeId,
    person: identity.person,
    machine: identity.machine,
    colour: identity.colour,
    headless: facts.headless,
    protocol: protocolVersion,
    port: portOf(facts.address),
    cluster:
      belonging === undefined
        ? undefined
        : {
            id: belonging.clusterId,
            name: belonging.name,
            role: standing.phase === 'root' ? 'root' : 'member',
            machines: Math.max(1, present.length),
            people: present.filter((member) => !member.headless).map((member) => member.person),
          },
  };
}

function nameOf(member: Member): string {
  return member.headless ? member.machine : member.person;
}
