import type { ViewDigest } from './view-digest.ts';

/** Steps that are remembered: those of the last minutes at rest, of the last seconds in a storm. */
const mostSteps = 128;
/** All of them together; a step of a large tree may be as large as a view. */
const mostBytes = 4 * 1024 * 1024;

interface Step {
  from: ViewDigest;
  to: ViewDigest;
  bytes: Uint8Array;
}

/** The steps that led to the present view, so that who missed some of them need not be sent the whole. */
export class ViewSteps {
  #steps: Step[] = [];
  #bytes = 0;

  /** One more step was taken. One that does not go on from the last begins anew. */
  add(from: ViewDigest, to: ViewDigest, bytes: Uint8Array): void {
    if (this.#steps.at(-1)?.to !== from) this.clear();
    this.#steps.push({ from, to, bytes });
    this.#bytes += bytes.byteLength;
    while (this.#steps.length > mostSteps || this.#bytes > mostBytes) this.#bytes -= this.#steps.shift()!.bytes.byteLength;
  }

  /** The steps from a view to the present one; undefined when they are not remembered. */
  since(digest: ViewDigest): Uint8Array[] | undefined {
    // The latest one that begins there: a view may come back to what it was.
    const at = this.#steps.findLastIndex(({ from }) => from === digest);
    return at < 0 ? undefined : this.#steps.slice(at).map(({ bytes }) => bytes);
  }

  clear(): void {
    this.#steps = [];
    this.#bytes = 0;
  }
}
