import { telemetryDefaults } from '../config.ts';
import type { Member } from '../cluster/view/member.ts';
import { shownAddress } from '../cluster/reach.ts';
import type { View } from '../cluster/view/view.ts';
import { documentChannel } from '../endpoint/document-channel.ts';
import { fingerprintOf } from '../identity/fingerprint.ts';
import { protocolVersion } from '../wire/frame.ts';
import type { Uuid } from '../wire/uuid.ts';
import { Doubts, namedMembers } from './doubts.ts';
import { nearDoubts } from './near-doubts.ts';
import { fingerprintShown } from './fingerprint-shown.ts';
import type { NodeParts } from './node-parts.ts';
import { pairingSlice } from './pairing-slice.ts';
import type { PersonView, SliceName, Slices, TreeNodeView } from './views.ts';

/** Machines drawn for a cluster on the horizon. */
const mostDrawn = 24;

/** Builds each slice of a node's state out of its parts. */
export const buildSlice: { [Name in SliceName]: (parts: NodeParts) => Slices[Name] } = {
  self: ({ identity, facts, fingerprint, cluster }) => ({
    nodeId: identity.nodeId,
    person: identity.person,
    machine: identity.machine,
    colour: identity.colour,
    named: identity.named,
    headless: facts.headless,
    autoAccept: facts.autoAccept,
    address: facts.address,
    version: facts.version,
    protocol: protocolVersion,
    fingerprint: fingerprintShown(fingerprint),
    role: cluster.membership.member(identity.nodeId)?.role ?? null,
    dataFolder: facts.dataFolder,
    atRest: facts.atRest,
    startedAt: facts.startedAt,
  }),

  cluster: ({ cluster, facts, identity }) => {
    const { standing, belonging } = cluster;
    if (standing.phase === 'alone' || standing.phase === 'asking') return standing;
    const known = { since: standing.since, id: belonging!.clusterId, name: belonging!.name, term: belonging!.term };
    if (standing.phase === 'root') return { phase: 'root', ...known, rootId: identity.nodeId };
    if (standing.phase === 'member') {
      const { reign, rooted } = cluster.place;
      return { phase: 'member', ...known, term: reign.term, rootId: reign.rootId, parentId: standing.parentId, rooted };
    }
    return { phase: 'searching', ...known, waiting: facts.waitingEdits(), reason: standing.reason };
  },

  near: ({ discovery, cluster }) => {
    const sightings = discovery.seen();
    const mine = cluster.belonging?.clusterId;
    const clusters = new Map<Uuid, Slices['near']['clusters'][number]>();
    for (const { cluster: announced, address } of sightings) {
      if (announced === undefined || (clusters.has(announced.id) && announced.role !== 'root')) continue;
      const machines = announced.id === mine ? (cluster.view?.present ?? announced.machines) : announced.machines;
      clusters.set(announced.id, {
        id: announced.id,
        name: announced.name,
        address,
        machines,
        people: announced.people,
        mine: announced.id === mine,
        doubts: [],
        shape: announced.id === mine && cluster.view !== undefined ? shapeOf(cluster.view) : flatShape(machines),
      });
    }
    const { belonging } = cluster;
    const doubts = nearDoubts([...clusters.values()], belonging && { id: belonging.clusterId, name: belonging.name });
    for (const seen of clusters.values()) seen.doubts = doubts.get(seen.id)!;
    return {
      network: discovery.usable ? 'ok' : 'none',
      clusters: [...clusters.values()].toSorted((a, b) => Number(b.mine) - Number(a.mine) || a.name.localeCompare(b.name)),
      singles: sightings
        .filter((sighting) => sighting.cluster === undefined)
        .map(({ nodeId, person, machine, colour, address }) => ({ nodeId, person, machine, colour, address })),
    };
  },

  requests: ({ cluster }) => {
    const doubts = doubtsIn(cluster);
    return cluster.requests.map(({ requestId, introduction, keys, askedAt }) => ({
      requestId,
      nodeId: introduction.nodeId,
      person: introduction.person,
      machine: introduction.machine,
      colour: introduction.colour,
      address: shownAddress(introduction.address),
      fingerprint: fingerprintShown(fingerprintOf(keys)),
      doubts: doubts.about({ ...introduction, person: introduction.headless ? undefined : introduction.person, keys }),
      askedAt,
    }));
  },

  pairing: ({ pairing, clock, cluster }) => pairingSlice(pairing, clock, doubtsIn(cluster)),

  members: ({ cluster, identity }) => {
    const named = namedMembers(cluster);
    const doubts = new Doubts([...named.values()]);
    return cluster.membership.members().map(({ nodeId, signingKey, curveKey, name, role, mayHost, since }) => ({
      ...{ nodeId, name, role, mayHost, since },
      me: nodeId === identity.nodeId,
      fingerprint: fingerprintShown(fingerprintOf({ signing: signingKey, curve: curveKey })),
      doubts: doubts.about(named.get(nodeId)!),
    }));
  },

  tree: (parts) => {
    const { cluster, identity } = parts;
    const { view } = cluster;
    if (view === undefined) return { cluster: null, term: 0, root: identity.nodeId, nodes: [loneNode(parts)] };
    const shown = [...view.members.values()].filter((member) => isShown(parts, member));
    return {
      cluster: view.clusterName,
      term: view.term,
      root: view.rootId,
      nodes: inOrder(view, shown).map((member) => treeNode(parts, view, member)),
    };
  },

  documents: (parts) => {
    const { library, shelf, presence } = parts;
    const present = presence.all();
    return library.list().map((entry) => {
      const changed = shelf.changed(entry.id);
      return {
        id: entry.id,
        name: entry.name,
        kind: entry.kind,
        home: entry.home,
        createdAt: entry.createdAt,
        createdBy: entry.createdBy,
        changedAt: changed?.at ?? entry.createdAt,
        changedBy: changed?.by ?? entry.createdBy,
        openBy: present.filter((person) => person.document === entry.id).map((person) => person.key),
        safeOn: entry.home === 'here' ? 1 : 1 + safeElsewhere(parts, entry.id),
      };
    });
  },

  people: (parts) => {
    const { presence, cluster, identity, facts } = parts;
    const windows = presence
      .all()
      .map((present): PersonView => ({ key: present.key, ...whoIs(parts, present.nodeId), document: present.document ?? null }));
    const withWindow = new Set(windows.map((person) => person.nodeId));
    const others = [...(cluster.view?.members.values() ?? [])]
      .filter((member) => member.present && !member.headless && !withWindow.has(member.nodeId))
      .map((member): PersonView => ({ key: `${member.nodeId}/-`, ...whoIs(parts, member.nodeId), document: null }));
    if (cluster.view === undefined && !facts.headless && !withWindow.has(identity.nodeId)) {
      others.push({ key: `${identity.nodeId}/-`, ...whoIs(parts, identity.nodeId), document: null });
    }
    return [...windows, ...others];
  },

  events: ({ happenings }) => happenings.all(),
};

