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
    const announced = this.#announced;
    if (announced === undefined || !sameEssence(announcement, announced)) return this.#announce();
    if (this.#timer !== undefined || sameFigures(announcement, announced)) return;
    const pause = figuresAfterMs[announcement.cluster?.role ?? 'root'];
    this.#timer = this.#clock.after(pause, () => this.#announce());
  }

  #announce(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    const [newest, announced] = [this.#newest, this.#announced];
    if (newest === undefined) return;
    if (announced !== undefined && sameEssence(newest, announced) && sameFigures(newest, announced)) return;
    this.#announced = newest;
    this.#discovery.update(newest);
  }
}

/** Whether all but the figures is the same. Compared field by field: this is asked at every change of the view. */
function sameEssence(one: Announcement, other: Announcement): boolean {
  return (
    one.nodeId === other.nodeId &&
    one.person === other.person &&
    one.machine === other.machine &&
    one.colour === other.colour &&
    one.headless === other.headless &&
    one.protocol === other.protocol &&
    one.port === other.port &&
    one.pairingPort === other.pairingPort &&
    one.link?.port === other.link?.port &&
    Buffer.compare(one.link?.key ?? noKey, other.link?.key ?? noKey) === 0 &&
    one.cluster?.id === other.cluster?.id &&
    one.cluster?.name === other.cluster?.name &&
    one.cluster?.role === other.cluster?.role
  );
}

const noKey = new Uint8Array();

function sameFigures({ cluster: one }: Announcement, { cluster: other }: Announcement): boolean {
  return one?.machines === other?.machines && one?.people.join('\n') === other?.people.join('\n');
}
