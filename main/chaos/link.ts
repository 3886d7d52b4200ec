import type { Socket } from 'node:net';

export interface LinkEnds {
  /** The host that connected, and the one it wanted to. */
  from: string;
  to: string;
  /** The connection from there, and how to make the one on. */
  near: Socket;
  dial: () => Socket;
}

/** One connection between two nodes, in two halves with us in between. Nothing flows before {@link Link.flow}. */
export class Link {
  readonly from: string;
  readonly to: string;
  readonly #near: Socket;
  readonly #dial: () => Socket;
  #far: Socket | undefined;
  #flows = false;
  #closed = (): void => {};

  constructor({ from, to, near, dial }: LinkEnds) {
    this.from = from;
    this.to = to;
    this.#near = near;
    this.#dial = dial;
    near.once('close', () => this.#nearClosed());
  }

  onClose(listener: () => void): void {
    this.#closed = listener;
  }

  /** Passes on both ways. The other half is connected the first time: a cut link doesn't reach its end. */
  flow(): void {
    if (this.#flows) return;
    this.#flows = true;
    if (this.#near.destroyed || this.#far?.destroyed === true) return this.break();
    if (this.#far === undefined) {
      const far = this.#dial();
      this.#far = far;
      far.on('error', () => far.destroy());
      far.once('close', () => this.#farClosed());
    }
    this.#near.pipe(this.#far);
    this.#far.pipe(this.#near);
  }

  /** Passes nothing on, and does not say so: what comes waits, also that an end has gone. */
  hold(): void {
    if (!this.#flows) return;
    this.#flows = false;
    this.#near.unpipe().pause();
    this.#far?.unpipe().pause();
  }

  /** Breaks both halves. */
  break(): void {
    this.#near.destroy();
    this.#far?.destroy();
    this.#closed();
  }

  /** An end that went while nothing flows is not noticed at the other end before it flows again. */
  #nearClosed(): void {
    if (this.#flows || this.#far === undefined) this.break();
  }

  #farClosed(): void {
    if (this.#flows) this.break();
  }
}
