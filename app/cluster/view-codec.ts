import { limits } from '../config.ts';
import { BanyanError } from '../errors.ts';
import { ViewDeltaSchema, ViewSchema } from '../wire/banyan_pb.js';
import { decodeMessage, encodeMessage, safeInteger } from '../wire/protobuf.ts';
import { uuidBytes, uuidFromBytes, type Uuid } from '../wire/uuid.ts';
import { memberMessage, memberOf, shownName, type Member } from './member.ts';
import { View, type ViewContent } from './view.ts';
import type { ViewChanges } from './view-changes.ts';
import type { ViewDigest } from './view-digest.ts';

/** What changes one view into the next. */
export interface ViewDelta extends ViewContent {
  readonly rootAddress: string;
  readonly fromDigest: ViewDigest;
  readonly digest: ViewDigest;
  readonly changed: readonly Member[];
  readonly removed: readonly Uuid[];
}

/** Steps and whole views that are remembered; a few, because what is asked for again is asked for at once. */
const remembered = 8;

/**
 * Views as bytes and back. What was worked out lately is remembered: a host that is asked for its view by a thousand
 * newcomers writes it once, and nodes of one process that share a codec share the memory of equal views, because a
 * view follows from the one before and the change alone.
 */
export class ViewCodec {
  readonly #written = new Map<View, Uint8Array>();
  readonly #read = new Map<string, View>();
  readonly #steps = new Map<string, { view: View; changes: ViewChanges }>();

  /** A whole view as bytes. */
  encode(view: View): Uint8Array {
    const known = this.#written.get(view);
    if (known !== undefined) return known;
    const bytes = encodeMessage(ViewSchema, {
      ...headOf(view),
      members: [...view.members.values()].map(memberMessage),
      digest: view.digest,
    });
    return keep(this.#written, view, bytes);
  }

  /** A whole view from the wire, checked. Throws `bad-input`, `too-large`. */
  decode(bytes: Uint8Array): View {
    const raw = decodeMessage(ViewSchema, bytes);
    const content = contentOf(raw);
    const name = nameOf(content, raw.digest);
    const known = this.#read.get(name);
    if (known !== undefined) return known;
    if (raw.members.length > limits.members)
      throw new BanyanError('too-large', `A view of ${raw.members.length} members is above the limit.`);
    const view = View.of(content, raw.members.map(memberOf));
    if (view.digest !== raw.digest) throw new BanyanError('bad-input', 'A view does not have the digest that it claims.');
    return keep(this.#read, name, view);
  }

  encodeDelta(delta: ViewDelta): Uint8Array {
    return encodeMessage(ViewDeltaSchema, {
      ...headOf(delta),
      rootAddress: delta.rootAddress,
      fromDigest: delta.fromDigest,
      digest: delta.digest,
      changed: delta.changed.map(memberMessage),
      removed: delta.removed.map(uuidBytes),
    });
  }

  /** Throws `bad-input`, `too-large`. */
  decodeDelta(bytes: Uint8Array): ViewDelta {
    const raw = decodeMessage(ViewDeltaSchema, bytes);
    if (raw.changed.length + raw.removed.length > limits.members)
      throw new BanyanError('too-large', `A change of ${raw.changed.length} members is above the limit.`);
    return {
      ...contentOf(raw),
      rootAddress: raw.rootAddress.slice(0, limits.addressCharacters),
      fromDigest: raw.fromDigest,
      digest: raw.digest,
      changed: raw.changed.map(memberOf),
      removed: raw.removed.map((nodeId) => uuidFromBytes(nodeId)),
    };
  }

  /** The view after a change. Throws `bad-input` when what comes out is not what the change claims. */
  apply(view: View, delta: ViewDelta): { view: View; changes: ViewChanges } {
    const name = `${nameOf(view, view.digest)} ${nameOf(delta, delta.digest)}`;
    const known = this.#steps.get(name);
    if (known !== undefined) return known;
    const step = view.with(delta, delta.changed, delta.removed);
    if (step.view.digest !== delta.digest || step.view.members.size > limits.members)
      throw new BanyanError('bad-input', 'A change of the view does not lead where it claims.');
    return keep(this.#steps, name, step);
  }
}

interface RawContent {
  clusterId: Uint8Array;
  clusterName: string;
  term: bigint;
  version: bigint;
  rootId: Uint8Array;
}

function headOf({ clusterId, clusterName, term, version, rootId }: ViewContent): RawContent {
  return {
    clusterId: uuidBytes(clusterId),
    clusterName,
    term: BigInt(term),
    version: BigInt(version),
    rootId: uuidBytes(rootId),
  };
}

function contentOf(raw: RawContent): ViewContent {
  return {
    clusterId: uuidFromBytes(raw.clusterId),
    clusterName: shownName(raw.clusterName),
    term: safeInteger(raw.term, 'Term'),
    version: safeInteger(raw.version, 'View version'),
    rootId: uuidFromBytes(raw.rootId),
  };
}

const nameOf = ({ clusterId, term, version, rootId }: ViewContent, digest: ViewDigest): string =>
  `${clusterId} ${term} ${version} ${rootId} ${digest}`;

/** Remembers a value, and forgets the oldest when there are too many. */
function keep<Key, Value>(memory: Map<Key, Value>, key: Key, value: Value): Value {
  memory.set(key, value);
  const [oldest] = memory.keys();
  if (memory.size > remembered && oldest !== undefined) memory.delete(oldest);
  return value;
}
