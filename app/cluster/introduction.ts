import type { MessageInitShape } from '@bufbuild/protobuf';
import type { Hello, HelloSchema } from '../wire/banyan_pb.js';
import { uuidBytes, uuidFromBytes, type Uuid } from '../wire/uuid.ts';
import { shownName, validColour } from './membership.ts';

/** How a node introduces itself to others. */
export interface Introduction {
  nodeId: Uuid;
  incarnation: number;
  person: string;
  machine: string;
  colour: number;
  headless: boolean;
  /** `host:port` of its own control socket. */
  address: string;
  software: string;
}

/** The hello of a node that asks for the first time, or back into the cluster it belongs to. */
export function helloOf(self: Introduction, clusterId: Uuid | undefined): MessageInitShape<typeof HelloSchema> {
  return {
    ...self,
    nodeId: uuidBytes(self.nodeId),
    clusterId: clusterId === undefined ? new Uint8Array() : uuidBytes(clusterId),
  };
}

/** A hello from the wire, made fit to be shown. Throws `bad-input`. */
export function introductionOf(hello: Hello): Introduction & { clusterId: Uuid | undefined } {
  return {
    nodeId: uuidFromBytes(hello.nodeId),
    incarnation: hello.incarnation,
    person: shownName(hello.person),
    machine: shownName(hello.machine),
    colour: validColour(hello.colour),
    headless: hello.headless,
    address: hello.address.slice(0, 128),
    software: hello.software.slice(0, 32),
    clusterId: hello.clusterId.byteLength === 0 ? undefined : uuidFromBytes(hello.clusterId),
  };
}
