import { publicKeyOf } from '../curve-keys.ts';
import type { Security } from '../transport.ts';

/** Whether two sockets would come through the handshake with each other, NULL or CURVE (RFC 26). */
export function admitEachOther(one: Security | undefined, other: Security | undefined): boolean {
  if (!one && !other) return true;
  const server = [one, other].find((security) => security?.role === 'server');
  const client = [one, other].find((security) => security?.role === 'client');
  if (server?.role !== 'server' || client?.role !== 'client') return false;
  // What counts is who holds the secret, not which public key is claimed.
  return (
    same(publicKeyOf(server.keys.secretKey), client.serverKey) &&
    same(publicKeyOf(client.keys.secretKey), client.keys.publicKey) &&
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
