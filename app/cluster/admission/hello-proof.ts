import { sign, verify, type NodeKeys, type PublicKeys } from '../../identity/keys.ts';
import { uuidBytes, type Uuid } from '../../wire/uuid.ts';

/** What a hello is signed over: who says it to whom, and that it is said now. */
export interface HelloClaim {
  /** What the host challenged with. */
  nonce: Uint8Array;
  /** The cluster that the sender belongs to; undefined when it asks for the first time. */
  clusterId: Uuid | undefined;
  nodeId: Uuid;
  incarnation: number;
  /** CURVE key of the host as the sender knows it: a hello that was made for one host is none for another. */
  serverKey: Uint8Array;
  keys: PublicKeys;
}

export const nonceBytes = 32;

/** Nothing that is signed for another purpose can be taken for a hello. */
const context = Buffer.from('banyan hello 1\n', 'latin1');

export function signHello({ signing }: NodeKeys, claim: HelloClaim): Uint8Array {
  return sign(signing, bytesOf(claim));
}

/** Whether the owner of the claim's signing key has signed it. */
export function isHelloSigned(claim: HelloClaim, signature: Uint8Array): boolean {
  return verify(claim.keys.signing, bytesOf(claim), signature);
}

/** Every part has a fixed length, so that no two claims have the same bytes. */
function bytesOf({ nonce, clusterId, nodeId, incarnation, serverKey, keys }: HelloClaim): Uint8Array {
  const number = Buffer.alloc(4);
  number.writeUInt32BE(incarnation);
  const cluster = clusterId === undefined ? new Uint8Array(16) : uuidBytes(clusterId);
  return Buffer.concat([context, nonce, cluster, uuidBytes(nodeId), number, serverKey, keys.signing, keys.curve]);
}
