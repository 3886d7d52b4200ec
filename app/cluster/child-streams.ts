import type { Endpoint } from '../endpoint/endpoint.ts';
import { positionsOf } from '../endpoint/stream-range.ts';
import { TailWatch } from '../endpoint/tail-watch.ts';
import type { Heartbeat } from '../wire/banyan_pb.js';
import { ToldPositions } from './told-positions.ts';

/** How far the streams have come at one child, and what it has of them that this node lacks. */
export class ChildStreams {
  readonly told = new ToldPositions();
  readonly #endpoint: Endpoint;
  readonly #tail: TailWatch;

  constructor(endpoint: Endpoint) {
    this.#endpoint = endpoint;
    this.#tail = new TailWatch((stream) => endpoint.streams.newest(stream));
  }

  /** Takes what a heartbeat says. What is missing here is asked for, once the child has taken its place. Throws `bad-input`. */
  take({ positions, movedOnly }: Heartbeat, isAttached: boolean): void {
    const named = positionsOf(positions);
    this.told.take(named, movedOnly);
    if (isAttached) this.#endpoint.takeDigest('children', this.#tail, named, movedOnly);
  }
}
