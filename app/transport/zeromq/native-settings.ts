import type { LinkTimings } from '../link-timings.ts';
import type { Security, SocketOptions } from '../transport.ts';
import { encodeZ85 } from './z85.ts';

/** What CURVE adds to each frame: command name, nonce, authenticator, flags (RFC 26). */
const curveOverheadBytes = 33;

/** What every native socket is given, in libzmq's words. */
export function nativeSettings(options: SocketOptions, timings: LinkTimings, zapDomain: string | undefined) {
  return {
    linger: 0,
    maxMessageSize: options.maxFrameBytes + (options.security ? curveOverheadBytes : 0),
    handshakeInterval: timings.handshakeTimeoutMs,
    heartbeatInterval: timings.heartbeatIntervalMs,
    heartbeatTimeout: timings.heartbeatTimeoutMs,
    heartbeatTimeToLive: timings.heartbeatTimeoutMs,
    reconnectInterval: timings.reconnectMinMs,
    reconnectMaxInterval: timings.reconnectMaxMs,
    ...securitySettings(options.security, zapDomain),
  };
}

function securitySettings(security: Security | undefined, zapDomain: string | undefined) {
  if (!security) return {};
  const curveSecretKey = encodeZ85(security.keys.secretKey);
  if (security.role === 'client') {
    const curvePublicKey = encodeZ85(security.keys.publicKey);
    return { curvePublicKey, curveSecretKey, curveServerKey: encodeZ85(security.serverKey) };
  }
  // Without an enforced domain libzmq lets every key in.
  return { curveServer: true, curveSecretKey, zapDomain: zapDomain ?? null, zapEnforceDomain: true };
}
