import type { BridgeChannel } from './bridge/channel.ts';
import type { ClusterEvent } from './bridge/views.ts';
import type { NodeParts } from './bridge/node-parts.ts';
import type { Clock } from './clock.ts';
import type { NetworkProfile, StreamLimits } from './config.ts';
import type { EntryReader } from './cluster/membership-log/entry-reader.ts';
import type { ViewCodec } from './cluster/view/view-codec.ts';
import type { Signatures } from './node-authority.ts';
import type { Discovery } from './discovery/discovery.ts';
import type { Appearance } from './identity/identity.ts';
import type { KeyFile, Sealing } from './identity/key-file.ts';
import type { Log } from './log.ts';
import type { Random } from './random.ts';
import type { Keyslot } from './storage/sealed/keyslot.ts';
import type { Store } from './storage/store.ts';
import type { Transport } from './transport/transport.ts';

/**
 * The keyring of the operating system. `keyring`: it wraps the keys. Otherwise only the rights of the file protect them:
 * `no-keyring`, because there is none; `weak-keyring`, because the one there is keeps its own key in the clear.
 */
export type Keyring = { kind: 'keyring'; sealing: Sealing } | { kind: 'no-keyring' | 'weak-keyring'; sealing?: never };

/** What a person or a script may say about a node at its start. */
export interface NodeSettings {
  /** Where everything the node keeps lies; one node at a time may use it. */
  dataFolder: string;
  /** Shown to others. Default: kept from last time, else {@link defaults}. */
  person?: string;
  machine?: string;
  /** Names to begin with while nobody has chosen any. */
  defaults: Appearance;
  headless: boolean;
  /** The program's version, for people. */
  version: string;
  /** Address to listen on. Default: the chosen interface's, else all. */
  listen?: string;
  /** Control port; absent: last time's if it is free, else any. */
  port?: number;
  /** Join the cluster of this name if it is found within 3 s, else start it. */
  cluster?: string;
  /** `host:port` of a member to ask. */
  join?: string;
  /** An invitation to come in by (`banyan://join/…`), while this node belongs to no cluster. */
  invite?: string;
  /** What carries the messages: ZMTP in TypeScript (the default), or libzmq. They talk to each other. */
  transport?: 'zeromq' | 'zmtp';
  /** Let everyone in who asks, without a person. */
  autoAccept?: boolean;
  /** Most children that this node takes on while there is room elsewhere; 0: it carries nobody if it can be avoided. Default 8. */
  fanOut?: number;
  /** Whether this node would rather carry nobody just now: a laptop on battery. Asked whenever it introduces itself. */
  prefersLeaf?: () => boolean;
  /** How patient the heartbeats are. Default `lan`. */
  network?: NetworkProfile;
  /** Passes everything on and keeps no documents of the cluster. */
  relayOnly?: boolean;
  /**
   * Names or ids of the cluster's documents that this node keeps, with the list of all documents and those that are
   * opened or made at it. Absent: all. What nobody on a branch of the tree keeps does not travel down that branch.
   */
  subscribe?: readonly string[];
  /** Only speak on the interface with this IPv4 address (`BANYAN_INTERFACE`). */
  interfaceAddress?: string;
  /** The passphrase of the data folder, given and found right (`openKeyslot`); needed where one is set. */
  keyslot?: Keyslot;
  /** What the operating system's keyring does for the keys on the disk; absent: nobody asked it. */
  keyring?: Keyring;
  log: Log;
}

/** One running Banyan. */
export interface BanyanNode {
  /**
   * Starts the parts in order; on failure stops what was started. Fails with `data-folder-in-use`,
   * `data-folder-unwritable`, `passphrase-needed`, `store-damaged`, `identity-unreadable`, `port-in-use`,
   * `address-invalid`.
   */
  start(): Promise<void>;
  /**
   * Follows {@link NodeSettings.cluster} and {@link NodeSettings.join}; does nothing without them. Resolves when the
   * question is answered, or a person is being asked. Fails with `already-joined`, `no-cluster-found`, `refused`.
   */
  findCluster(): Promise<void>;
  /** Leaves cleanly, commits what waits and stops the parts in reverse order. Idempotent. */
  stop(): Promise<void>;
  /** Serves one watcher over a channel until it closes. */
  serve(channel: BridgeChannel): void;
  /** Known once started. */
  readonly info: { nodeId: string; machine: string; person: string; address: string };
  /** Told what happens in the cluster: `joined`, `left`, `lost`, … */
  onEvent(listener: (event: ClusterEvent) => void): void;
}

/** Parts that a program may put in the place of the usual ones: for tests and the simulator. */
export interface NodeReplacements {
  clock?: Clock;
  random?: Random;
  transport?: Transport;
  discovery?: Discovery;
  store?: Store;
  /** Default: a file beside the store; where the store was replaced, in that store. */
  keyFile?: KeyFile;
  /** Bounds of the streams; a simulated node remembers less. */
  limits?: StreamLimits;
  /** Where entries of membership logs are checked; nodes of one process that share it check each entry once. */
  entryReader?: EntryReader;
  /** How edits are signed and checked; nodes of one process that share the check may make it once for each signature. */
  signatures?: Partial<Signatures>;
  /** Where views are decoded and applied; nodes of one process that share it share the memory of equal views. */
  viewCodec?: ViewCodec;
  /** Told the parts once they are built: for checkers that look inside. */
  onParts?: (parts: NodeParts) => void;
}
