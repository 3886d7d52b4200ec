import type { MessageInitShape } from '@bufbuild/protobuf';
import { limits } from '../../config.ts';
import { BanyanError } from '../../errors.ts';
import { signingKeyBytes, type PublicKeys } from '../../identity/keys.ts';
import { curveKeyBytes } from '../../transport/curve-keys.ts';
import { shownName } from '../../shown-name.ts';
import type { Hello, HelloSchema } from '../../wire/banyan_pb.js';
import { uuidBytes, uuidFromBytes, type Uuid } from '../../wire/uuid.ts';
import { validColour, type Member } from '../view/member.ts';
import { reignMessage, reignOf, type Reign } from '../reign.ts';

/** How a node introduces itself to others. */
export interface Introduction {
  nodeId: Uuid;
  incarnation: number;
  person: string;
  machine: string;
  colour: number;
  headless: boolean;
  /** How it is reached itself (`reachText`). */
  address: string;
  software: string;
  /** Most children that it takes on while there is room elsewhere. */
  capacity: number;
  /** It would rather carry nobody: a laptop on battery. */
  prefersLeaf: boolean;
  /** It does not keep all documents: nobody's first choice for a root. */
  keepsNothing: boolean;
}

/** Why a node asks for a place. The order is that of the numbers on the wire: append-only. */
export const purposes = ['join', 'return', 'orphan', 'move', 'merge'] as const;
export type Purpose = (typeof purposes)[number];

/** A node asks a host for a place below it. */
export interface Application {
  introduction: Introduction;
  /** The cluster it belongs to; undefined when it asks for the first time. */
  clusterId: Uuid | undefined;
  /** The reign that it knew last. */
  reign: Reign | undefined;
  purpose: Purpose;
  /** Redirects that it has followed so far. */
  hops: number;
  /** The parent that it has lost. */
  lostId: Uuid | undefined;
  keys: PublicKeys;
  /** What it has of the membership log, by the hashes of the entries that nothing follows. */
  logHeads: readonly Uint8Array[];
}

/** An application in the form of the wire. */
export function helloOf({ introduction, clusterId, reign, purpose, hops, lostId, keys, logHeads }: Application) {
  return {
    ...introduction,
    nodeId: uuidBytes(introduction.nodeId),
    clusterId: optionalBytes(clusterId),
    ...(reign !== undefined && { reign: reignMessage(reign) }),
    purpose: purposes.indexOf(purpose),
    hops,
    lostId: optionalBytes(lostId),
    signingKey: keys.signing,
    curveKey: keys.curve,
    logHeads: [...logHeads],
  } satisfies MessageInitShape<typeof HelloSchema>;
}

/** A hello from the wire, made fit to be shown. Throws `bad-input`. */
export function applicationOf(hello: Hello): Application {
  if (hello.signingKey.byteLength !== signingKeyBytes || hello.curveKey.byteLength !== curveKeyBytes)
    throw new BanyanError('bad-input', 'A hello without keys.');
  return {
    introduction: {
      nodeId: uuidFromBytes(hello.nodeId),
      incarnation: hello.incarnation,
      person: shownName(hello.person),
      machine: shownName(hello.machine),
      colour: validColour(hello.colour),
      headless: hello.headless,
      address: hello.address.slice(0, limits.addressCharacters),
      software: hello.software.slice(0, 32),
      capacity: Math.min(hello.capacity, limits.fanOut),
      prefersLeaf: hello.prefersLeaf,
      keepsNothing: hello.keepsNothing,
    },
    clusterId: optionalUuid(hello.clusterId),
    reign: reignOf(hello.reign),
    purpose: purposes[hello.purpose] ?? 'join',
    hops: hello.hops,
    lostId: optionalUuid(hello.lostId),
    keys: { signing: Uint8Array.from(hello.signingKey), curve: Uint8Array.from(hello.curveKey) },
    logHeads: hello.logHeads.slice(0, limits.logHeads),
  };
}

/** The member that a node is once it has a place. */
export function memberFrom(
  introduction: Introduction,
  place: { parentId: Uuid | undefined; attachment: number; present: boolean; now: number },
): Member {
  const { nodeId, incarnation, person, machine, colour, headless, address, capacity, prefersLeaf, keepsNothing } = introduction;
  const { parentId, attachment, present, now } = place;
  return {
    nodeId,
    incarnation,
    person,
    machine,
    colour,
    headless,
    address,
    capacity,
    prefersLeaf,
    keepsNothing,
    parentId,
    attachment,
    present,
    joinedAt: now,
    since: now,
    snail: false,
  };
}

const optionalBytes = (id: Uuid | undefined): Uint8Array => (id === undefined ? new Uint8Array() : uuidBytes(id));
const optionalUuid = (raw: Uint8Array): Uuid | undefined => (raw.byteLength === 0 ? undefined : uuidFromBytes(raw));
