import { limits, pairingLimits } from '../../config.ts';
import { BanyanError } from '../../errors.ts';
import { shownName, shownSentence } from '../../shown-name.ts';
import { curveKeyBytes } from '../../transport/curve-keys.ts';
import { PairingIntroductionSchema, PairingOutcomeSchema, PairingReceptionSchema } from '../../wire/banyan_pb.js';
import { decodeMessage, encodeMessage } from '../../wire/protobuf.ts';
import { uuidBytes, uuidFromBytes, type Uuid } from '../../wire/uuid.ts';
import { sign, signatureBytes, signingKeyBytes, verify, type SigningKeys } from '../keys.ts';
import type { AgreedKey } from './agreed-key.ts';
import { role, type Role } from './roles.ts';

/** What a newcomer says of itself, made fit to be shown. */
export interface Newcomer {
  nodeId: Uuid;
  person: string;
  machine: string;
  /** 1 to 12. */
  colour: number;
  headless: boolean;
  /** `host:port` of its control socket. */
  address: string;
}

/** Who answers at the host, and whether a person has to decide. */
export interface Reception {
  nodeId: Uuid;
  person: string;
  machine: string;
  clusterName: string;
  asks: boolean;
}

/** What a newcomer that was let in knows of its cluster. */
export interface Admittance {
  clusterId: Uuid;
  clusterName: string;
  /** CURVE key of the sockets to connect to. */
  serverKey: Uint8Array;
  /** `host:port` of control sockets, the best one first. */
  addresses: readonly string[];
  role: Role;
  mayHost: boolean;
  /** Whom the membership begins with; what it is belongs to the membership. */
  founding: Uint8Array;
}

export type Outcome = { accepted: true; admittance: Admittance } | { accepted: false; sentence: string };

const foundingBytes = 512;

/** What the newcomer encrypts first: itself, signed. */
export function sealIntroduction(key: AgreedKey, newcomer: Newcomer, signing: SigningKeys): Uint8Array {
  const signature = sign(signing, key.toSign('newcomer'));
  return key.seal(encodeMessage(PairingIntroductionSchema, { ...newcomer, nodeId: uuidBytes(newcomer.nodeId), signature }));
}

/** Throws `bad-input` when it was changed, or not signed by the owner of that key. */
export function openIntroduction(key: AgreedKey, sealed: Uint8Array, signingKey: Uint8Array): Newcomer {
  const raw = decodeMessage(PairingIntroductionSchema, key.open(sealed));
  mustBeSigned(signingKey, key.toSign('newcomer'), raw.signature);
  const colour = raw.colour >= 1 && raw.colour <= 12 ? raw.colour : 1;
  const { person, machine, headless } = raw;
  return {
    nodeId: uuidFromBytes(raw.nodeId),
    person: shownName(person),
    machine: shownName(machine),
    colour,
    headless,
    address: raw.address.slice(0, limits.addressCharacters),
  };
}

/** What the host encrypts first: itself, signed. */
export function sealReception(key: AgreedKey, reception: Reception, signing: SigningKeys): Uint8Array {
  const signature = sign(signing, key.toSign('host'));
  const { asks, nodeId, ...names } = reception;
  return key.seal(encodeMessage(PairingReceptionSchema, { ...names, nodeId: uuidBytes(nodeId), asksPerson: asks, signature }));
}

/** Throws `bad-input` when it was changed, or not signed by the owner of that key. */
export function openReception(key: AgreedKey, sealed: Uint8Array, signingKey: Uint8Array): Reception {
  const raw = decodeMessage(PairingReceptionSchema, key.open(sealed));
  mustBeSigned(signingKey, key.toSign('host'), raw.signature);
  const { person, machine, clusterName, asksPerson: asks } = raw;
  return {
    nodeId: uuidFromBytes(raw.nodeId),
    person: shownName(person),
    machine: shownName(machine),
    clusterName: shownName(clusterName),
    asks,
  };
}

export function sealOutcome(key: AgreedKey, outcome: Outcome): Uint8Array {
  if (!outcome.accepted) return key.seal(encodeMessage(PairingOutcomeSchema, outcome));
  const { clusterId, addresses, ...rest } = outcome.admittance;
  const value = { accepted: true, ...rest, clusterId: uuidBytes(clusterId), addresses: [...addresses] };
  return key.seal(encodeMessage(PairingOutcomeSchema, value));
}

/** Throws `bad-input` when it was changed, or says too little to join. */
export function openOutcome(key: AgreedKey, sealed: Uint8Array): Outcome {
  const raw = decodeMessage(PairingOutcomeSchema, key.open(sealed));
  if (!raw.accepted) return { accepted: false, sentence: shownSentence(raw.sentence) };
  const as = role.safeParse(raw.role);
  const wellFormed =
    as.success &&
    raw.serverKey.length === curveKeyBytes &&
    raw.founding.length <= foundingBytes &&
    raw.addresses.length > 0 &&
    raw.addresses.length <= pairingLimits.addresses &&
    raw.addresses.every((address) => address.length <= limits.addressCharacters);
  if (!wellFormed) throw new BanyanError('bad-input', 'That host did not say how to join it.');
  return {
    accepted: true,
    admittance: {
      clusterId: uuidFromBytes(raw.clusterId),
      clusterName: shownName(raw.clusterName),
      serverKey: new Uint8Array(raw.serverKey),
      addresses: raw.addresses,
      role: as.data,
      mayHost: raw.mayHost,
      founding: new Uint8Array(raw.founding),
    },
  };
}

function mustBeSigned(signingKey: Uint8Array, signed: Uint8Array, signature: Uint8Array): void {
  const right =
    signature.length === signatureBytes && signingKey.length === signingKeyBytes && verify(signingKey, signed, signature);
  if (!right) throw new BanyanError('bad-input', 'That machine does not own the key it showed.');
}
