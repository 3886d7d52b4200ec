import type { MessageInitShape } from '@bufbuild/protobuf';
import { limits } from '../config.ts';
import { BanyanError } from '../errors.ts';
import type { Place as PlaceMessage, PlaceSchema } from '../wire/banyan_pb.js';
import { uuidBytes, uuidFromBytes, type Uuid } from '../wire/uuid.ts';
import { reignMessage, reignOf, type Reign } from './reign.ts';

/** Where a node stands in its tree. */
export interface Place {
  readonly reign: Reign;
  /** The way to the root: the parent first, the root last; empty at the root. */
  readonly path: readonly Uuid[];
  /** Whether that way leads to the root now; false while this node or one above it is looking for a parent. */
  readonly rooted: boolean;
}

export function samePlace(one: Place, other: Place): boolean {
  return (
    one.rooted === other.rooted &&
    one.reign.term === other.reign.term &&
    one.reign.rootId === other.reign.rootId &&
    one.reign.rootAddress === other.reign.rootAddress &&
    one.path.length === other.path.length &&
    one.path.every((nodeId, index) => nodeId === other.path[index])
  );
}

export function placeMessage({ reign, path, rooted }: Place): MessageInitShape<typeof PlaceSchema> {
  return { reign: reignMessage(reign), path: path.map(uuidBytes), rooted };
}

/** A place from the wire. Throws `bad-input`, `too-large`. */
export function placeOf(raw: PlaceMessage): Place {
  const reign = reignOf(raw.reign);
  if (reign === undefined) throw new BanyanError('bad-input', 'A place without a reign.');
  return { reign, path: pathOf(raw.path), rooted: raw.rooted };
}

/** A way to the root from the wire. Throws `too-large` when it is longer than any tree is deep. */
export function pathOf(raw: readonly Uint8Array[]): Uuid[] {
  if (raw.length > limits.treeDepth)
    throw new BanyanError('too-large', 'A way to the root that is longer than any tree is deep.');
  return raw.map((bytes) => uuidFromBytes(bytes));
}
