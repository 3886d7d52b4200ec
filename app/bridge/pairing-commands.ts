import { z } from 'zod';
import { limits, pairingLimits } from '../config.ts';
import { invitationView, roleView, shownCodeView } from './pairing-views.ts';
import { id } from './plain-views.ts';

const nothing = z.object({});
const command = <Input extends z.ZodType, Output extends z.ZodType>(input: Input, output: Output) => ({ input, output });

/** What a watcher can ask about coming in and letting in. */
export const pairingCommands = {
  /** Shows a new code, good for two minutes, three tries and one success. Fails with `not-joined`, `not-allowed`. */
  showCode: command(z.object({ role: roleView.default('editor') }), shownCodeView),
  hideCode: command(nothing, nothing),
  /** Makes an invitation. Fails with `not-joined`, `not-allowed`, `queue-full`. */
  createInvitation: command(
    z.object({
      role: roleView.default('editor'),
      /** How often it may be used. */
      uses: z.number().int().min(1).max(pairingLimits.uses).default(1),
      minutes: z.number().min(1).max(pairingLimits.minutes).default(60),
      /** Whether a person here is asked each time. */
      asks: z.boolean().default(true),
    }),
    invitationView,
  ),
  listInvitations: command(nothing, z.object({ invitations: z.array(invitationView) })),
  /** Takes an invitation back. Fails with `not-found`. */
  revokeInvitation: command(z.object({ id }), nothing),
  /** The person's answer to somebody who waits in the `pairing` slice. Fails with `not-found`. */
  decidePairing: command(
    z.object({
      requestId: z.string().max(64),
      accept: z.boolean(),
      role: roleView.default('editor'),
      /** May carry others: become a relay, and root if the root goes. Never true of a viewer. */
      mayHost: z.boolean().default(false),
    }),
    nothing,
  ),
  /**
   * Comes in by a code that somebody read out. Resolves when a person there is asked, or when it is done; what comes then
   * shows in the `pairing` and `cluster` slices. `address`: `host:port` of the pairing port, where nobody is seen near.
   * Fails with `bad-input`, `wrong-code`, `imposter`, `not-found`, `no-cluster-found`, `timed-out`, `already-joined`.
   */
  joinByCode: command(
    z.object({ code: z.string().max(64), address: z.string().max(limits.addressCharacters).optional() }),
    nothing,
  ),
  /** Comes in by an invitation. Resolves and fails as `joinByCode`; `refused` when a person there said no. */
  joinByLink: command(z.object({ link: z.string().max(pairingLimits.linkCharacters) }), nothing),
  /** Gives up coming in, and forgets how the last try ended. */
  cancelPairing: command(nothing, nothing),
} as const;
