import type { Clock, Timer } from '../../clock.ts';
import { pairingCallers, pairingLimits } from '../../config.ts';
import type { Log } from '../../log.ts';
import type { PeerId, Router, Transport } from '../../transport/transport.ts';
import { HostConversation, type HostConversationParts } from './host-conversation.ts';
import { pairingFrame, readPairingFrame, type PairingMessage } from './pairing-messages.ts';

export interface PairingHostParts extends Omit<HostConversationParts, 'send' | 'ended'> {
  /** Has to see addresses, so that one of them can't take all the room. */
  transport: Transport;
  clock: Clock;
  log: Log;
  /** Whether there is time for one more key agreement, so that nobody takes all the time of the machine. */
  mayAgree: () => boolean;
  /** Somebody was turned away, in one sentence. */
  onTurnedAway: (sentence: string) => void;
}

interface Talk {
  conversation: HostConversation;
  timer: Timer;
}

/** A newcomer that has had its answer goes by itself; if not, it is sent away after so long. */
const lingerMs = 1_000;

/** The pairing port of a node: many conversations, each with bounds of its own. Open only while there is something to say. */
export class PairingHost {
  readonly #parts: PairingHostParts;
  readonly #talks = new Map<PeerId, Talk>();
  #router: Router | undefined;
  #turnedAway = 0;

  constructor(parts: PairingHostParts) {
    this.#parts = parts;
  }

  /** Conversations that ended badly since the start. */
  get turnedAway(): number {
    return this.#turnedAway;
  }

  get conversations(): number {
    return this.#talks.size;
  }

  /** Listens; answers with the address, the port filled in. Fails with `port-in-use` or `address-invalid`. */
  async open(address: string): Promise<string> {
    const router = this.#parts.transport.router({
      highWaterMark: 8,
      maxFrameBytes: pairingLimits.frameBytes,
      sendTimeoutMs: 0,
      callers: pairingCallers,
    });
    router.onFrame((peer, frame) => this.#take(router, peer, frame));
    router.onPeerGone((peer) => this.#forget(peer));
    try {
      const bound = await router.bind(address);
      this.#router = router;
      return bound;
    } catch (thrown) {
      await router.close();
      throw thrown;
    }
  }

  async close(): Promise<void> {
    const router = this.#router;
    this.#router = undefined;
    for (const peer of this.#talks.keys()) this.#forget(peer);
    await router?.close();
  }

  #take(router: Router, peer: PeerId, frame: Uint8Array): void {
    let message: PairingMessage;
    try {
      message = readPairingFrame(frame);
    } catch {
      return this.#turnAway(router, peer, 'Somebody spoke no word of pairing on the pairing port.');
    }
    const talk = this.#talks.get(peer) ?? this.#begin(router, peer);
    if (talk === undefined) return this.#turnAway(router, peer, 'Too many want to come in at once.');
    if (message.kind === 'share' && talk.conversation.at === 'offered' && !this.#parts.mayAgree()) {
      talk.conversation.refuse('queue-full', 'Many want to come in there at once. Try again in a moment.');
      return undefined;
    }
    talk.conversation.take(message);
    // A person takes longer than machines.
    if (talk.conversation.at !== 'deciding') return undefined;
    this.#setTimer(router, peer, talk, pairingLimits.decideMs + pairingLimits.conversationMs);
    return undefined;
  }

  #begin(router: Router, peer: PeerId): Talk | undefined {
    if (this.#talks.size >= pairingLimits.conversations) return undefined;
    const { clock } = this.#parts;
    const conversation = new HostConversation({
      ...this.#parts,
      send: (message) => void router.send(peer, pairingFrame(message)).catch(() => this.#forget(peer)),
      ended: (refusal) => {
        if (refusal !== undefined) this.#count(`Somebody who wanted to come in was told: ${refusal}`);
        // What was said last has to reach it first.
        this.#setTimer(router, peer, this.#talks.get(peer), lingerMs);
      },
    });
    const talk = { conversation, timer: clock.after(0, () => {}) };
    this.#talks.set(peer, talk);
    this.#setTimer(router, peer, talk, pairingLimits.conversationMs);
    return talk;
  }

  #setTimer(router: Router, peer: PeerId, talk: Talk | undefined, afterMs: number): void {
    if (talk === undefined) return;
    talk.timer.cancel();
    talk.timer = this.#parts.clock.after(afterMs, () => {
      this.#forget(peer);
      router.hangUp?.(peer);
    });
  }

  #turnAway(router: Router, peer: PeerId, sentence: string): void {
    this.#count(sentence);
    this.#forget(peer);
    router.hangUp?.(peer);
  }

  #count(sentence: string): void {
    this.#turnedAway += 1;
    this.#parts.log.debug('somebody was turned away from the pairing port', { reason: sentence });
    this.#parts.onTurnedAway(sentence);
  }

  #forget(peer: PeerId): void {
    const talk = this.#talks.get(peer);
    this.#talks.delete(peer);
    talk?.timer.cancel();
    talk?.conversation.stop();
  }
}
