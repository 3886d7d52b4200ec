/** Bounds on what a peer can make us hold; all are checked before memory is spent. */
export const zmtpLimits = {
  /** Largest command before the handshake is over. CURVE's INITIATE with ample metadata has 700. */
  handshakeCommandBytes: 4_096,
  /** Properties in the metadata of a peer. */
  metadataProperties: 32,
  /** Frames in one message; their bytes together are bounded as one frame's are. */
  partsPerMessage: 64,
  /** Bytes of all different prefixes that one peer subscribes to; each costs us some hundred. */
  subscriptionBytesPerPeer: 65_536,
  /** Connections that one bound socket holds, finished with their handshake or not. */
  connectionsPerSocket: 1_024,
  /** Context of a PING that is sent back (RFC 37). */
  pingContextBytes: 16,
} as const;
