import { z } from 'zod';
import { pairingView } from './pairing-views.ts';
import { bytes, colour, fingerprintView, id } from './plain-views.ts';

export * from './pairing-views.ts';
export * from './plain-views.ts';

/** Milliseconds since 1970-01-01 UTC. */
const time = z.number();

/** The kinds a document may have. Only `text` can be made so far. */
export const documentKind = z.enum(['text', 'sheet', 'canvas']);

/** How what lies on the disk is protected. */
export const atRestView = z.object({
  /** Whether documents and keys are encrypted under a passphrase. */
  passphrase: z.boolean(),
  /**
   * Where the keys are: in the system's keyring, or in a file that only its owner may read, because nobody asked a keyring
   * (`file`), there is none, or the one there is keeps its own key in the clear.
   */
  keys: z.enum(['keyring', 'file', 'no-keyring', 'weak-keyring']),
});
export type AtRestView = z.infer<typeof atRestView>;

/** The node itself: who and where. */
export const selfView = z.object({
  nodeId: id,
  person: z.string(),
  machine: z.string(),
  colour,
  /** False until a person has chosen a name: the first run. */
  named: z.boolean(),
  headless: z.boolean(),
  autoAccept: z.boolean(),
  /** `host:port` under which others can ask to join. */
  address: z.string(),
  version: z.string(),
  protocol: z.number(),
  fingerprint: fingerprintView,
  /** What this machine may do in its cluster; null in none, where it may do everything. */
  role: z.enum(['viewer', 'editor', 'admin']).nullable(),
  dataFolder: z.string(),
  atRest: atRestView,
  startedAt: time,
});
export type SelfView = z.infer<typeof selfView>;

/** Where the node stands towards a cluster. */
export const clusterView = z.discriminatedUnion('phase', [
  /** Member of nothing; everything works here. */
  z.object({ phase: z.literal('alone'), since: time }),
  /** Asked to join, nobody has decided yet. */
  z.object({ phase: z.literal('asking'), since: time, name: z.string(), address: z.string() }),
  /** Root of its cluster. */
  z.object({ phase: z.literal('root'), since: time, id, name: z.string(), term: z.number(), rootId: id }),
  /** Attached to a parent. */
  z.object({
    phase: z.literal('member'),
    since: time,
    id,
    name: z.string(),
    term: z.number(),
    rootId: id,
    parentId: id,
    /** Whether the way from the parent to the root stands; false while somebody above looks for another parent. */
    rooted: z.boolean(),
  }),
  /** Belongs to a cluster, but its parent is out of reach; looking for it. */
  z.object({
    phase: z.literal('searching'),
    since: time,
    id,
    name: z.string(),
    term: z.number(),
    /** Own edits that no other machine has yet. */
    waiting: z.number(),
    /** Why the last try failed, in one sentence, or empty. */
    reason: z.string(),
  }),
]);
export type ClusterView = z.infer<typeof clusterView>;

/** What discovery sees now. */
export const nearView = z.object({
  /** `none`: no usable network interface; everything keeps working here. */
  network: z.enum(['ok', 'none']),
  clusters: z.array(
    z.object({
      id,
      name: z.string(),
      address: z.string(),
      machines: z.number(),
      /** Names of a few people in it, for the caption. */
      people: z.array(z.string()),
      mine: z.boolean(),
      /** What to be careful about with it, one sentence each: its name may be taken for that of another one. */
      doubts: z.array(z.string()),
      /** The tree's shape for the drawing: for each node the index of its parent, root first with -1. */
      shape: z.array(z.number()),
    }),
  ),
  /** Machines that belong to no cluster. */
  singles: z.array(z.object({ nodeId: id, person: z.string(), machine: z.string(), colour, address: z.string() })),
});
export type NearView = z.infer<typeof nearView>;

/** Somebody asks to be let in. */
export const joinRequestView = z.object({
  requestId: z.string(),
  nodeId: id,
  person: z.string(),
  machine: z.string(),
  colour,
  address: z.string(),
  askedAt: time,
  /** Of its keys: what the person there sees too. */
  fingerprint: fingerprintView,
  /** What to be careful about, one sentence each: that a name looks like that of a member with other keys. */
  doubts: z.array(z.string()),
});
export type JoinRequestView = z.infer<typeof joinRequestView>;

/** Messages per second over one link. */
export const linkRates = z.object({ down: z.number(), up: z.number() });

