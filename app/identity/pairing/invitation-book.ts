import { z } from 'zod';
import type { Clock } from '../../clock.ts';
import { pairingLimits } from '../../config.ts';
import { BanyanError } from '../../errors.ts';
import type { Random } from '../../random.ts';
import type { Store } from '../../storage/store.ts';
import { randomUuid, type Uuid } from '../../wire/uuid.ts';
import { invitationName, secretBytes } from './invitation-link.ts';
import type { OpenSecret } from './open-secret.ts';
import { role, type Role } from './roles.ts';

const settingKey = 'invitations';
const stored = z.array(
  z.object({
    id: z.string().max(36),
    secret: z.string().regex(/^[\w-]{22}$/),
    clusterId: z.string().max(36),
    role,
    asks: z.boolean(),
    uses: z.number().int().min(1),
    used: z.number().int().min(0),
    createdAt: z.number(),
    expiresAt: z.number(),
  }),
);
/** An invitation as its inviter keeps it; times in milliseconds since 1970-01-01 UTC. */
export type KeptInvitation = z.infer<typeof stored>[number];

export interface NewInvitation {
  clusterId: Uuid;
  role: Role;
  asks: boolean;
  uses: number;
  minutes: number;
}

export interface InvitationBookParts {
  store: Store;
  clock: Clock;
  random: Random;
  onChange: () => void;
}

/** The invitations of this node that are open: counted, bounded, revocable, kept over restarts. */
export class InvitationBook {
  readonly #parts: InvitationBookParts;
  #kept: KeptInvitation[];

  constructor(parts: InvitationBookParts) {
    this.#parts = parts;
    const parsed = stored.safeParse(parts.store.readSetting(settingKey));
    this.#kept = parsed.success ? parsed.data.slice(0, pairingLimits.invitations) : [];
  }

  /** Those that somebody can still come in by, the newest first. */
  get open(): KeptInvitation[] {
    const now = this.#parts.clock.now();
    return this.#kept.filter(({ used, uses, expiresAt }) => used < uses && expiresAt > now).toReversed();
  }

  /** Throws `bad-input` out of bounds, `queue-full` when too many are open. */
  create({ clusterId, role: as, asks, uses, minutes }: NewInvitation): KeptInvitation {
    const { clock, random } = this.#parts;
    if (!Number.isInteger(uses) || uses < 1 || uses > pairingLimits.uses)
      throw new BanyanError('bad-input', `An invitation can be used 1 to ${pairingLimits.uses} times.`);
    if (!(minutes > 0 && minutes <= pairingLimits.minutes))
      throw new BanyanError('bad-input', `An invitation is good for 1 to ${pairingLimits.minutes} minutes.`);
    if (this.open.length >= pairingLimits.invitations)
      throw new BanyanError('queue-full', `${pairingLimits.invitations} invitations are open. Take one back first.`);
    const now = clock.now();
    const invitation: KeptInvitation = {
      id: randomUuid(random),
      secret: Buffer.from(random.bytes(secretBytes)).toString('base64url'),
      clusterId,
      role: as,
      asks,
      uses,
      used: 0,
      createdAt: now,
      expiresAt: now + minutes * 60_000,
    };
    const unexpired = this.#kept.filter(({ expiresAt }) => expiresAt > now).slice(-pairingLimits.invitations * 4);
    this.#write([...unexpired, invitation]);
    return invitation;
  }

  /** Throws `not-found`. */
  revoke(id: string): void {
    if (!this.open.some((each) => each.id === id)) throw new BanyanError('not-found', 'That invitation is not open any more.');
    this.#write(this.#kept.filter((each) => each.id !== id));
  }

  /** Takes back those of other clusters than this one. */
  keepOnly(clusterId: Uuid | undefined): void {
    const kept = this.#kept.filter((each) => each.clusterId === clusterId);
    if (kept.length < this.#kept.length) this.#write(kept);
  }

  /** The invitation of this name, if it is open. */
  find(name: Uint8Array): OpenSecret | undefined {
    const found = this.open.find(({ secret }) => Buffer.from(invitationName(secretOf(secret))).equals(name));
    if (found === undefined) return undefined;
    const { id } = found;
    const stillOpen = (): KeptInvitation | undefined => this.open.find((each) => each.id === id);
    return {
      secret: secretOf(found.secret),
      triesLeft: 0,
      leftMs: found.expiresAt - this.#parts.clock.now(),
      role: found.role,
      asks: found.asks,
      shownAs: id.slice(0, 8),
      begin: () => stillOpen() !== undefined,
      proven: () => stillOpen() !== undefined && this.#count(id, 1),
      giveBack: () => void this.#count(id, -1),
    };
  }

  #count(id: string, more: 1 | -1): boolean {
    const counted = this.#kept.map((each) => (each.id === id ? { ...each, used: Math.max(0, each.used + more) } : each));
    this.#write(counted);
    return true;
  }

  #write(kept: KeptInvitation[]): void {
    this.#kept = kept;
    this.#parts.store.writeSetting(settingKey, kept);
    this.#parts.onChange();
  }
}

/** The secret as bytes. */
export const secretOf = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'base64url'));
