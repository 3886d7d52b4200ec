import type { Clock, Timer } from '../../clock.ts';
import { joinDefaults } from '../../config.ts';
import type { Random } from '../../random.ts';
import type { Uuid } from '../../wire/uuid.ts';
import type { Belonging } from '../belonging.ts';
import { candidatesOf } from './candidates.ts';
import type { ParentLink } from '../parent-link.ts';
import type { ParentSession } from '../parent-session.ts';
import type { Place } from '../place.ts';
import type { Candidate } from './search.ts';
import type { Subtree } from '../subtree.ts';
import type { View } from '../view/view.ts';

/** Out of reach for so long, nobody else is shown as present any more. */
const shownAloneAfterMs = 1500;

export interface RecoveryParts {
  clock: Clock;
  random: Random;
  selfId: Uuid;
  ownAddress: () => string;
  link: ParentLink;
  subtree: Subtree;
  belonging: () => Belonging | undefined;
  place: () => Place;
  view: () => View | undefined;
  /** Addresses at which discovery sees members of this cluster now, roots first. */
  seenAt: (clusterId: Uuid) => { address: string }[];
  /** Whether a node may carry others, or reign. */
  mayHost: (nodeId: Uuid) => boolean;
  /** How many others hang from this node, or wait to. */
  othersHere: () => number;
  onFound: (session: ParentSession) => void;
  /** Nobody carries this node, and it is not alone: it is the root. */
  onNext: (term: number) => void;
  /** It has been out of reach for a while. */
  onAlone: () => void;
}

/**
 * The way back into the tree: asks those who may carry this node, then those in line for the succession, round after
 * round. Whoever has asked everybody and is not alone is next in line and reigns; whoever is alone goes on looking.
 */
export class Recovery {
  readonly #parts: RecoveryParts;
  #lostId: Uuid | undefined;
  #active = false;
  /** Rounds in which everybody has been asked. */
  #rounds = 0;
  /** Hosts that answered that they have lost the root too. */
  #doubts = 0;
  #retry: Timer | undefined;
  #alone: Timer | undefined;

  constructor(parts: RecoveryParts) {
    this.#parts = parts;
  }

  /** Rounds of the search, this one or the last, in which everybody was asked and nobody offered a place. */
  get rounds(): number {
    return this.#rounds;
  }

  /** Starts looking. `lostId` is the parent that was lost, if there was one; `broken` that only the connection broke. */
  start(lostId: Uuid | undefined, broken: boolean): void {
    this.stop();
    this.#active = true;
    this.#lostId = lostId;
    this.#rounds = 0;
    this.#doubts = 0;
    this.#alone = this.#parts.clock.after(shownAloneAfterMs, this.#parts.onAlone);
    this.#ask(lostId === undefined ? this.#remembered() : this.#bereaved(broken));
  }

  stop(): void {
    this.#active = false;
    this.#retry?.cancel();
    this.#alone?.cancel();
  }

  /** Everybody was asked, or somebody came: who is not alone, or was the root, is the root. */
  reconsider(): void {
    const { belonging, place, othersHere, onNext, mayHost, selfId } = this.#parts;
    const known = belonging();
    if (!this.#active || known === undefined || !mayHost(selfId)) return;
    // A witness is asked only whether somebody else is there; once somebody is, it need not be waited for.
    if (this.#rounds === 0 && !this.#parts.link.onlyWitnesses) return;
    if (othersHere() + this.#doubts > 0 || known.role === 'root') onNext(Math.max(known.term, place().reign.term) + 1);
  }

  #ask(candidates: readonly Candidate[]): void {
    const { link, onFound } = this.#parts;
    const purpose = this.#lostId === undefined ? 'return' : 'orphan';
    link.seek(
      candidates,
      { purpose, lostId: this.#lostId },
      { onFound, onPending: () => {}, onDoubt: () => void this.#doubts++, onExhausted: () => this.#exhausted() },
    );
  }

  #exhausted(): void {
    this.#rounds++;
    this.reconsider();
    if (!this.#active) return;
    const { clock, random } = this.#parts;
    const pauses = joinDefaults.retryMs;
    const pause = pauses[Math.min(this.#rounds - 1, pauses.length - 1)]!;
    // Some more or less, so that two who look for each other don't miss each other for ever.
    this.#retry = clock.after(pause / 2 + random.integer(pause), () => {
      const all = [...this.#remembered(), ...this.#bereaved(true)];
      this.#ask([...new Map(all.map((candidate) => [candidate.address, candidate])).values()]);
    });
  }

  #bereaved(broken: boolean): Candidate[] {
    const { selfId, subtree, place, mayHost } = this.#parts;
    const view = this.#parts.view();
    if (view === undefined) return [];
    const { path } = place();
    const lostAddress = path[0] === undefined ? '' : (view.members.get(path[0])?.address ?? '');
    const accompanied = this.#parts.othersHere() > 0;
    const isBelow = (nodeId: Uuid): boolean => subtree.has(nodeId);
    return candidatesOf({ selfId, view, path, lostAddress, broken, accompanied, mayHost, isBelow });
  }

  /** Where others of the cluster are seen now, and where they were. */
  #remembered(): Candidate[] {
    const { belonging, seenAt, ownAddress } = this.#parts;
    const known = belonging();
    if (known === undefined) return [];
    const addresses = [...seenAt(known.clusterId).map(({ address }) => address), known.rootAddress, ...known.peers];
    const own = ownAddress();
    return [...new Set(addresses)]
      .filter((address) => address !== '' && address !== own)
      .map((address) => ({ address, nodeId: undefined, witness: false }));
  }
}
