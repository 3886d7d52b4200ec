import { z } from 'zod';
import type { Random } from '../random.ts';
import { shownName } from '../shown-name.ts';
import type { Store } from '../storage/store.ts';
import { randomUuid, type Uuid } from '../wire/uuid.ts';

const settingKey = 'identity';
const stored = z.object({
  nodeId: z.string().regex(/^[0-9a-f-]{36}$/),
  person: z.string(),
  machine: z.string(),
  colour: z.number().int().min(1).max(12),
  named: z.boolean(),
  incarnation: z.number().int().min(0),
});

/** What a person may change about how the node appears to others. */
export interface Appearance {
  person: string;
  machine: string;
  /** 1 to 12. */
  colour: number;
}

/**
 * Who a node is: a UUID made at its first start, names and colour, and the number of the present start. Kept in the
 * store. The incarnation is raised and written before anything is sent, so that no stream number is ever used twice.
 */
export class Identity {
  readonly #store: Store;
  #kept: z.infer<typeof stored>;

  constructor(store: Store, random: Random, defaults: Appearance, given: Partial<Appearance>) {
    this.#store = store;
    const parsed = stored.safeParse(store.readSetting(settingKey));
    const before = parsed.success ? parsed.data : { nodeId: randomUuid(random), ...defaults, named: false, incarnation: 0 };
    const named = before.named || given.person !== undefined;
    this.#kept = { ...before, ...shown({ ...before, ...given }), named, incarnation: before.incarnation + 1 };
    store.writeSetting(settingKey, this.#kept);
  }

  get nodeId(): Uuid {
    return this.#kept.nodeId;
  }

  get person(): string {
    return this.#kept.person;
  }

  get machine(): string {
    return this.#kept.machine;
  }

  get colour(): number {
    return this.#kept.colour;
  }

  /** Whether a person has chosen a name. */
  get named(): boolean {
    return this.#kept.named;
  }

  /** Number of this start, from 1. */
  get incarnation(): number {
    return this.#kept.incarnation;
  }

  change(appearance: Partial<Appearance>): void {
    this.#kept = {
      ...this.#kept,
      ...appearance,
      ...shown({ ...this.#kept, ...appearance }),
      named: this.#kept.named || appearance.person !== undefined,
    };
    this.#store.writeSetting(settingKey, this.#kept);
  }
}

/** Names as others show them: what one calls oneself must be the same everywhere, since the digest of a view covers it. */
const shown = ({ person, machine }: Appearance): Pick<Appearance, 'person' | 'machine'> => ({
  person: shownName(person),
  machine: shownName(machine),
});
