import { onTestFinished } from 'vitest';
import type { Clock } from '../../../../app/clock.ts';
import { Allowance } from '../../../../app/allowance.ts';
import { pairingLimits } from '../../../../app/config.ts';
import { newNodeKeys, type NodeKeys } from '../../../../app/identity/keys.ts';
import type { Admittance } from '../../../../app/identity/pairing/pairing-contents.ts';
import type { Paired } from '../../../../app/identity/pairing/pairing-desk.ts';
import { Pairing, type PairingParts } from '../../../../app/identity/pairing/pairing.ts';
import { silentLog } from '../../../../app/log.ts';
import { seededRandom, type Random } from '../../../../app/random.ts';
import { MemoryStore } from '../../../../app/storage/memory/memory-store.ts';
import type { Transport } from '../../../../app/transport/transport.ts';
import { randomUuid } from '../../../../app/wire/uuid.ts';

/** A node as far as pairing is concerned. */
export interface PairingPerson {
  pairing: Pairing;
  keys: NodeKeys;
  nodeId: string;
  store: MemoryStore;
  /** Whom it took into its cluster. */
  paired: Paired[];
  /** Where it was let in. */
  admitted: Admittance[];
  turnedAway: string[];
}

export const serverKey = new Uint8Array(32).fill(9);

export function pairingPerson(
  name: string,
  seed: number,
  { transport, clock }: { transport: Transport; clock: Clock },
  changes: Partial<PairingParts> & { near?: () => readonly string[] } = {},
): PairingPerson {
  const random: Random = changes.random ?? seededRandom(seed);
  const keys = newNodeKeys(random);
  const nodeId = randomUuid(random);
  const clusterId = randomUuid(random);
  const store = new MemoryStore();
  const person: Omit<PairingPerson, 'pairing'> = { keys, nodeId, store, paired: [], admitted: [], turnedAway: [] };
  const agreements = new Allowance(clock, pairingLimits.agreements);
  const pairing = new Pairing({
    mayAgree: () => agreements.take(),
    transport,
    store,
    clock,
    random,
    log: silentLog,
    keys,
    listenAt: '127.0.0.1',
    hosts: () => ['127.0.0.1'],
    self: () => ({ nodeId, person: name, machine: `${name}s-laptop`, colour: 3, headless: false, address: '127.0.0.1:7100' }),
    cluster: () => ({ id: clusterId, name: 'Newsroom' }),
    mayNotInvite: () => undefined,
    near: () => [],
    onPaired: async (paired) => {
      person.paired.push(paired);
      return 'accepted';
    },
    admittance: (role, mayHost) => ({
      clusterId,
      clusterName: 'Newsroom',
      serverKey,
      addresses: ['127.0.0.1:7100'],
      role,
      mayHost,
      founding: new Uint8Array(),
    }),
    onAdmitted: async (admittance) => void person.admitted.push(admittance),
    shown: (text) => text,
    ...changes,
  });
  pairing.onTurnedAway((sentence) => void person.turnedAway.push(sentence));
  onTestFinished(() => pairing.stop());
  return { ...person, pairing };
}

/** The transport address of somebody's pairing port. */
export const portOf = ({ pairing }: PairingPerson): string => `127.0.0.1:${pairing.port}`;
