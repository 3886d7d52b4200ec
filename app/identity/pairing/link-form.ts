import { pairingLimits } from '../../config.ts';

/** What the link of an invitation begins with. */
export const linkStart = 'banyan://join/';

const form = /^banyan:\/\/join\/[\w-]+$/;

/** Whether something from outside has the form of an invitation's link. Whether it is one, shows when it is used. */
export function looksLikeInvitation(raw: unknown): raw is string {
  return typeof raw === 'string' && raw.length <= pairingLimits.linkCharacters && form.test(raw);
}
