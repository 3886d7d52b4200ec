import type { Random } from '../../random.ts';
import type { Security } from '../transport.ts';
import type { Introduction } from './handshake.ts';
import { CurveClient } from './mechanisms/curve-client.ts';
import { CurveServer } from './mechanisms/curve-server.ts';
import { nullMechanism } from './mechanisms/null.ts';
import type { SocketType } from './socket-type.ts';

/** How a socket of this type introduces itself under the given security. */
export function introductionOf(type: SocketType, security: Security | undefined, random: Random): Introduction {
  if (!security) {
    return { type, mechanismName: 'NULL', asServer: false, newMechanism: () => nullMechanism(type) };
  }
  if (security.role === 'client') {
    const { keys, serverKey } = security;
    const newMechanism = () => new CurveClient({ type, keys, serverKey, random });
    return { type, mechanismName: 'CURVE', asServer: false, newMechanism };
  }
  const { keys } = security;
  const admits = (publicKey: Uint8Array): boolean => security.admits(publicKey);
  const newMechanism = () => new CurveServer({ type, keys, admits, random });
  return { type, mechanismName: 'CURVE', asServer: true, newMechanism };
}
