import type { NodeParts } from './bridge/node-parts.ts';
import { Allowance } from './allowance.ts';
import { pairingLimits } from './config.ts';
import { BanyanError } from './errors.ts';
import type { NodeKeys } from './identity/keys.ts';
import { Pairing } from './identity/pairing/pairing.ts';
import type { Log } from './log.ts';
import type { Random } from './random.ts';
import { shownName } from './shown-name.ts';
import type { Transport } from './transport/transport.ts';

export interface NodePairingParts {
  node: Pick<NodeParts, 'identity' | 'cluster' | 'discovery' | 'clock' | 'store' | 'facts'>;
  transport: Transport;
  random: Random;
  log: Log;
  keys: NodeKeys;
  listenAt: string;
  /** Addresses of this machine for others. */
  hosts: () => readonly string[];
}

/** Pairing as a whole node does it: whom it lets in becomes a member of its cluster, and where it is let in it joins. */
export function nodePairing({ node, keys, ...rest }: NodePairingParts): Pairing {
  const { identity, cluster, discovery, clock, store, facts } = node;
  const agreements = new Allowance(clock, pairingLimits.agreements);
  return new Pairing({
    ...rest,
    mayAgree: () => agreements.take(),
    keys,
    clock,
    store,
    shown: shownName,
    self: () => {
      const { nodeId, person, machine, colour } = identity;
      return { nodeId, person, machine, colour, headless: facts.headless, address: facts.address };
    },
    cluster: () => {
      const { belonging } = cluster;
      return belonging === undefined ? undefined : { id: belonging.clusterId, name: belonging.name };
    },
    mayNotInvite: () =>
      cluster.belonging !== undefined && !cluster.membership.isAdmin
        ? new BanyanError('not-allowed', 'Only admins of the cluster let others in. Ask one of them.')
        : undefined,
    near: () =>
      discovery
        .seen()
        .filter((sighting) => sighting.pairingPort !== undefined)
        .map(({ address, pairingPort }) => `${address.slice(0, address.lastIndexOf(':'))}:${pairingPort}`),
    onPaired: async ({ nodeId, signingKey, curveKey, machine, role, mayHost }) => {
      // A node id belongs to its first keys for ever: whoever comes with others is somebody else.
      const known = cluster.membership.member(nodeId);
      if (known !== undefined && Buffer.compare(known.curveKey, curveKey) !== 0) return 'refused';
      cluster.letIn({ nodeId, name: machine, keys: { signing: signingKey, curve: curveKey } }, role, mayHost);
      return 'accepted';
    },
    admittance: (role, mayHost) => ({
      clusterId: cluster.belonging!.clusterId,
      clusterName: cluster.belonging!.name,
      serverKey: keys.curve.publicKey,
      addresses: [facts.reach],
      role,
      mayHost,
      founding: new Uint8Array(),
    }),
    onAdmitted: async ({ addresses, clusterName }) => {
      await cluster.ask(addresses[0]!, clusterName);
    },
  });
}
