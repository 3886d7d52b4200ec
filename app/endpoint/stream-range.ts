import type { MessageInitShape } from '@bufbuild/protobuf';
import { streamDefaults } from '../config.ts';
import type { StreamPosition, StreamPositionSchema, StreamRange, StreamRangeSchema } from '../wire/banyan_pb.js';
import { safeInteger } from '../wire/protobuf.ts';
import { uuidBytes, uuidFromBytes, type Uuid } from '../wire/uuid.ts';

/** One stream: what an origin sends on a channel between two of its starts. */
export interface StreamId {
  origin: Uuid;
  incarnation: number;
  channel: string;
}

/** How far a stream has come somewhere. */
export interface Position extends StreamId {
  sequence: number;
}

/** Messages `from` to `to` of a stream. */
export interface Range extends StreamId {
  from: number;
  to: number;
}

/** One text per stream, for maps. */
export const streamText = ({ origin, incarnation, channel }: StreamId): string => `${origin} ${incarnation} ${channel}`;

/** Positions in the form of the wire. */
export function positionMessages(positions: readonly Position[]): MessageInitShape<typeof StreamPositionSchema>[] {
  return positions.map(({ origin, incarnation, channel, sequence }) => ({
    origin: uuidBytes(origin),
    incarnation,
    channel,
    sequence: BigInt(sequence),
  }));
}

/** Positions from the wire. Throws `bad-input`; those above `most` are left out. */
export function positionsOf(raw: readonly StreamPosition[], most: number = streamDefaults.digestEntries): Position[] {
  return raw.slice(0, most).map(({ origin, incarnation, channel, sequence }) => ({
    origin: uuidFromBytes(origin),
    incarnation,
    channel,
    sequence: safeInteger(sequence, 'Sequence number'),
  }));
}

/** Ranges in the form of the wire. */
export function rangeMessages(ranges: readonly Range[]): MessageInitShape<typeof StreamRangeSchema>[] {
  return ranges.map(({ origin, incarnation, channel, from, to }) => ({
    origin: uuidBytes(origin),
    incarnation,
    channel,
    from: BigInt(from),
    to: BigInt(to),
  }));
}

/** Ranges from the wire. Throws `bad-input`; surplus and empty ones are left out. */
export function rangesOf(raw: readonly StreamRange[]): Range[] {
  return raw
    .slice(0, streamDefaults.digestEntries)
    .map(({ origin, incarnation, channel, from, to }) => ({
      origin: uuidFromBytes(origin),
      incarnation,
      channel,
      from: safeInteger(from, 'Sequence number'),
      to: safeInteger(to, 'Sequence number'),
    }))
    .filter(({ from, to }) => from >= 1 && to >= from);
}
