/**
 * Every default and limit of Banyan in one place, units in the names.
 * What a person may change arrives through {@link NodeSettings}; nothing else reads the environment.
 */

/** Bounds on what comes from outside; all are checked before anything is used. */
export const limits = {
  /** Largest frame on any socket. Larger ones are refused and counted. */
  frameBytes: 16 * 1024 * 1024,
  /** Largest payload of one message: with everything around it it still fits into a frame. */
  messageBytes: 16 * 1024 * 1024 - 4096,
  /** Largest single fragment (one edit, one pasted text). */
  fragmentBytes: 8 * 1024 * 1024,
  fragmentsPerCall: 4096,
  /** Longest text of one document, UTF-16 units. */
  textCharacters: 8 * 1024 * 1024,
  /** An encoded caret position. */
  cursorBytes: 256,
  channelNameBytes: 96,
  nameCharacters: 64,
  /** Of a sentence that another machine says. */
  sentenceCharacters: 300,
  /** Of a `host:port`. */
  addressCharacters: 128,
  /** Most children that a node may say it takes on. */
  fanOut: 256,
  /** Hops from a node to the root; nobody hangs deeper. */
  treeDepth: 64,
  /** How far a term may be ahead of the one that is known here; whoever claims more is not believed. */
  termLeap: 1024,
  /** Members named in one report on its way up; more go in several. */
  reportMembers: 256,
  /** Documents that a parent may tell its children to compare at once. */
  documentsPerOrder: 1024,
  members: 10_000,
  /** One entry of the membership log, and of all of them together; whoever would add more is refused. */
  logEntryBytes: 1024,
  logEntries: 32_768,
  /** Entries that one entry may name as the last ones before it. */
  logParents: 16,
  /** Entries that nothing follows, named when two logs are compared; more there are only while many write at once. */
  logHeads: 256,
  documents: 100_000,
  /** Documents that a branch may ask for one by one; more count as everything. */
  interestDocuments: 4096,
  /** Streams whose positions one endpoint tells another when they meet. */
  linkPositions: 10_000,
  /** Streams (writers and their starts) whose positions one comparison of a document may name. */
  streamsPerDocument: 4096,
  /** Waiting join requests; further ones are refused with "ask again later". */
  joinRequests: 32,
} as const;

/** Frames that may wait in front of a control or request socket. */
export const queueLengths = { control: 1024, requests: 256 } as const;

/** Sockets of both links, whichever transport carries them. */
export const socketDefaults = {
  /** Packs, not messages: a pack holds up to {@link StreamLimits.packBytes}. */
  highWaterMark: 256,
  maxFrameBytes: limits.frameBytes,
  sendTimeoutMs: 1000,
} as const;

/** Bounds of an endpoint's streams; every one can be set for an endpoint of its own. */
export interface StreamLimits {
  /** A pack is closed when it has grown to this. */
  packBytes: number;
  /** What may wait for one link; beyond it nothing is taken. */
  queueBytes: number;
  /** What may wait before senders are asked to wait. */
  roomBytes: number;
  /** Memory of what went out lately, for those who missed it. */
  historyBytes: number;
  /** What may be held behind holes until they are filled. */
  heldBytes: number;
  /** Most that one answer to a repair request carries. */
  repairBytes: number;
  repairTimeoutMs: number;
  repair: { retryMs: readonly number[]; batch: number; mostWanted: number; hopelessAfter: number };
  /** How a publisher keeps in step with those who listen. */
  pace: { markBytes: number; windowBytes: number; silentMs: number; slowMs: number };
  snail: { lagMessages: number; lagMs: number; gapsPerSecond: number; pauseMs: readonly number[]; forgiveMs: number };
  /** Asynchronous handlers at work at once. */
  handlerConcurrency: number;
  /** Messages that may wait for handlers before nothing further is read. */
  handlerQueue: number;
}

/** What a {@link StreamLimits} is unless told otherwise. */
export const streamLimits: StreamLimits = {
  packBytes: 64 * 1024,
  queueBytes: 32 * 1024 * 1024,
  roomBytes: 1024 * 1024,
  historyBytes: 32 * 1024 * 1024,
  heldBytes: 16 * 1024 * 1024,
  repairBytes: 1024 * 1024,
  repairTimeoutMs: 5000,
  repair: { retryMs: [50, 200, 800, 2000], batch: 64, mostWanted: 4096, hopelessAfter: 10 },
  pace: { markBytes: 256 * 1024, windowBytes: 4 * 1024 * 1024, silentMs: 500, slowMs: 3000 },
  snail: { lagMessages: 20_000, lagMs: 3000, gapsPerSecond: 200, pauseMs: [0, 1000, 4000, 15_000], forgiveMs: 60_000 },
  handlerConcurrency: 64,
  handlerQueue: 16_384,
};

