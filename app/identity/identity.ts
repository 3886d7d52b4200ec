import { z } from 'zod';
import { BanyanError } from '../errors.ts';
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

/** A node's identity as it is kept, its keys aside. */
export type KeptIdentity = z.infer<typeof stored>;

/** What is kept; undefined when there is nothing, or nothing that can be read. */
export function readIdentity(store: Store): KeptIdentity | undefined {
  const parsed = stored.safeParse(store.readSetting(settingKey));
  return parsed.success ? parsed.data : undefined;
}

/** Keeps an identity for the next start, which takes the incarnation after this one. */
export function writeIdentity(store: Store, kept: KeptIdentity): void {
  store.writeSetting(settingKey, kept);
}

/** An identity as it comes from outside. Throws `bad-input`. */
export function parseIdentity(raw: unknown): KeptIdentity {
  const parsed = stored.safeParse(raw);
  if (parsed.success) return parsed.data;
  throw new BanyanError('bad-input', 'That is no identity of a Banyan node.');
}

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
  #kept: KeptIdentity;

  constructor(store: Store, random: Random, defaults: Appearance, given: Partial<Appearance>) {
    this.#store = store;
    const before = readIdentity(store) ?? { nodeId: randomUuid(random), ...defaults, named: false, incarnation: 0 };
    const named = before.named || given.person !== undefined;
    this.#kept = { ...before, ...shown({ ...before, ...given }), named, incarnation: before.incarnation + 1 };
    writeIdentity(store, this.#kept);
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
    writeIdentity(this.#store, this.#kept);
  }
}

/** Names as others show them: what one calls oneself must be the same everywhere, since the digest of a view covers it. */
const shown = ({ person, machine }: Appearance): Pick<Appearance, 'person' | 'machine'> => ({
  person: shownName(person),
  machine: shownName(machine),
});
