import type { Uuid } from '../../wire/uuid.ts';
import { compareReigns, isPlausibleTerm, type Reign } from '../reign.ts';

export interface EncountersParts {
  /** The reign of the tree this node stands in. */
  reign: () => Reign;
  isRoot: () => boolean;
  /** Whether a node may be a root, as far as is known. */
  mayReign: (nodeId: Uuid) => boolean;
  /** Tells the root, where this node is not it. */
  passUp: (reign: Reign, alive: boolean) => void;
  /** Reigns on with this term. */
  outgrow: (term: number) => void;
  /** Looks for a place below the root at this address. */
  stepDown: (address: string) => void;
  /** Counts this reign as that of the tree from now on. */
  follow: (reign: Reign) => void;
  suspect: (sentence: string) => void;
}

/** What happens when reigns meet: the one that counts less gives way, and what it still sends is refused (PROTOCOL.md, rules E3 to E5). */
export class Encounters {
  readonly #parts: EncountersParts;

  constructor(parts: EncountersParts) {
    this.#parts = parts;
  }

  /**
   * Somebody knows a reign that counts more than this tree's. A root steps down before one that is there (`alive`), and
   * goes beyond the term of one that is only remembered; everybody else tells the root.
   */
  meet(other: Reign, alive: boolean): void {
    const { reign, isRoot, passUp, outgrow, stepDown, suspect } = this.#parts;
    if (!isPlausibleTerm(other.term, reign().term)) return suspect(`Somebody claims term ${other.term}, which can't be.`);
    if (compareReigns(other, reign()) <= 0) return;
    if (!this.#mayReign(other)) return;
    if (!isRoot()) passUp(other, alive);
    else if (!alive) outgrow(other.term + 1);
    else if (other.rootAddress !== '') stepDown(other.rootAddress);
  }

  /** Whether what carries this reign counts here. One that counts more is followed, or by a root stepped down before. */
  accepts(other: Reign): boolean {
    const { reign, isRoot, follow, suspect } = this.#parts;
    const order = compareReigns(other, reign());
    if (order < 0) suspect(`Refused a view of term ${other.term}; this tree is in term ${reign().term}.`);
    if (order <= 0) return order === 0;
    if (!this.#mayReign(other)) return false;
    if (isRoot() || !isPlausibleTerm(other.term, reign().term)) {
      this.meet(other, true);
      return false;
    }
    follow(other);
    return true;
  }

  #mayReign({ rootId, term }: Reign): boolean {
    if (this.#parts.mayReign(rootId)) return true;
    this.#parts.suspect(`Refused the reign of term ${term}: that machine may not carry this cluster.`);
    return false;
  }
}
