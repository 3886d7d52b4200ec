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
  members: 10_000,
  documents: 100_000,
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
} as const;

/** When a link counts as alive. */
export interface HeartbeatTiming {
  intervalMs: number;
  /** Silence after which a peer is suspected. */
  suspectAfterMs: number;
  /** Silence after which a peer counts as lost. */
  lostAfterMs: number;
}

/** Timing for a wired or good wireless network. */
export function lanHeartbeats(intervalMs = 250): HeartbeatTiming {
  return { intervalMs, suspectAfterMs: 3 * intervalMs, lostAfterMs: 6 * intervalMs };
}

/** How documents are kept. */
export const documentDefaults = {
  commit: { gatherMs: 4, retryMs: 1000 },
  shelf: { compactAfterFragments: 1000, openDocuments: 256 },
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
  /** The same while coming back, where there may be several addresses to try. */
  returnTimeoutMs: 1500,
  /** Pauses between rounds of tries while coming back, growing from the first to the last. */
  retryMs: [100, 250, 500, 1000, 2000],
  /** `--cluster NAME`: how long discovery may take before the cluster is started here. */
  findMs: 3000,
  maxRedirects: 4,
} as const;

/** What is measured and shown. */
export const telemetryDefaults = {
  rateIntervalMs: 1000,
  /** Receipts go out at once, but not more often than this. */
  receiptIntervalMs: 100,
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
} as const;
