import type { Clock, Timer } from '../../clock.ts';
import { limits, treeDefaults } from '../../config.ts';
import { BanyanError } from '../../errors.ts';
import type { PublicKeys } from '../../identity/keys.ts';
import type { PeerId } from '../../transport/transport.ts';
import type { Application, Introduction } from './introduction.ts';

/** Somebody who asks to be let in and waits for a person's answer. */
export interface JoinRequest {
  requestId: string;
  introduction: Introduction;
  keys: PublicKeys;
  askedAt: number;
}

interface Held {
  application: Application;
  timer: Timer;
}

/** Those who have asked a host and wait: for a person's answer, or until the host has a way to the root itself. */
export class Anteroom {
  readonly #clock: Clock;
  readonly #onRequestsChanged: () => void;
  readonly #requests = new Map<PeerId, JoinRequest & { application: Application }>();
  readonly #held = new Map<PeerId, Held>();

  constructor(clock: Clock, onRequestsChanged: () => void) {
    this.#clock = clock;
    this.#onRequestsChanged = onRequestsChanged;
  }

  get requests(): JoinRequest[] {
    return [...this.#requests.values()].map(({ requestId, introduction, keys, askedAt }) => ({
      requestId,
      introduction,
      keys,
      askedAt,
    }));
  }

  /** How many wait until this node has a way to the root. */
  get held(): number {
    return this.#held.size;
  }

  /** A person has to answer. False when too many wait already. */
  request(peer: PeerId, application: Application): boolean {
    const { introduction, keys } = application;
    for (const [other, request] of this.#requests)
      if (request.introduction.nodeId === introduction.nodeId) this.#requests.delete(other);
    if (this.#requests.size >= limits.joinRequests) return false;
    const requestId = `${introduction.nodeId}-${introduction.incarnation}`;
    this.#requests.set(peer, { requestId, introduction, keys, askedAt: this.#clock.now(), application });
    this.#onRequestsChanged();
    return true;
  }

  /** Takes out a request that a person has answered. Throws `not-found` when it is not waiting any more. */
  answered(requestId: string): { peer: PeerId; application: Application } {
    for (const [peer, request] of this.#requests) {
      if (request.requestId !== requestId) continue;
      this.#requests.delete(peer);
      this.#onRequestsChanged();
      return { peer, application: request.application };
    }
    throw new BanyanError('not-found', 'That request is not waiting any more.');
  }

  /** Keeps who asks waiting for a way to the root; `expired` is called when that took too long. False when full. */
  hold(peer: PeerId, application: Application, expired: () => void): boolean {
    this.#held.get(peer)?.timer.cancel();
    if (!this.#held.has(peer) && this.#held.size >= treeDefaults.held) return false;
    const timer = this.#clock.after(treeDefaults.holdMs, () => {
      this.#held.delete(peer);
      expired();
    });
    this.#held.set(peer, { application, timer });
    return true;
  }

  /** Takes out all that were waiting for a way to the root. */
  release(): { peer: PeerId; application: Application }[] {
    const released = [...this.#held].map(([peer, { application, timer }]) => {
      timer.cancel();
      return { peer, application };
    });
    this.#held.clear();
    return released;
  }

  /** Whoever waits by this peer does so no more. */
  forget(peer: PeerId): void {
    this.#held.get(peer)?.timer.cancel();
    this.#held.delete(peer);
    if (this.#requests.delete(peer)) this.#onRequestsChanged();
  }

  /** Everybody who waits goes; answers with them. */
  clear(): PeerId[] {
    const peers = [...this.#requests.keys(), ...this.#held.keys()];
    for (const peer of peers) this.forget(peer);
    return peers;
  }
}
