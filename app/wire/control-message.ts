import type { MessageInitShape } from '@bufbuild/protobuf';
import { ControlSchema, type Control } from './banyan_pb.js';
import { contentOf, frameOf, frameType } from './frame.ts';
import { decodeMessage, encodeMessage } from './protobuf.ts';

type Body = NonNullable<MessageInitShape<typeof ControlSchema>['body']>;

/** A control message as a frame. */
export function controlFrame(body: Body): Uint8Array {
  return frameOf(frameType.control, encodeMessage(ControlSchema, { body }));
}

/** The content of a control frame. Throws `bad-input`, `too-large` or `version-mismatch`. */
export function readControl(frame: Uint8Array): Control['body'] {
  return decodeMessage(ControlSchema, contentOf(frameType.control, frame)).body;
}
