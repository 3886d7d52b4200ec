/** What the bench tells a process that holds several nodes of a large tree; each command is answered once. */
export type OrchardCommand =
  /** Start nodes, the first of them with a cluster of its own unless it is told where to join. */
  | { do: 'open'; numbers: readonly number[]; folder: string; fanOut: number; join: string | undefined }
  /** Where the nodes stand. */
  | { do: 'standing' }
  /** Make a document at the first of the nodes. */
  | { do: 'create'; name: string }
  /** Open the document at every node, as soon as it is known there. */
  | { do: 'enter'; document: string }
  /** Bare sockets instead of a node: publish what the parent publishes. */
  | { do: 'relay'; number: number; parent: string | undefined }
  /** Write letters at the first node. */
  | { do: 'write'; letters: number; everyMs: number }
  /** Answer when so many letters are at all of the others, or with what is there after so many milliseconds. */
  | { do: 'await'; letters: number; withinMs: number };

/** Where a node stands, by its own tree. */
export interface Standing {
  number: number;
  nodeId: string;
  root: string;
  term: number;
  /** Nodes that it sees present. */
  present: number;
  parent: string | null;
  depth: number;
}

/** What a command is answered with; times are milliseconds of the machine's monotonic clock. */
export interface OrchardAnswers {
  open: { address: string };
  standing: { standings: Standing[] };
  create: { document: string };
  enter: Record<string, never>;
  relay: { publish: string };
  write: { timesMs: number[] };
  /** When each letter came to each node. */
  await: { arrivals: { number: number; timesMs: number[] }[] };
}

/** How a command ended. */
export type OrchardOutcome = { answer: OrchardAnswers[OrchardCommand['do']] } | { failure: string };
