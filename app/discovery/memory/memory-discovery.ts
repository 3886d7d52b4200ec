import type { Announcement, Discovery, Sighting } from '../discovery.ts';

/** A network segment in memory: those who are on it see each other. For tests and the simulator. */
export class MemorySegment {
  readonly #present = new Map<MemoryDiscovery, Announcement>();

  put(who: MemoryDiscovery, announcement: Announcement | undefined): void {
    if (announcement === undefined) this.#present.delete(who);
    else this.#present.set(who, announcement);
    for (const other of this.#present.keys()) if (other !== who) other.notice();
  }

  seenBy(who: MemoryDiscovery): Sighting[] {
    return [...this.#present]
      .filter(([other]) => other !== who)
      .map(([, announcement]) => ({ ...announcement, address: `127.0.0.1:${announcement.port}` }));
  }
}

/** Discovery over a {@link MemorySegment}. */
export class MemoryDiscovery implements Discovery {
  readonly usable = true;
  readonly dropped = 0;
  readonly #segment: MemorySegment;
  readonly #listeners: (() => void)[] = [];

  constructor(segment: MemorySegment) {
    this.#segment = segment;
  }

  start(announcement: Announcement): void {
    this.#segment.put(this, announcement);
    this.notice();
  }

  update(announcement: Announcement): void {
    this.#segment.put(this, announcement);
  }

  seen(): Sighting[] {
    return this.#segment.seenBy(this);
  }

  onChange(listener: () => void): void {
    this.#listeners.push(listener);
  }

  notice(): void {
    for (const listener of this.#listeners) listener();
  }

  async stop(): Promise<void> {
    this.#segment.put(this, undefined);
  }
}
