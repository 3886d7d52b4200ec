/** How patient a link is. Milliseconds. */
export interface LinkTimings {
  /** A quiet link is asked for a sign of life this often. */
  heartbeatIntervalMs: number;
  /** A link that stays quiet this long is taken for dead. */
  heartbeatTimeoutMs: number;
  /** A peer that has not finished its handshake by then is cut off. */
  handshakeTimeoutMs: number;
  /** Pause before the first attempt to connect again; doubles with each failure. */
  reconnectMinMs: number;
  /** Longest pause between two attempts to connect. */
  reconnectMaxMs: number;
}

/**
 * Suits one network. The cluster's own heartbeats decide who is alive;
 * these only notice links that died without a word.
 */
export const defaultLinkTimings: LinkTimings = {
  heartbeatIntervalMs: 500,
  heartbeatTimeoutMs: 1_500,
  handshakeTimeoutMs: 2_000,
  reconnectMinMs: 20,
  reconnectMaxMs: 1_000,
};
