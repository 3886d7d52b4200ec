import type { NodeParts } from './node-parts.ts';
import type { pairingCommands } from './pairing-commands.ts';
import { codeShown, invitationShown } from './pairing-slice.ts';
import type { CommandHandlers } from './server.ts';

/** What the commands about pairing do at a node. */
export function pairingHandlers({ pairing, cluster, clock }: NodeParts): Pick<CommandHandlers, keyof typeof pairingCommands> {
  return {
    showCode: async ({ role }) => codeShown(await pairing.showCode(role), pairing.addresses, clock),
    hideCode: () => {
      pairing.hideCode();
      return {};
    },
    createInvitation: async (wanted) => invitationShown(await pairing.createInvitation(wanted)),
    listInvitations: () => ({ invitations: pairing.invitations.map(invitationShown) }),
    revokeInvitation: ({ id }) => {
      pairing.revokeInvitation(id);
      return {};
    },
    decidePairing: ({ requestId, accept, role, mayHost }) => {
      pairing.decide(requestId, accept ? { accept, role, mayHost } : { accept });
      return {};
    },
    joinByCode: async ({ code, address }) => {
      cluster.mustBeAlone();
      await pairing.joinByCode(code, address);
      return {};
    },
    joinByLink: async ({ link }) => {
      cluster.mustBeAlone();
      await pairing.joinByLink(link);
      return {};
    },
    cancelPairing: () => {
      pairing.cancelJoining();
      return {};
    },
  };
}
