import type { Uuid } from '../wire/uuid.ts';

/** What a node tells everybody on the network about itself. A hint, never a proof. */
export interface Announcement {
  nodeId: Uuid;
  person: string;
  machine: string;
  /** 1 to 12. */
  colour: number;
  headless: boolean;
  protocol: number;
  port: number;
  /** Where the control socket is and which key it has; absent in announcements of programs that say neither. */
  link?: { port: number; key: Uint8Array } | undefined;
  /** Where a code or an invitation can be used; absent while none is open. */
  pairingPort?: number | undefined;
  cluster: AnnouncedCluster | undefined;
}

export interface AnnouncedCluster {
  id: Uuid;
  name: string;
  role: 'root' | 'member';
  machines: number;
  /** Names of a few people in it. */
  people: string[];
}

/** An announcement of somebody else, with the address it came from. */
export interface Sighting extends Announcement {
  /** `host:port`. */
  address: string;
}

/** Finds other nodes on the network and makes this one findable. Every implementation passes test/contract/discovery.ts. */
export interface Discovery {
  /** Starts announcing and looking. */
  start(announcement: Announcement): void;
  /** Replaces what is announced. */
  update(announcement: Announcement): void;
  /** Everybody seen now, oneself left out. */
  seen(): Sighting[];
  /** Called whenever {@link seen} changed. */
  onChange(listener: () => void): void;
  /** Announcements that were malformed, or more than there is room for: more than a few, and somebody makes them up. */
  readonly dropped: number;
  /** False when there is no network interface to speak on. */
  readonly usable: boolean;
  /** Says goodbye and stops. Idempotent. */
  stop(): Promise<void>;
}