/** How long an asynchronous handler may take for one message unless it says so itself. */
export const handlerTimeLimitMs = 30_000;

/** What is remembered and told of streams. */
export const streamDefaults = {
  /** Streams remembered for dropping duplicates and noticing holes. */
  maxStreams: 65_536,
  /** Streams that moved this recently are named in heartbeats, so that a lost last message is noticed. */
  digestWindowMs: 10_000,
  /** How often a side that is held up shows that it is not quiet; below any heartbeat. */
  stirMs: 50,
  digestEntries: 256,
  /** Streams of which it is remembered what a peer's heartbeats said, when they name only what moved. */
  toldEntries: 1024,
  /** What a branch wants is told again at most this often. */
  interestGatherMs: 10,
} as const;

/** When a link counts as alive. */
export interface HeartbeatTiming {
  intervalMs: number;
  /** Silence after which a peer is suspected. */
  suspectAfterMs: number;
  /** Silence after which a peer counts as lost. */
  lostAfterMs: number;
}

/** What kind of network the heartbeats are made for. */
export type NetworkProfile = 'local' | 'lan' | 'wifi';

const heartbeatIntervalMs: Record<NetworkProfile, number> = { local: 100, lan: 250, wifi: 500 };

/** Timing for a network: one machine, a wired or good wireless network, or a bad one. */
export function heartbeatsFor(profile: NetworkProfile): HeartbeatTiming {
  const intervalMs = heartbeatIntervalMs[profile];
  return { intervalMs, suspectAfterMs: 3 * intervalMs, lostAfterMs: 5 * intervalMs };
}

/** How documents are kept. */
export const documentDefaults = {
  /** What others wrote is on their disks, so here it may wait for more, and fifty edits a second are four commits. */
  commit: { gatherMs: 4, gatherCopiesMs: 250, retryMs: 1000 },
  shelf: { compactAfterFragments: 1000, openDocuments: 256, summaries: 16_384 },
  /** Documents compared in one sync request. */
  syncBatch: 32,
  syncTimeoutMs: 10_000,
  /** Pause before a sync after a hole, so that one storm of holes makes one sync. */
  syncAfterGapMs: 50,
} as const;

/** Who is where. */
export const presenceDefaults = {
  /** At most this often per window: 30 times a second. */
  minIntervalMs: 1000 / 30,
  repeatMs: 4000,
  expireAfterMs: 12_000,
  maxEntries: 4096,
} as const;

/** How a node finds its way into a cluster. */
export const joinDefaults = {
  /** Until the first answer to a first hello. */
  answerTimeoutMs: 5000,
  /** Pauses between rounds of tries while coming back, growing from the first to the last. */
  retryMs: [100, 250, 500, 1000, 2000],
  /** `--cluster NAME`: how long discovery may take before the cluster is started here. */
  findMs: 3000,
  maxRedirects: 8,
  /** How often a node that has been let in asks for a sign until it hears the stream: growing pauses. */
  probeMs: [5, 10, 20, 40],
} as const;

/** The door of a node, where strangers ask who is there, and how much they may cost on its control socket. */
export const doorDefaults = {
  answers: { burst: 64, perSecond: 32 },
  callers: { most: 128, perAddress: 32, perAddressPerMinute: 600, silentMs: 2000 },
  /** The same for control sockets, where children stay. */
  controlCallers: { most: 1000, perAddress: 512, perAddressPerMinute: 6000, silentMs: 4000 },
  timeoutMs: 4000,
  /** Frames that those say who are not below a host, all together; those beyond it are dropped. */
  strangers: { burst: 512, perSecond: 256 },
  /** Entries of membership logs that strangers bring: each costs a check of its signature. */
  entries: { burst: 512, perSecond: 64 },
  /** Challenges that wait for their hello. */
  challenges: 1024,
} as const;

/** How the membership log is kept and told. */
export const logDefaults = {
  /** What was added is written together after so long; a removal at once. */
  writeAfterMs: 300,
  askAfterMs: 50,
  /** From a removal to the cut: time for the news to go on. */
  expelAfterMs: 100,
  /** Signatures that were found good and are remembered, so that nobody checks them again. */
  remembered: 65_536,
  /** The newest removals that go with an inquiry. */
  removalsTold: 8,
} as const;

