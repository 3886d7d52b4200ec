import { create, fromBinary, toBinary, type DescMessage, type MessageInitShape, type MessageShape } from '@bufbuild/protobuf';
import { BanyanError } from '../errors.ts';
import { limits } from '../config.ts';

/** Bytes of one protobuf message. */
export function encodeMessage<Desc extends DescMessage>(schema: Desc, value: MessageInitShape<Desc>): Uint8Array {
  return toBinary(schema, create(schema, value));
}

/** A protobuf message out of bytes from outside. Throws `bad-input` when they are none, `too-large` above the frame limit. */
export function decodeMessage<Desc extends DescMessage>(schema: Desc, bytes: Uint8Array): MessageShape<Desc> {
  if (bytes.byteLength > limits.frameBytes)
    throw new BanyanError('too-large', `A ${schema.name} of ${bytes.byteLength} bytes is above the limit.`);
  try {
    return fromBinary(schema, bytes);
  } catch (cause) {
    throw new BanyanError('bad-input', `These bytes are no ${schema.name}.`, { cause });
  }
}

/** A uint64 of the wire as a number. Throws `bad-input` above 2^53 - 1, where counting would go wrong. */
export function safeInteger(value: bigint, what: string): number {
  if (value < 0n || value > BigInt(Number.MAX_SAFE_INTEGER))
    throw new BanyanError('bad-input', `${what} ${value} is out of range.`);
  return Number(value);
}
