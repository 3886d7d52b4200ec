import type { Clock } from '../clock.ts';
import type { Cluster } from '../cluster/cluster.ts';
import type { Discovery } from '../discovery/discovery.ts';
import type { DocumentExchange } from '../documents/exchange.ts';
import type { DocumentLibrary } from '../documents/library.ts';
import type { Presence } from '../documents/presence.ts';
import type { DocumentShelf } from '../documents/shelf.ts';
import type { Subscriptions } from '../documents/subscriptions.ts';
import type { Endpoint } from '../endpoint/endpoint.ts';
import type { Fingerprint } from '../identity/fingerprint.ts';
import type { Identity } from '../identity/identity.ts';
import type { Pairing } from '../identity/pairing/pairing.ts';
import type { Store } from '../storage/store.ts';
import type { Happenings } from '../telemetry/happenings.ts';
import type { LinkRates } from '../telemetry/link-rates.ts';
import type { Receipts } from '../telemetry/receipts.ts';
import type { Traces } from '../telemetry/traces.ts';
import type { AtRestView, ClusterEvent } from './views.ts';

/** The parts of a running node that its watchers see and steer. */
export interface NodeParts {
  identity: Identity;
  /** Of this node's own keys. */
  fingerprint: Fingerprint;
  clock: Clock;
  store: Store;
  shelf: DocumentShelf;
  endpoint: Endpoint;
  cluster: Cluster;
  pairing: Pairing;
  discovery: Discovery;
  library: DocumentLibrary;
  exchange: DocumentExchange;
  subscriptions: Subscriptions;
  presence: Presence;
  receipts: Receipts;
  rates: LinkRates;
  traces: Traces;
  happenings: Happenings<ClusterEvent['kind']>;
  facts: NodeFacts;
}

/** What does not change while a node runs, and a few figures nobody else keeps. */
export interface NodeFacts {
  headless: boolean;
  autoAccept: boolean;
  /** `host:port` for others: the door of this node. */
  address: string;
  /** How other nodes reach this one (`reachText`). */
  reach: string;
  /** Where the control socket is, and its key. */
  link: { port: number; key: Uint8Array };
  version: string;
  dataFolder: string;
  atRest: AtRestView;
  startedAt: number;
  suspectAfterMs: number;
  /** Passes everything on and keeps no documents. */
  relayOnly: boolean;
  /** Own edits since the cluster went out of reach. */
  waitingEdits(): number;
  /** Why the disk does not take what is written, or undefined. */
  storeTrouble(): string | undefined;
}