/** Who might be taken for one of the members there. */
const doubtsIn = (cluster: NodeParts['cluster']): Doubts => new Doubts([...namedMembers(cluster).values()]);

/** Name, colour and so on of whoever is at a node. */
export function whoIs(
  { cluster, identity, facts }: NodeParts,
  nodeId: Uuid,
): Pick<PersonView, 'nodeId' | 'person' | 'machine' | 'colour' | 'me' | 'headless'> {
  const { person, machine, colour } =
    nodeId === identity.nodeId
      ? identity
      : (cluster.view?.members.get(nodeId) ?? { person: 'Somebody', machine: 'a machine', colour: 7 });
  const headless = nodeId === identity.nodeId ? facts.headless : (cluster.view?.members.get(nodeId)?.headless ?? false);
  return { nodeId, person, machine, colour, headless, me: nodeId === identity.nodeId };
}

/** Other machines that hold on disk every edit of a document that is known here. */
function safeElsewhere({ endpoint, receipts, cluster }: NodeParts, document: Uuid): number {
  const channel = documentChannel(document);
  const points = endpoint.streams.of(channel);
  const present = cluster.view?.members;
  return receipts.safeOn(points).filter((nodeId) => present?.get(nodeId)?.present === true).length;
}

function isShown({ clock }: NodeParts, member: Member): boolean {
  return member.present || clock.now() - member.since < telemetryDefaults.goneShownMs;
}

