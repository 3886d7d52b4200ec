import { limits } from '../../config.ts';
import { BanyanError } from '../../errors.ts';
import { shownName } from '../../shown-name.ts';
import { ViewDeltaSchema, ViewSchema } from '../../wire/banyan_pb.js';
import { controlFrame } from '../../wire/control-message.ts';
import { decodeMessage, encodeMessage, safeInteger } from '../../wire/protobuf.ts';
import { uuidBytes, uuidFromBytes, type Uuid } from '../../wire/uuid.ts';
import { memberMessage, memberOf, type Member } from './member.ts';
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

/** Steps and views that are remembered; a few, because what is asked for again is asked for at once. */
const rememberedUsually = 4;
/** Cluster, reign, version and digests take no more, however long the name of the cluster is. */
const headBytes = 384;

/**
 * Views as bytes and back. What was worked out lately is remembered: a host that is asked for its view by a thousand
 * newcomers writes it once, and nodes of one process that share a codec share the memory of equal views, because a
 * view follows from the one before and the change alone.
 */
export class ViewCodec {
  readonly #written: Recent<View, Uint8Array>;
  readonly #frames: Recent<View, Uint8Array>;
  readonly #read: Recent<string, View>;
  readonly #readDeltas: Recent<string, ViewDelta>;
  readonly #deltaBytes = new WeakMap<ViewDelta, Uint8Array>();
  readonly #steps: Recent<string, { view: View; changes: ViewChanges }>;

  /** `remembered` is how many of each; many nodes that share a codec are at many views at once. */
  constructor(remembered = rememberedUsually) {
    this.#written = new Recent(remembered);
    this.#frames = new Recent(remembered);
    this.#read = new Recent(remembered);
    this.#readDeltas = new Recent(remembered);
    this.#steps = new Recent(remembered);
  }

  /** A whole view as bytes. */
  encode(view: View): Uint8Array {
    return this.#written.get(view, () =>
      encodeMessage(ViewSchema, {
        ...headOf(view),
        members: [...view.members.values()].map(memberMessage),
        digest: view.digest,
      }),
    );
  }

  /** A whole view as the frame that a newcomer is sent. */
  frameOf(view: View): Uint8Array {
    return this.#frames.get(view, () => controlFrame({ case: 'whole', value: { view: this.encode(view) } }));
  }

  /** A whole view from the wire, checked. Throws `bad-input`, `too-large`. */
  decode(bytes: Uint8Array): View {
    return this.#read.get(nameOf(bytes), () => {
      const raw = decodeMessage(ViewSchema, bytes);
      if (raw.members.length > limits.members)
        throw new BanyanError('too-large', `A view of ${raw.members.length} members is above the limit.`);
      const view = View.of(contentOf(raw), raw.members.map(memberOf));
      if (view.digest !== raw.digest) throw new BanyanError('bad-input', 'A view does not have the digest that it claims.');
      return view;
    });
  }

  /** A change as bytes, made once; those that it was read from where it was read. */
  encodeDelta(delta: ViewDelta): Uint8Array {
    const known = this.#deltaBytes.get(delta);
    if (known !== undefined) return known;
    const bytes = encodeMessage(ViewDeltaSchema, {
      ...headOf(delta),
      rootAddress: delta.rootAddress,
      fromDigest: delta.fromDigest,
      digest: delta.digest,
      changed: delta.changed.map(memberMessage),
      removed: delta.removed.map(uuidBytes),
    });
    this.#deltaBytes.set(delta, bytes);
    return bytes;
  }

  /** Throws `bad-input`, `too-large`. */
  decodeDelta(bytes: Uint8Array): ViewDelta {
    return this.#readDeltas.get(nameOf(bytes), () => {
      const raw = decodeMessage(ViewDeltaSchema, bytes);
      if (raw.changed.length + raw.removed.length > limits.members)
        throw new BanyanError('too-large', `A change of ${raw.changed.length} members is above the limit.`);
      const delta: ViewDelta = {
        ...contentOf(raw),
        rootAddress: raw.rootAddress.slice(0, limits.addressCharacters),
        fromDigest: raw.fromDigest,
        digest: raw.digest,
        changed: raw.changed.map(memberOf),
        removed: raw.removed.map((nodeId) => uuidFromBytes(nodeId)),
      };
      // A copy: what was read lies in a frame that is let go.
      this.#deltaBytes.set(delta, Uint8Array.prototype.slice.call(bytes));
      return delta;
    });
  }

  /** The view after a change. Throws `bad-input` when what comes out is not what the change claims. */
  apply(view: View, delta: ViewDelta): { view: View; changes: ViewChanges } {
    return this.#steps.get(`${stateOf(view, view.digest)} ${stateOf(delta, delta.digest)}`, () => {
      const step = view.with(delta, delta.changed, delta.removed);
      if (step.view.digest !== delta.digest || step.view.members.size > limits.members)
        throw new BanyanError('bad-input', 'A change of the view does not lead where it claims.');
      return step;
    });
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

const stateOf = ({ clusterId, term, version, rootId }: ViewContent, digest: ViewDigest): string =>
  `${clusterId} ${term} ${version} ${rootId} ${digest}`;

/**
 * What tells the bytes of two views, or of two changes, apart: how many they are, their beginning, which holds cluster,
 * reign and version, and their end, which holds the digest of a view.
 */
function nameOf(bytes: Uint8Array): string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const rest = Math.max(headBytes, bytes.byteLength - 64);
  return `${bytes.byteLength} ${buffer.toString('latin1', 0, headBytes)} ${buffer.toString('latin1', rest)}`;
}

/** Values that were worked out lately, a bounded number of them; the oldest goes first. */
class Recent<Key, Value> {
  readonly #most: number;
  readonly #values = new Map<Key, Value>();

  constructor(most: number) {
    this.#most = most;
  }

  get(key: Key, make: () => Value): Value {
    const known = this.#values.get(key);
    if (known !== undefined) return known;
    const value = make();
    this.#values.set(key, value);
    const [oldest] = this.#values.keys();
    if (this.#values.size > this.#most && oldest !== undefined) this.#values.delete(oldest);
    return value;
  }
}
