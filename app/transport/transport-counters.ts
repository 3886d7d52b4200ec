import type { TransportCounters } from './transport.ts';

/** Counters of a transport that has turned nothing away yet. */
export function noCounters(): TransportCounters {
  return { handshakesRefused: 0, peersCut: 0, messagesMalformed: 0 };
}
