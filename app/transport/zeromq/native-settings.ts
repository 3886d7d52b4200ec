import type { LinkTimings } from '../link-timings.ts';
import type { Security, SocketOptions } from '../transport.ts';
import { receiveTimeoutMs } from './receiving.ts';
import { encodeZ85 } from './z85.ts';

/** What CURVE adds to each frame: command name, nonce, authenticator, flags (RFC 26). */
const curveOverheadBytes = 33;

/** TCP itself notices a machine that has gone, after 10 s; who is alive is for the cluster to say, and sooner. */
const keepaliveIdleSeconds = 5;
const keepaliveIntervalSeconds = 1;
const keepaliveCount = 5;

/** What every native socket is given, in libzmq's words. */
export function nativeSettings(options: SocketOptions, timings: LinkTimings, zapDomain: string | undefined) {
  return {
    linger: 0,
    maxMessageSize: options.maxFrameBytes + (options.security ? curveOverheadBytes : 0),
    handshakeInterval: timings.handshakeTimeoutMs,
    // No heartbeats: a PING that libzmq 4.3.5 sends or finds after a busy listener let the queue fill up,
    // on a connection that broke meanwhile, aborts the process (stream_engine_base.cpp, "!_io_error").
    heartbeatInterval: 0,
    tcpKeepalive: 1,
    tcpKeepaliveIdle: keepaliveIdleSeconds,
    tcpKeepaliveInterval: keepaliveIntervalSeconds,
    tcpKeepaliveCount: keepaliveCount,
    reconnectInterval: timings.reconnectMinMs,
    reconnectMaxInterval: timings.reconnectMaxMs,
    ...securitySettings(options.security, zapDomain),
  };
}

/** What a native socket is given that waits for room when it sends. */
export function sendingSettings(options: SocketOptions) {
  // Not `immediate`: it would spare the wait for the link, but after a disconnect it hands frames to the old one.
  return { sendHighWaterMark: options.highWaterMark, sendTimeout: options.sendTimeoutMs };
}

/** What a native socket is given that receives. */
export function receivingSettings(options: SocketOptions) {
  return { receiveHighWaterMark: options.highWaterMark, receiveTimeout: receiveTimeoutMs };
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
