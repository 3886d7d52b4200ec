import type { MessageInitShape } from '@bufbuild/protobuf';
import { streamDefaults } from '../config.ts';
import type { Position } from '../endpoint/channel-listener.ts';
import type { Endpoint } from '../endpoint/endpoint.ts';
import type { StreamPosition, StreamPositionSchema } from '../wire/banyan_pb.js';
import { safeInteger } from '../wire/protobuf.ts';
import { uuidBytes, uuidFromBytes } from '../wire/uuid.ts';

/** Positions in the form of the wire. */
export function positionMessages(positions: readonly Position[]): MessageInitShape<typeof StreamPositionSchema>[] {
  return positions.map(({ origin, incarnation, channel, sequence }) => ({
    origin: uuidBytes(origin),
    incarnation,
    channel,
    sequence: BigInt(sequence),
  }));
}

/** Positions from the wire. Throws `bad-input`; surplus ones are left out. */
export function positionsOf(raw: readonly StreamPosition[]): Position[] {
  return raw.slice(0, streamDefaults.digestEntries).map(({ origin, incarnation, channel, sequence }) => ({
    origin: uuidFromBytes(origin),
    incarnation,
    channel,
    sequence: safeInteger(sequence, 'Sequence number'),
  }));
}

/**
 * Compares what a peer says it has sent with what has come. A message may be overtaken by the heartbeat that names
 * it, so a stream counts as behind only when it still is at the next heartbeat.
 */
export class TailWatch {
  readonly #endpoint: Endpoint;
  #suspected = new Map<string, Position>();

  constructor(endpoint: Endpoint) {
    this.#endpoint = endpoint;
  }

  /** Takes the positions of one heartbeat; answers with the streams that have been behind since the last one. */
  behind(positions: readonly Position[]): Position[] {
    const confirmed: Position[] = [];
    for (const suspected of this.#suspected.values())
      if (this.#endpoint.highest(suspected) < suspected.sequence) confirmed.push(suspected);
    this.#suspected = new Map();
    for (const position of positions) {
      if (this.#endpoint.highest(position) >= position.sequence) continue;
      this.#suspected.set(`${position.origin} ${position.incarnation} ${position.channel}`, position);
    }
    return confirmed;
  }
}
