import type { Clock, Timer } from '../../clock.ts';
import { treeDefaults } from '../../config.ts';
import type { Random } from '../../random.ts';
import type { Uuid } from '../../wire/uuid.ts';
import { nextMove } from '../balance.ts';
import type { Inquirer } from '../admission/inquiry.ts';
import type { Member } from '../view/member.ts';
import { compareReigns, type Reign } from '../reign.ts';
import type { Roster } from '../view/roster.ts';
import type { ViewFeed } from '../view/view-feed.ts';
import type { View } from '../view/view.ts';

export interface RegencyParts {
  clock: Clock;
  random: Random;
  feed: ViewFeed;
  inquirer: Inquirer;
  reign: Reign;
  roster: Roster;
  /** Who hangs below this node, by what was reported. */
  below: { size: number; has(nodeId: Uuid): boolean };
  clusterId: Uuid;
  mayHost: (nodeId: Uuid) => boolean;
  /** Sends a node below another one. False when there is no way to it. */
  order: (nodeId: Uuid, address: string) => boolean;
  /** Addresses at which discovery sees other roots of this cluster. */
  otherRoots: () => string[];
  /** There is a root that counts more. */
  onOutranked: (reign: Reign) => void;
}

/** What a root does while it reigns: who is adrift, is the tree even, are there others of this cluster with another root. */
export class Regency {
  readonly #parts: RegencyParts;
  readonly #timers: Timer[];
  /** The move that was ordered last, until it is seen or given up. */
  #move: { nodeId: Uuid; hostId: Uuid; until: number } | undefined;
  /** The view in which there was nothing to even out. */
  #even: View | undefined;

  constructor(parts: RegencyParts) {
    this.#parts = parts;
    const { clock } = parts;
    this.#timers = [clock.every(treeDefaults.tendMs, () => this.#tend()), clock.every(treeDefaults.seekMs, () => this.#seek())];
  }

  get roster(): Roster {
    return this.#parts.roster;
  }

  end(): void {
    for (const timer of this.#timers) timer.cancel();
  }

  /** The view has changed: the next move may be due. */
  viewed(): void {
    const view = this.#parts.feed.view;
    if (this.#move === undefined || view?.members.get(this.#move.nodeId)?.parentId !== this.#move.hostId) return;
    this.#move = undefined;
    this.#evenOut();
  }

  #tend(): void {
    const { roster, feed } = this.#parts;
    roster.sweep(this.#parts.below);
    feed.publishSoon();
    this.#evenOut();
  }

  /** One move at a time, and none while somebody is adrift: what looks uneven then mends itself. */
  #evenOut(): void {
    const { feed, clock, order } = this.#parts;
    const { view } = feed;
    const now = clock.monotonic();
    if (view === undefined || view === this.#even || view.reachable().size !== view.present) return;
    if (this.#move !== undefined && now < this.#move.until) return;
    const move = nextMove(view, this.#parts.mayHost);
    this.#move = undefined;
    if (move === undefined) {
      this.#even = view;
      return;
    }
    const { node, host } = move;
    this.#move = { nodeId: node.nodeId, hostId: host.nodeId, until: now + treeDefaults.moveMs };
    order(node.nodeId, host.address);
  }

  /** Asks a few of those who are away, and other roots that are seen, whether they have a root of their own. */
  #seek(): void {
    const { clusterId, reign, inquirer, otherRoots, onOutranked } = this.#parts;
    for (const address of new Set([...otherRoots().slice(0, treeDefaults.seekMembers), ...this.#someAway()])) {
      void inquirer.ask(address, clusterId, reign).then((other) => {
        if (other !== undefined && other.rootId !== reign.rootId && compareReigns(other, reign) > 0) onOutranked(other);
      });
    }
  }

  #someAway(): string[] {
    const { feed, random } = this.#parts;
    const { view } = feed;
    if (view === undefined || view.present === view.members.size) return [];
    const away: Member[] = [...view.members.values()].filter(({ present, address }) => !present && address !== '');
    const most = Math.min(treeDefaults.seekMembers, away.length);
    return Array.from({ length: most }, () => away.splice(random.integer(away.length), 1)[0]!.address);
  }
}
