import type { Clock } from '../../clock.ts';
import { doorDefaults, limits } from '../../config.ts';
import type { NodeKeys, PublicKeys } from '../../identity/keys.ts';
import type { Random } from '../../random.ts';
import type { PeerId } from '../../transport/transport.ts';
import type { Hello } from '../../wire/banyan_pb.js';
import { controlFrame } from '../../wire/control-message.ts';
import type { Uuid } from '../../wire/uuid.ts';
import { Allowance } from '../../allowance.ts';
import { isHelloSigned, nonceBytes } from './hello-proof.ts';
import { applicationOf, type Application } from './introduction.ts';
import type { LogEntry } from '../membership-log/entry.ts';
import { headMessages } from '../membership-log/log-feed.ts';
import { sameKeys, type Membership } from '../membership-log/membership.ts';

export const removedSentence = 'This machine was removed from the cluster. Ask an admin to let it in again.';

export interface HelloCheckParts {
  clock: Clock;
  random: Random;
  keys: NodeKeys;
  membership: Membership;
  clusterId: () => Uuid | undefined;
  suspect: (sentence: string) => void;
}

/** A host's check of who says hello: a challenge for each connection, good for one hello, and what has to be signed. */
export class HelloCheck {
  readonly #parts: HelloCheckParts;
  readonly #nonces = new Map<PeerId, Uint8Array>();
  readonly #allowance: Allowance;
  readonly #entries: Allowance;
  #refused = 0;

  constructor(parts: HelloCheckParts) {
    this.#parts = parts;
    this.#allowance = new Allowance(parts.clock, doorDefaults.strangers);
    this.#entries = new Allowance(parts.clock, doorDefaults.entries);
  }

  /** Hellos that were not what they claimed to be. */
  get refused(): number {
    return this.#refused;
  }

  /** Whether a stranger may say another thing just now. */
  allows(): boolean {
    return this.#allowance.take();
  }

  /** The answer to a knock: what this peer's hello has to sign. */
  challenge(peer: PeerId): Uint8Array {
    const { random, membership } = this.#parts;
    const nonce = random.bytes(nonceBytes);
    this.#nonces.delete(peer);
    this.#nonces.set(peer, nonce);
    const [oldest] = this.#nonces.keys();
    if (this.#nonces.size > doorDefaults.challenges && oldest !== undefined) this.#nonces.delete(oldest);
    return controlFrame({ case: 'challenge', value: { nonce, logHeads: headMessages(membership.heads) } });
  }

  /** Whether these are the keys of that member. */
  isOf(nodeId: Uuid, keys: PublicKeys): boolean {
    const member = this.#parts.membership.member(nodeId);
    return member !== undefined && sameKeys(member, keys);
  }

  /** The entries that say that somebody was removed; none when it was not. */
  removalsOf(nodeId: Uuid): LogEntry[] {
    const { membership } = this.#parts;
    return membership.wasRemoved(nodeId) ? membership.removalsOf(nodeId) : [];
  }

  forget(peer: PeerId): void {
    this.#nonces.delete(peer);
  }

  /**
   * Reads a hello and checks it: signed by the keys that it names, for this host and now, and by the member's own keys
   * where it claims to be one. Answers with the sentence of a refusal when it is not. Throws `bad-input`.
   */
  examine(peer: PeerId, hello: Hello): Application | string {
    const { keys, membership, clusterId } = this.#parts;
    const nonce = this.#nonces.get(peer);
    // One challenge, one hello: what is heard twice was recorded.
    this.#nonces.delete(peer);
    const application = applicationOf(hello);
    const { introduction, clusterId: claimed, keys: own } = application;
    const { nodeId, incarnation } = introduction;
    if (nonce === undefined) return this.#suspicious(introduction.machine, 'repeats a hello, or was not asked for one');
    const claim = { nonce, clusterId: claimed, nodeId, incarnation, serverKey: keys.curve.publicKey, keys: own };
    if (!isHelloSigned(claim, hello.signature))
      return this.#suspicious(introduction.machine, 'said hello with a signature that is not right');
    if (claimed !== undefined && claimed === clusterId()) this.#takeEntries(hello, this.isOf(nodeId, own));
    const member = membership.member(nodeId);
    if (membership.wasRemoved(nodeId) || membership.isRemovedKey(own.curve)) return removedSentence;
    const owner = membership.ownerOf(own.curve);
    if ((member !== undefined && !sameKeys(member, own)) || (owner !== undefined && owner.nodeId !== nodeId))
      return this.#suspicious(introduction.machine, 'came with the name of another machine, and not with its keys');
    return application;
  }

  /** What the newcomer knows and this host does not, its own admission perhaps: signed by admins, whoever brings it. */
  #takeEntries({ logEntries }: Hello, isMember: boolean): void {
    if (logEntries.length === 0 || logEntries.length > limits.logEntries) return;
    const allowed = isMember ? logEntries : logEntries.filter(() => this.#entries.take());
    try {
      this.#parts.membership.take(allowed, false);
    } catch {
      // What is not right in it was left out; the hello stands or falls by itself.
    }
  }

  #suspicious(machine: string, does: string): string {
    this.#refused++;
    this.#parts.suspect(`A machine that calls itself ${machine} ${does}.`);
    return `The host does not believe that hello: it ${does}. Start again.`;
  }
}
