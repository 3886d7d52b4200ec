import { limits, logDefaults } from '../config.ts';
import { BanyanError } from '../errors.ts';
import type { PeerId } from '../transport/transport.ts';
import type { Control, LogEntry } from '../wire/banyan_pb.js';
import { controlFrame } from '../wire/control-message.ts';
import { safeInteger } from '../wire/protobuf.ts';
import { uuidBytes, uuidFromBytes, type Uuid } from '../wire/uuid.ts';
import { placeOf, type Place } from './place.ts';
import { compareReigns, reignMessage, reignOf, type Reign } from './reign.ts';
import type { ViewDigest } from './view/view-digest.ts';

export interface OrdersParts {
  selfId: Uuid;
  cluster: () => { id: Uuid } | undefined;
  place: () => Place;
  /** The child through which a node below is reached. */
  branchOf: (nodeId: Uuid) => Uuid | undefined;
  /** False when that is no child. */
  tellChild: (nodeId: Uuid, frame: Uint8Array) => boolean;
  tellParent: (frame: Uint8Array) => void;
  answer: (peer: PeerId, frame: Uint8Array) => void;
  /** Where the parent stands, and the digest of its view where that is told. */
  onPlace: (place: Place, viewDigest: ViewDigest) => void;
  /** This node shall hang itself below the one at this address. */
  onMove: (address: string) => void;
  onCompare: (documents: readonly Uuid[]) => void;
  /** This node shall reign, with at least this term. */
  onSucceed: (term: number) => void;
  onMeeting: (reign: Reign, alive: boolean) => void;
  /** Somebody tells of removals. */
  onRemovals: (entries: readonly LogEntry[]) => void;
}

/** What the nodes of a tree tell each other beside hello and heartbeats: orders on their way down, news on their way up. */
export class Orders {
  readonly #parts: OrdersParts;

  constructor(parts: OrdersParts) {
    this.#parts = parts;
  }

  /** Sends a node below another one. False when there is no way to it. */
  move(nodeId: Uuid, address: string): boolean {
    const branch = this.#parts.branchOf(nodeId);
    if (branch === undefined) return false;
    return this.#parts.tellChild(branch, controlFrame({ case: 'move', value: { nodeId: uuidBytes(nodeId), address } }));
  }

  /** Tells the root of a reign that counts more. */
  passUp(reign: Reign, alive: boolean): void {
    this.#parts.tellParent(controlFrame({ case: 'meeting', value: { reign: reignMessage(reign), alive } }));
  }

  /** Takes what the parent says. Throws `bad-input`. */
  takeFromAbove(body: Control['body']): void {
    if (body.case === 'place') this.#parts.onPlace(placeOf(body.value), body.value.viewDigest);
    else if (body.case === 'move') this.#move(uuidFromBytes(body.value.nodeId), body.value.address);
    else if (body.case === 'compare')
      this.#parts.onCompare(body.value.documents.slice(0, limits.documentsPerOrder).map((bytes) => uuidFromBytes(bytes)));
    else if (body.case === 'succeed') this.#parts.onSucceed(safeInteger(body.value.term, 'Term'));
    else throw unexpected(body);
  }

  /** Takes what a child, or somebody who is none, says. Throws `bad-input`. */
  takeFromBelow(peer: PeerId, body: Control['body'], isChild: boolean): void {
    if (body.case === 'inquiry') {
      this.#testify(peer, uuidFromBytes(body.value.clusterId), reignOf(body.value.reign));
      if (body.value.removals.length > 0) this.#parts.onRemovals(body.value.removals.slice(0, logDefaults.removalsTold));
    } else if (body.case === 'meeting' && isChild) {
      const reign = reignOf(body.value.reign);
      if (reign !== undefined) this.#parts.onMeeting(reign, body.value.alive);
    } else if (!isLate(body)) throw unexpected(body);
  }

  #move(nodeId: Uuid, address: string): void {
    const shortened = address.slice(0, limits.addressCharacters);
    if (nodeId === this.#parts.selfId) this.#parts.onMove(shortened);
    else this.move(nodeId, shortened);
  }

  #testify(peer: PeerId, clusterId: Uuid, asking: Reign | undefined): void {
    const { cluster, place, answer, onMeeting } = this.#parts;
    const within = cluster();
    if (within?.id !== clusterId) return answer(peer, controlFrame({ case: 'testimony', value: {} }));
    const here = place();
    const reign = here.rooted ? reignMessage(here.reign) : undefined;
    answer(peer, controlFrame({ case: 'testimony', value: { clusterId: uuidBytes(within.id), ...(reign && { reign }) } }));
    if (here.rooted && asking !== undefined && compareReigns(asking, here.reign) > 0) onMeeting(asking, true);
  }
}

/** What a child says that was let go of a moment ago: no fault, and no concern any more. */
function isLate(body: Control['body']): boolean {
  const { case: what } = body;
  return what === 'probe' || what === 'gone' || what === 'report' || what === 'meeting' || what === 'interest';
}

const unexpected = (body: Control['body']): BanyanError =>
  new BanyanError('bad-input', `A ${body.case ?? 'nameless'} message does not belong here.`);
