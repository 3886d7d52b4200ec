import { publicKeyOf } from '../curve-keys.ts';
import type { Security } from '../transport.ts';

/**
 * Whether two sockets would come through the handshake with each other, NULL or CURVE (RFC 26). `publicKeys` remembers
 * which public key belongs to a secret one.
 */
export function admitEachOther(
  one: Security | undefined,
  other: Security | undefined,
  publicKeys: WeakMap<Uint8Array, Uint8Array>,
): boolean {
  if (!one && !other) return true;
  const server = [one, other].find((security) => security?.role === 'server');
  const client = [one, other].find((security) => security?.role === 'client');
  if (server?.role !== 'server' || client?.role !== 'client') return false;
  const publicKey = (secretKey: Uint8Array): Uint8Array => {
    const known = publicKeys.get(secretKey) ?? publicKeyOf(secretKey);
    publicKeys.set(secretKey, known);
    return known;
  };
  // What counts is who holds the secret, not which public key is claimed.
  return (
    same(publicKey(server.keys.secretKey), client.serverKey) &&
    same(publicKey(client.keys.secretKey), client.keys.publicKey) &&
    admits(server, client.keys.publicKey)
  );
}

function admits(server: Security & { role: 'server' }, publicKey: Uint8Array): boolean {
  try {
    return server.admits(publicKey);
  } catch {
    return false;
  }
}

function same(one: Uint8Array, other: Uint8Array): boolean {
  return Buffer.compare(one, other) === 0;
}