/** Who belongs to the cluster, by its membership log; none outside of one. */
export const memberView = z.object({
  nodeId: id,
  /** What the machine was called when it was let in. */
  name: z.string(),
  role: z.enum(['viewer', 'editor', 'admin']),
  /** It may become root or relay. */
  mayHost: z.boolean(),
  since: time,
  me: z.boolean(),
  fingerprint: fingerprintView,
  /** What to be careful about, one sentence each: that a name looks like that of a member with other keys. */
  doubts: z.array(z.string()),
});
export type MemberView = z.infer<typeof memberView>;

export const treeNodeView = z.object({
  id,
  /** The machine's name. */
  name: z.string(),
  person: z.string(),
  colour,
  headless: z.boolean(),
  me: z.boolean(),
  parent: id.nullable(),
  children: z.array(id),
  depth: z.number(),
  role: z.enum(['root', 'relay', 'leaf']),
  health: z.enum(['ok', 'suspect', 'snail', 'gone']),
  address: z.string(),
  /** When its health became what it is. */
  since: time,
  joinedAt: time,
  /** Round trip to its parent in milliseconds; null while unmeasured, and at the root. */
  roundTripMs: z.number().nullable(),
  /** Messages per second on the edge to its parent; for the root the sums over its children. */
  rates: linkRates,
});
export type TreeNodeView = z.infer<typeof treeNodeView>;

/** The live tree. Alone: one node, the root of nothing but itself, `cluster` null. Those that went are shown for 60 s. */
export const treeView = z.object({
  cluster: z.string().nullable(),
  term: z.number(),
  root: id,
  nodes: z.array(treeNodeView),
});
export type TreeView = z.infer<typeof treeView>;

export const documentView = z.object({
  id,
  name: z.string(),
  kind: documentKind,
  /** `cluster`: shared with everyone in it. `here`: only on this machine until it is shared. */
  home: z.enum(['cluster', 'here']),
  createdAt: time,
  createdBy: z.string(),
  changedAt: time,
  changedBy: z.string(),
  /** Keys of the people (see `people`) who have it open now. */
  openBy: z.array(z.string()),
  /** Machines that hold every edit known here on disk, this one included. */
  safeOn: z.number(),
});
export type DocumentView = z.infer<typeof documentView>;

/** One person at one window (or one robot at a headless node). */
export const personView = z.object({
  /** Stable while the window lives: node id and window number. */
  key: z.string(),
  nodeId: id,
  person: z.string(),
  machine: z.string(),
  colour,
  me: z.boolean(),
  headless: z.boolean(),
  /** The document in front of them, or null. */
  document: id.nullable(),
});
export type PersonView = z.infer<typeof personView>;

/** Where somebody's caret and selection are: Yjs relative positions, encoded. Equal anchor and head: a caret. */
export const cursorView = z.object({
  key: z.string(),
  nodeId: id,
  person: z.string(),
  colour,
  anchor: bytes,
  head: bytes,
  /** When it last moved. */
  at: time,
});
export type CursorView = z.infer<typeof cursorView>;

/** Something that happened in the cluster, for the timeline and the log. */
export const clusterEvent = z.object({
  at: time,
  kind: z.enum(['started', 'asked', 'joined', 'left', 'lost', 'back', 'promoted', 'parent', 'refused', 'moved', 'counted']),
  nodeId: id.nullable(),
  /** One plain sentence in the past tense. */
  sentence: z.string(),
});
export type ClusterEvent = z.infer<typeof clusterEvent>;

/** One edit's way through the tree: who had it when, measured from the moment this node took it. */
export const traceView = z.object({
  document: id,
  startedAt: time,
  arrivals: z.array(z.object({ nodeId: id, from: id, afterMs: z.number(), safe: z.boolean() })),
  /** Members that have not confirmed yet. */
  waiting: z.array(id),
});
export type TraceView = z.infer<typeof traceView>;

/** The slices of a node's state that a watcher may subscribe to; each is sent whole when it changed. */
export const slices = {
  self: selfView,
  cluster: clusterView,
  near: nearView,
  requests: z.array(joinRequestView),
  pairing: pairingView,
  tree: treeView,
  members: z.array(memberView),
  documents: z.array(documentView),
  people: z.array(personView),
  events: z.array(clusterEvent),
} as const;
export type SliceName = keyof typeof slices;
export type Slice<Name extends SliceName> = z.infer<(typeof slices)[Name]>;
export type Slices = { [Name in SliceName]: Slice<Name> };
