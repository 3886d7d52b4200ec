import { z } from 'zod';
import { roles } from '../identity/pairing/roles.ts';
import { colour, fingerprintView, id } from './plain-views.ts';

/** Milliseconds since 1970-01-01 UTC. */
const time = z.number();

/** What a member may do; each may also do what those before it may. */
export const roleView = z.enum(roles);
export type RoleView = z.infer<typeof roleView>;

/** An invitation of this node that is open. */
export const invitationView = z.object({
  id,
  /** `banyan://join/…`; whoever has it can come in. */
  link: z.string(),
  role: roleView,
  /** Whether a person here is asked each time. */
  asks: z.boolean(),
  uses: z.number(),
  used: z.number(),
  createdAt: time,
  expiresAt: time,
});
export type InvitationView = z.infer<typeof invitationView>;

/** The code that this node shows. */
export const shownCodeView = z.object({
  /** Two words and two digits: `amber-otter-47`. */
  code: z.string(),
  role: roleView,
  triesLeft: z.number(),
  endsAt: time,
  open: z.boolean(),
  /** Why it is not open any more, in one sentence; empty while it is, and when somebody has used it. */
  ending: z.string(),
  /** `host:port` for a machine that does not see this one. */
  addresses: z.array(z.string()),
});
export type ShownCodeView = z.infer<typeof shownCodeView>;

/** Somebody who has the code or an invitation, and waits for a person here. */
export const pairingRequestView = z.object({
  requestId: z.string(),
  nodeId: id,
  person: z.string(),
  machine: z.string(),
  colour,
  headless: z.boolean(),
  address: z.string(),
  fingerprint: fingerprintView,
  /** What to be careful about, one sentence each: that a name looks like that of a member with other keys. */
  doubts: z.array(z.string()),
  by: z.enum(['code', 'invitation']),
  /** The code itself; of an invitation the beginning of its id. */
  shownAs: z.string(),
  /** What is proposed. */
  role: roleView,
  askedAt: time,
  /** Whoever has not been answered by then is refused. */
  endsAt: time,
});
export type PairingRequestView = z.infer<typeof pairingRequestView>;

/** How an own attempt to come in stands. */
export const joiningView = z.object({
  phase: z.enum(['looking', 'proving', 'waiting', 'joined', 'failed']),
  by: z.enum(['code', 'invitation']),
  /** Of the code, as its host said; null where nobody counts. */
  triesLeft: z.number().nullable(),
  endsAt: time.nullable(),
  /** Of who answers, once they have proven themselves; empty before. */
  cluster: z.string(),
  person: z.string(),
  machine: z.string(),
  /** Why it failed, in one sentence. */
  failure: z.string(),
});
export type JoiningView = z.infer<typeof joiningView>;

/** Letting others in, and coming in. */
export const pairingView = z.object({
  code: shownCodeView.nullable(),
  invitations: z.array(invitationView),
  requests: z.array(pairingRequestView),
  joining: joiningView.nullable(),
});
export type PairingView = z.infer<typeof pairingView>;
