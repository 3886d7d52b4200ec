import type { NodeParts } from './bridge/node-parts.ts';
import type { SliceFeed } from './bridge/slice-feed.ts';
import { Notices } from './node-notices.ts';
import type { Announcement } from './discovery/discovery.ts';
import { Announcing } from './node-announcing.ts';
import type { DocumentSync } from './documents/sync.ts';
import type { Log } from './log.ts';
import { portOf } from './endpoint/address.ts';
import { documentOfChannel } from './endpoint/document-channel.ts';
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

/** What comes by comparison within this time is passed on together. */
const compareAfterMs = 10;
/** Of more documents at once the whole list is compared. */
const mostSingly = 32;

/** Tells the parts of a node what concerns them of each other: they don't know one another. */
export function wireParts({ parts, sync, feed, onInStep, log }: Wiring): void {
  const { cluster, clock, discovery, endpoint, exchange, happenings, identity, library } = parts;
  const { pairing, presence, rates, receipts, subscriptions, traces } = parts;
  const notices = new Notices({ cluster, clock, identity, happenings });
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

  const toCompare = new Set<Uuid>();
  /** Those below have not got by the stream what came by comparison; told together what came together. */
  const tellToCompare = (document: Uuid): void => {
    if (toCompare.size === 0)
      clock.after(compareAfterMs, () => {
        cluster.tellToCompare([...toCompare]);
        toCompare.clear();
      });
    toCompare.add(document);
  };
  /** What is not kept here is compared by those below who keep it. The list itself stands for all that it names. */
  const compare = (document: Uuid): void => {
    const isList = document === library.clusterCatalogueId;
    if (isList) sync.soon(undefined);
    else if (exchange.keeps(document)) sync.soon(document);
    if (isList ? subscriptions.restricted : !exchange.keeps(document)) tellToCompare(document);
  };
  /** These are kept from now on: a parent has them, or, where there is none, those below. */
  const begin = (documents: readonly Uuid[]): void => {
    const { phase } = cluster.standing;
    if (phase === 'member') documents.forEach((document) => sync.soon(document));
    else if (documents.length <= mostSingly) documents.forEach(tellToCompare);
    else if (library.clusterCatalogueId !== undefined) tellToCompare(library.clusterCatalogueId);
  };

  cluster.listen({
    onStanding: (standing) => {
      const { belonging } = cluster;
      if (belonging !== undefined && library.clusterCatalogueId !== belonging.clusterId) library.useCluster(belonging.clusterId);
      subscriptions.reign(standing.phase === 'root');
      pairing.belongsTo(belonging?.clusterId);
      notices.standing(standing);
      updateAnnouncement();
      feed.mark('self', 'members', 'cluster', 'tree', 'people', 'documents', 'near');
    },
    onPlace: () => feed.mark('cluster'),
    onView: (before, after, { news }) => {
      notices.view(before, after, news);
      for (const { nodeId } of news.went) {
        presence.removeNode(nodeId);
        receipts.forget(nodeId);
        rates.forget(nodeId);
      }
      if (news.joined.length + news.came.length > 0) {
        receipts.synced();
        presence.repeat();
      }
      updateAnnouncement();
      feed.mark('cluster', 'tree', 'people', 'documents', 'near', 'members', 'requests', 'pairing');
    },
    onRequests: () => feed.mark('requests'),
    onMembers: () => feed.mark('members', 'self', 'requests', 'pairing'),
    onAttached: () => {
      compareEverything();
      if (subscriptions.restricted && library.clusterCatalogueId !== undefined) tellToCompare(library.clusterCatalogueId);
    },
    onCompare: (documents) => documents.forEach(compare),
    onLost: (ranges) => {
      for (const { channel } of ranges) {
        const document = documentOfChannel(channel);
        if (document === undefined) continue;
        if (exchange.keeps(document)) sync.soon(document);
        else tellToCompare(document);
      }
    },
    onSnail: () => feed.mark('tree', 'cluster'),
    onRefused: (error) => notices.tell('refused', null, error.message),
    onSuspicious: (sentence) => notices.suspicious(sentence),
    onLeft: () => {
      sync.stop();
      void library.leaveCluster();
    },
  });
  exchange.onTakenIn(tellToCompare);
  subscriptions.onChange((interest, begun) => {
    endpoint.interest.setOwn(interest);
    begin(begun);
  });
  exchange.onMissed((document) => {
    compare(document);
    // The root has nobody to compare with; those below have what it lacks.
    if (cluster.standing.phase === 'root') tellToCompare(document);
  });
  exchange.onRefused((origin, forged) => {
    const who = cluster.view?.members.get(origin)?.machine ?? 'A machine';
    const sentence = forged
      ? `Something came that ${who} is said to have written, and has not.`
      : `${who} may only read, and tried to write.`;
    log.warn(sentence);
    notices.suspicious(sentence);
  });

  exchange.onChange(({ document }) =>
    feed.mark('documents', ...(document === library.clusterCatalogueId ? (['near'] as const) : [])),
  );
  exchange.onApplied((position) => receipts.applied(position));
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
  pairing.onChange(() => {
    updateAnnouncement();
    feed.mark('pairing');
  });
  pairing.onTurnedAway((sentence) => notices.suspicious(sentence));

  const announcing = new Announcing(clock, discovery);
  const updateAnnouncement = (): void => announcing.update(announce(parts));
}

/** What this node tells the network about itself. */
export function announce({ identity, cluster, facts, pairing }: NodeParts): Announcement {
  const { belonging, view, standing } = cluster;
  return {
    nodeId: identity.nodeId,
    person: identity.person,
    machine: identity.machine,
    colour: identity.colour,
    headless: facts.headless,
    protocol: protocolVersion,
    port: portOf(facts.address),
    link: facts.link,
    ...(pairing.port !== 0 && { pairingPort: pairing.port }),
    cluster:
      belonging === undefined
        ? undefined
        : {
            id: belonging.clusterId,
            name: belonging.name,
            role: standing.phase === 'root' ? 'root' : 'member',
            machines: Math.max(1, view?.present ?? 1),
            people: [...(view?.people ?? [])],
          },
  };
}
