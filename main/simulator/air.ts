import type { Announcement, Clock, Discovery, Sighting } from '../../app/index.ts';

/** How long an announcement takes. */
const delayMs = 20;
/** A machine that fell silent is still seen for so long. */
const forgetAfterMs = 150_000;

interface Heard {
  announcement: Announcement;
  station: string;
  host: string;
  /** When its node went without a goodbye; undefined while it speaks. */
  silentSince: number | undefined;
}

export interface AirParts {
  time: Clock;
  /** Whether what one node announces reaches another. */
  reaches: (from: string, to: string) => boolean;
}

/** Multicast in memory: nodes that reach each other see each other's announcements, and those of who crashed lately. */
export class Air {
  readonly #parts: AirParts;
  readonly #heard = new Map<string, Heard>();
  readonly #listeners = new Map<string, (() => void)[]>();
  #telling = false;

  constructor(parts: AirParts) {
    this.#parts = parts;
  }

  /** The discovery of one process on the machine of this name, whose address is `host`. */
  discovery(station: string, host: string): Discovery {
    let ownId: string | undefined;
    const put = (announcement: Announcement): void => {
      ownId = announcement.nodeId;
      this.#heard.set(ownId, { announcement, station, host, silentSince: undefined });
      this.changed();
    };
    return {
      usable: true,
      dropped: 0,
      start: put,
      update: (announcement) => {
        // What is not started is not announced.
        if (ownId !== undefined) put(announcement);
      },
      seen: () => this.#seenBy(station, ownId),
      onChange: (listener) => void this.#listeners.set(station, [...(this.#listeners.get(station) ?? []), listener]),
      stop: async () => {
        if (ownId !== undefined) this.#heard.delete(ownId);
        this.#listeners.delete(station);
        this.changed();
      },
    };
  }

  /** The process of a machine has gone without a word. */
  silence(station: string): void {
    this.#listeners.delete(station);
    for (const heard of this.#heard.values()) if (heard.station === station) heard.silentSince ??= this.#parts.time.monotonic();
  }

  /** Who sees whom has changed: everybody is told in a moment. */
  changed(): void {
    if (this.#telling) return;
    this.#telling = true;
    this.#parts.time.after(delayMs, () => {
      this.#telling = false;
      for (const listener of [...this.#listeners.values()].flat()) listener();
    });
  }

  #seenBy(station: string, ownId: string | undefined): Sighting[] {
    const now = this.#parts.time.monotonic();
    const seen: Sighting[] = [];
    for (const [nodeId, heard] of this.#heard) {
      if (nodeId === ownId) continue;
      if (heard.silentSince !== undefined && now - heard.silentSince > forgetAfterMs) this.#heard.delete(nodeId);
      else if (this.#parts.reaches(heard.station, station))
        seen.push({ ...heard.announcement, address: `${heard.host}:${heard.announcement.port}` });
    }
    return seen;
  }
}

/** The discovery of a network without multicast, or of one with ten thousand nodes: it sees nobody. */
export function blindDiscovery(): Discovery {
  return { usable: false, dropped: 0, start() {}, update() {}, seen: () => [], onChange() {}, stop: async () => {} };
}