function healthOf(member: Member, silent: boolean): TreeNodeView['health'] {
  if (!member.present) return 'gone';
  if (silent) return 'suspect';
  return member.snail ? 'snail' : 'ok';
}

/** Level by level, those who came first before the others: equal views give equal lists. Who is away comes last. */
function inOrder(view: View, members: readonly Member[]): Member[] {
  const depth = ({ nodeId }: Member): number => view.depthOf(nodeId) ?? Number.MAX_SAFE_INTEGER;
  return [...members].toSorted((a, b) => depth(a) - depth(b) || a.joinedAt - b.joinedAt || (a.nodeId < b.nodeId ? -1 : 1));
}

function treeNode(parts: NodeParts, view: View, member: Member): TreeNodeView {
  const { cluster, identity, rates, facts, endpoint } = parts;
  const me = member.nodeId === identity.nodeId;
  const children = inOrder(
    view,
    view.childrenOf(member.nodeId).map((child) => view.members.get(child)!),
  ).map(({ nodeId }) => nodeId);
  const isRoot = member.nodeId === view.rootId;
  const silent = cluster.silentForMs(member.nodeId) ?? 0;
  const report = me ? rates.of('own') : rates.of(member.nodeId);
  return {
    id: member.nodeId,
    name: member.machine,
    person: member.person,
    colour: member.colour,
    headless: member.headless,
    me,
    parent: isRoot ? null : (member.parentId ?? null),
    children,
    depth: view.depthOf(member.nodeId) ?? 0,
    role: isRoot ? 'root' : children.length > 0 ? 'relay' : 'leaf',
    health: healthOf(me ? { ...member, snail: endpoint.crawling } : member, silent > facts.suspectAfterMs),
    address: shownAddress(member.address),
    since: member.since,
    joinedAt: member.joinedAt,
    roundTripMs: isRoot ? null : (report?.roundTripMs ?? cluster.childRoundTripMs(member.nodeId) ?? null),
    rates: isRoot ? sumOfRates(parts, children) : { down: report?.downPerSecond ?? 0, up: report?.upPerSecond ?? 0 },
  };
}

function sumOfRates({ rates, identity }: NodeParts, children: readonly Uuid[]): { down: number; up: number } {
  const reports = children.map((child) => rates.of(child === identity.nodeId ? 'own' : child));
  return {
    down: Math.max(0, ...reports.map((report) => report?.downPerSecond ?? 0)),
    up: reports.reduce((sum, report) => sum + (report?.upPerSecond ?? 0), 0),
  };
}

/** A node that belongs to nothing: the root of itself. */
function loneNode({ identity, facts }: NodeParts): TreeNodeView {
  return {
    id: identity.nodeId,
    name: identity.machine,
    person: identity.person,
    colour: identity.colour,
    headless: facts.headless,
    me: true,
    parent: null,
    children: [],
    depth: 0,
    role: 'root',
    health: 'ok',
    address: facts.address,
    since: facts.startedAt,
    joinedAt: facts.startedAt,
    roundTripMs: null,
    rates: { down: 0, up: 0 },
  };
}

/** The tree as parent indexes, its upper part where it is large. */
function shapeOf(view: View): number[] {
  const drawn = [...view.reachable().keys()].slice(0, mostDrawn);
  const places = new Map(drawn.map((nodeId, index) => [nodeId, index]));
  return drawn.map((nodeId) => places.get(view.members.get(nodeId)?.parentId ?? '') ?? -1);
}

/** Of somebody else's tree only the size is known. */
function flatShape(machines: number): number[] {
  return Array.from({ length: Math.min(machines, mostDrawn) }, (_, index) => (index === 0 ? -1 : 0));
}
