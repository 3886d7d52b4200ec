import type { Clock } from '../clock.ts';
import { BanyanError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Frame } from '../transport/transport.ts';
import { Requester, Responder, type RequestHandler } from './request.ts';

export interface RequestsParts {
  clock: Clock;
  log: Log;
}

/** The requests of an endpoint: asks the parent, and answers the children. */
export class Requests {
  readonly #parts: RequestsParts;
  readonly #responder = new Responder();
  #requester: Requester | undefined;
  #malformed = 0;

  constructor(parts: RequestsParts) {
    this.#parts = parts;
  }

  /** Frames that were no requests or replies. */
  get malformed(): number {
    return this.#malformed;
  }

  /** Whether there is somebody to ask. */
  get hasParent(): boolean {
    return this.#requester !== undefined;
  }

  /** Answers requests of a kind from children. */
  on(kind: number, handler: RequestHandler): void {
    this.#responder.on(kind, handler);
  }

  /** There is a parent to ask. */
  open(send: (frame: Frame) => void): void {
    this.#requester = new Requester(this.#parts.clock, send);
  }

  /** There is none any more: all that wait fail. */
  close(): void {
    this.#requester?.end();
    this.#requester = undefined;
  }

  /** Asks the parent. Rejects with `not-joined`, `timed-out`, `closed`, or what the parent said. */
  ask(kind: number, payload: Uint8Array, timeoutMs: number): Promise<Uint8Array> {
    if (this.#requester === undefined) return Promise.reject(new BanyanError('not-joined', 'There is no parent to ask.'));
    return this.#requester.request(kind, payload, timeoutMs);
  }

  /** A request could not be sent. */
  unasked(frame: Frame): void {
    this.#requester?.unasked(frame);
  }

  /** Takes a frame of the parent. Never throws. */
  takeReply(frame: Frame): void {
    try {
      this.#requester?.takeReply(frame);
    } catch (thrown) {
      this.#malformed++;
      this.#parts.log.debug('dropped a malformed reply', { reason: String(thrown) });
    }
  }

  /** Answers a frame of a child, by `reply`. Never rejects. */
  async answer(frame: Frame, reply: (frame: Frame) => void): Promise<void> {
    try {
      reply(await this.#responder.answer(frame));
    } catch (thrown) {
      this.#malformed++;
      this.#parts.log.debug('dropped a malformed request', { reason: String(thrown) });
    }
  }
}
