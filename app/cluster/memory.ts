import type { Clock, Timer } from '../clock.ts';
import { treeDefaults } from '../config.ts';
import type { Store } from '../storage/store.ts';
import type { Uuid } from '../wire/uuid.ts';
import { readBelonging, writeBelonging, type Belonging } from './belonging.ts';
import type { View } from './view/view.ts';

/** Where others are is written down a while after the view changed, so that a storm of joins is written once. */
const writeAfterMs = 2000;
/** The same while few others are known: whoever comes back after a crash and finds none of them there would be alone. */
const writeFewAfterMs = 200;

/** Remembers over restarts which cluster this node belongs to, and where others can be found. */
export class ClusterMemory {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #selfId: Uuid;
  #belonging: Belonging | undefined;
  #view: View | undefined;
  #timer: Timer | undefined;

  constructor(store: Store, clock: Clock, selfId: Uuid) {
    this.#store = store;
    this.#clock = clock;
    this.#selfId = selfId;
  }

  get belonging(): Belonging | undefined {
    return this.#belonging;
  }

  /** Reads what was remembered when the node stopped. */
  recall(): Belonging | undefined {
    this.#belonging = readBelonging(this.#store);
    return this.#belonging;
  }

  /** Belongs to this cluster, in this way; what is not named stays as it was. */
  belong(change: Omit<Belonging, 'peers'>): void {
    const before = this.#belonging?.clusterId === change.clusterId ? this.#belonging : undefined;
    const next = { ...change, peers: before?.peers ?? [] };
    const same = before !== undefined && Object.entries(change).every(([key, value]) => before[key as keyof Belonging] === value);
    this.#belonging = next;
    if (!same) writeBelonging(this.#store, next);
  }

  /** There is another view; who is in it is written down soon. */
  viewed(view: View): void {
    this.#view = view;
    // Who is not alone any more must know it after a crash as well: it would reign alone.
    const known = this.#belonging?.peers.length ?? 0;
    if (known === 0 && view.members.size > 1) return this.flush();
    const few = known < treeDefaults.rememberedPeers && view.present - 1 > known;
    this.#timer ??= this.#clock.after(few ? writeFewAfterMs : writeAfterMs, () => this.flush());
  }

  /** Writes down now what would be written soon. */
  flush(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    const { view } = { view: this.#view };
    if (view === undefined || this.#belonging === undefined) return;
    this.#belonging = { ...this.#belonging, peers: this.#peersOf(view) };
    writeBelonging(this.#store, this.#belonging);
  }

  forget(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#belonging = undefined;
    this.#view = undefined;
    writeBelonging(this.#store, undefined);
  }

  stop(): void {
    if (this.#timer !== undefined) this.flush();
  }

  /** Those nearest to the root: they are the ones that are most likely to be there, and know the others. */
  #peersOf(view: View): string[] {
    const peers: string[] = [];
    for (const nodeId of view.reachable().keys()) {
      if (nodeId !== this.#selfId) peers.push(view.members.get(nodeId)!.address);
      if (peers.length >= treeDefaults.rememberedPeers) break;
    }
    return peers.length > 0 ? peers : (this.#belonging?.peers ?? []);
  }
}
