import type { Clock, Timer } from './clock.ts';
import type { Announcement, Discovery } from './discovery/discovery.ts';

/** How often an announcement is made anew because figures changed; what matters for finding each other goes at once. */
const figuresAfterMs = { root: 3000, member: 30_000 } as const;

/**
 * Keeps the announcement of a node up to date, seldom enough: it is heard and parsed by every machine on the network,
 * so if each join made every member announce itself anew, a network would be busy with nothing else.
 */
export class Announcing {
  readonly #clock: Clock;
  readonly #discovery: Discovery;
  #announced: Announcement | undefined;
  #newest: Announcement | undefined;
  #timer: Timer | undefined;

  constructor(clock: Clock, discovery: Discovery) {
    this.#clock = clock;
    this.#discovery = discovery;
  }

  /** What is true now; announced at once, or soon where only figures changed. */
  update(announcement: Announcement): void {
    this.#newest = announcement;
    if (textOf(announcement) === textOf(this.#announced)) return;
    if (essenceOf(announcement) !== essenceOf(this.#announced)) return this.#announce();
    const pause = figuresAfterMs[announcement.cluster?.role ?? 'root'];
    this.#timer ??= this.#clock.after(pause, () => this.#announce());
  }

  #announce(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    if (this.#newest === undefined || textOf(this.#newest) === textOf(this.#announced)) return;
    this.#announced = this.#newest;
    this.#discovery.update(this.#newest);
  }
}

const textOf = (announcement: Announcement | undefined): string => JSON.stringify(announcement ?? null);

/** All but the figures. */
function essenceOf(announcement: Announcement | undefined): string {
  if (announcement?.cluster === undefined) return textOf(announcement);
  return textOf({ ...announcement, cluster: { ...announcement.cluster, machines: 0, people: [] } });
}