/** The shape of the tree and how it mends itself. */
export const treeDefaults = {
  /** Children that a node takes on while there is room elsewhere. */
  fanOut: 8,
  /** Who has lost its parent is taken on up to so many times the fan-out: first mend, then even out. */
  spareFactor: 2,
  /** How long a place that was offered is kept for who asked. */
  offerMs: 5000,
  /** Who asks a node that has no way to the root itself is kept waiting so long, and so many at once. */
  holdMs: 1500,
  held: 64,
  /** Nodes in line for the succession that an orphan asks before it reigns itself. */
  successors: 5,
  /** Places outside of the lost branch that an orphan asks. */
  refuges: 2,
  /** Addresses of members that are remembered over a restart. */
  rememberedPeers: 16,
  /** How long a member may be without a way to the root before it counts as away. */
  adriftMs: 3000,
  /** How often the root looks at its tree: who is adrift, whether it should be evened out. */
  tendMs: 500,
  /** How often the root asks members that are away whether they have a root of their own, and how many at once. */
  seekMs: 1000,
  seekMembers: 2,
  /** A move that was ordered and not seen after so long is given up. */
  moveMs: 3000,
  /** How often the root gives a sign that goes through the whole tree. */
  pulseMs: 2000,
  /** So many of them missing, a parent that is alive passes nothing on. */
  pulsesMissed: 4,
  /** A parent that did not do what it should is not asked again for so long, and so many are remembered. */
  shunMs: 60_000,
  shunned: 64,
  /** How long a node that leaves waits for its children to hang elsewhere. */
  handOverMs: 2000,
} as const;

/** How patient a search for a parent is; follows the heartbeats. */
export interface SearchTiming {
  /** Until a host that was asked has answered. */
  answerMs: number;
  /** Until the next one is asked while the one before thinks. */
  staggerMs: number;
}

export function searchTimingOf({ intervalMs }: HeartbeatTiming): SearchTiming {
  return { answerMs: 2 * intervalMs, staggerMs: Math.round(intervalMs / 2.5) };
}

/** How often views are published: the interval grows with the tree, so that work per second stays bounded. */
export const viewDefaults = { minIntervalMs: 20, perMemberMs: 0.02, askAgainMs: 200 } as const;

/** What is measured and shown. */
export const telemetryDefaults = {
  rateIntervalMs: 1000,
  /** Reports about edges that reach every node per second, from all nodes together. */
  reportsPerSecond: 4,
  /** Receipts go out at once, but not more often than this, and less often the more machines hear them. */
  receiptIntervalMs: 100,
  receiptPerMemberMs: 25,
  /** Above this many members nobody tells of its edge: each of them would keep a stream for each of the others. */
  reportMembers: 256,
  /** Above this many members receipts are not sent to everyone any more: their number grows with the square. */
  receiptMembers: 64,
  /** A traced edit of a document at most this often. */
  traceIntervalMs: 400,
  /** Happenings kept for the timeline. */
  happenings: 300,
  /** Members that went are shown this long. */
  goneShownMs: 60_000,
} as const;

/** How others are found. */
export const discoveryDefaults = {
  serviceType: 'banyan',
  /** The query is repeated with these pauses, the last one for ever. */
  queryMs: [1000, 2000, 4000, 8000, 16_000, 32_000, 60_000],
  /** An announcement that was not heard again for this long is dropped. */
  timeToLiveMs: 150_000,
  maxSeen: 2048,
  /** Of `maxSeen`, how many one address may have. */
  maxPerAddress: 256,
  /** Who is heard again after so long is no passing fancy, and does not make room for others. */
  settledAfterMs: 900,
  /** How many that were not seen before are taken in at once, and for long. */
  newcomers: { burst: 1024, perSecond: 200 },
  /** So many that are dropped within this time are a flood, which is said. */
  flood: { announcements: 200, withinMs: 10_000 },
} as const;

/** Bounds and times of pairing (PROTOCOL.md, rules J1 to J8). */
export const pairingLimits = {
  frameBytes: 2048,
  nonceBytes: 16,
  invitationNameBytes: 8,
  linkCharacters: 2048,
  /** Addresses in an invitation or an outcome. */
  addresses: 8,
  /** A code is gone after so many tries that failed, or after so long. */
  tries: 3,
  codeMs: 120_000,
  /** A person may take so long to decide. */
  decideMs: 120_000,
  /** From the first word of a conversation to the last that machines say without a person. */
  conversationMs: 10_000,
  /** Conversations at once at a host. */
  conversations: 64,
  /** Key agreements that a host takes part in: each takes it 10 ms of computing. */
  agreements: { burst: 20, perSecond: 5 },
  /** Newcomers who wait for a person at once. */
  waiting: 16,
  /** Invitations that are open at once. */
  invitations: 64,
  uses: 1000,
  minutes: 60 * 24 * 30,
  /** Hosts that a newcomer with a code greets, and those of them that it spends its code on. */
  greeted: 32,
  spentOn: 4,
  /** How long hosts have to answer a greeting. */
  greetMs: 3000,
} as const;

/** Who may connect to the pairing port, and how often. */
export const pairingCallers = {
  most: 128,
  perAddress: 8,
  perAddressPerMinute: 60,
  /** Whoever has said nothing by then is cut. */
  silentMs: 5000,
} as const;
