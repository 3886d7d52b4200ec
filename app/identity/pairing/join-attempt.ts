import type { Clock, Timer } from '../../clock.ts';
import { pairingLimits } from '../../config.ts';
import { BanyanError, type ErrorCode } from '../../errors.ts';
import type { Random } from '../../random.ts';
import type { Dealer, Transport } from '../../transport/transport.ts';
import type { NodeKeys, PublicKeys } from '../keys.ts';
import type { Means } from './key-agreement.ts';
import { NewcomerConversation } from './newcomer-conversation.ts';
import type { Admittance, Newcomer, Outcome, Reception } from './pairing-contents.ts';
import { pairingFrame, readPairingFrame, type PairingMessage } from './pairing-messages.ts';

/** How far an attempt has come. */
export type JoinStage =
  | { at: 'looking' }
  /** A host has the code open, and it is being tried there. */
  | { at: 'proving'; triesLeft: number; leftMs: number }
  /** Both have proven themselves. */
  | { at: 'waiting'; reception: Reception; keys: PublicKeys };

export interface JoinAttemptParts {
  transport: Transport;
  clock: Clock;
  random: Random;
  keys: NodeKeys;
  self: () => Newcomer;
  means: Means;
  secret: Uint8Array;
  /** Of the host, where an invitation names them. */
  expected: PublicKeys | undefined;
  /** Transport addresses of pairing ports: of one host, or of all that are near. */
  addresses: readonly string[];
  onStage: (stage: JoinStage) => void;
}

interface Way {
  dealer: Dealer;
  conversation: NewcomerConversation;
  offer: { triesLeft: number; leftMs: number } | undefined;
}

/** What says most about why it failed comes first. */
const tellingFirst: readonly ErrorCode[] = ['wrong-code', 'imposter', 'refused', 'queue-full', 'not-found'];

/**
 * A newcomer tries one code or invitation. It greets every address at once and spends its secret on one host after the
 * other, on few of them: each that only pretends gets one guess (PROTOCOL.md, rule J4).
 */
export class JoinAttempt {
  readonly #parts: JoinAttemptParts;
  readonly #ways = new Set<Way>();
  readonly #result = Promise.withResolvers<Admittance>();
  readonly #failures: BanyanError[] = [];
  #trying: Way | undefined;
  #spent = 0;
  #timer: Timer | undefined;
  #over = false;

  constructor(parts: JoinAttemptParts) {
    this.#parts = parts;
  }

  /** Rejects with `wrong-code`, `imposter`, `not-found`, `refused`, `timed-out` or `closed` (cancelled). */
  run(): Promise<Admittance> {
    const { addresses, onStage } = this.#parts;
    onStage({ at: 'looking' });
    for (const address of addresses.slice(0, pairingLimits.greeted)) this.#greet(address);
    this.#limit(pairingLimits.greetMs, 'Nobody near answers to that. Look whether both machines are in one network.');
    this.#next();
    return this.#result.promise;
  }

  cancel(): void {
    this.#end(new BanyanError('closed', 'Joining was given up.'));
  }

  #greet(address: string): void {
    const { transport } = this.#parts;
    const dealer = transport.dealer({ highWaterMark: 8, maxFrameBytes: pairingLimits.frameBytes, sendTimeoutMs: 1_000 });
    const send = (message: PairingMessage): void =>
      void dealer.send(pairingFrame(message)).catch(() => way.conversation.fail(broken()));
    const way: Way = {
      dealer,
      offer: undefined,
      conversation: new NewcomerConversation({
        ...this.#parts,
        send,
        onOffer: (offer) => {
          way.offer = offer;
          this.#next();
        },
        onReception: (reception, keys) => this.#received(way, reception, keys),
        onOutcome: (outcome) => this.#answered(outcome),
        onFailed: (error) => this.#failed(way, error),
      }),
    };
    this.#ways.add(way);
    dealer.onFrame((frame) => {
      try {
        way.conversation.take(readPairingFrame(frame));
      } catch {
        way.conversation.fail(new BanyanError('bad-input', 'What answers there speaks no word of pairing.'));
      }
    });
    dealer.onLink((up) => {
      if (up) way.conversation.greet();
      else way.conversation.fail(broken());
    });
    dealer.onFailed(() => way.conversation.fail(new BanyanError('not-found', 'Nobody answers there.')));
    try {
      dealer.connect(address);
    } catch (thrown) {
      way.conversation.fail(thrown instanceof BanyanError ? thrown : broken());
    }
  }

  /** Tries the next host that has offered, one at a time. */
  #next(): void {
    if (this.#over || this.#trying !== undefined) return undefined;
    const way = [...this.#ways].find(({ conversation }) => conversation.at === 'offered');
    const waiting = [...this.#ways].some(({ conversation }) => conversation.at === 'greeted' || conversation.at === 'silent');
    if (way?.offer === undefined) return waiting ? undefined : this.#end(this.#mostTelling());
    if (this.#spent >= pairingLimits.spentOn) return this.#end(this.#mostTelling());
    this.#spent += 1;
    this.#trying = way;
    this.#limit(pairingLimits.conversationMs, 'The other machine took too long to answer. Try again.');
    this.#parts.onStage({ at: 'proving', ...way.offer });
    return way.conversation.goOn();
  }

  #received(way: Way, reception: Reception, keys: PublicKeys): void {
    for (const other of this.#ways) if (other !== way) this.#close(other);
    this.#limit(pairingLimits.decideMs + pairingLimits.conversationMs, 'Nobody decided in time. Ask there, and try again.');
    this.#parts.onStage({ at: 'waiting', reception, keys });
  }

  #answered(outcome: Outcome): void {
    if (outcome.accepted) return this.#end(outcome.admittance);
    const sentence = outcome.sentence === '' ? 'You were not let in this time.' : outcome.sentence;
    return this.#end(new BanyanError('refused', sentence));
  }

  #failed(way: Way, error: BanyanError): void {
    this.#close(way);
    this.#failures.push(error);
    if (this.#trying === way) this.#trying = undefined;
    // Not from within what has failed, so that the list of ways is whole.
    queueMicrotask(() => this.#next());
  }

  #limit(afterMs: number, sentence: string): void {
    this.#timer?.cancel();
    this.#timer = this.#parts.clock.after(afterMs, () => this.#end(this.#mostTelling(new BanyanError('timed-out', sentence))));
  }

  #mostTelling(otherwise = new BanyanError('not-found', 'Nobody near answers to that.')): BanyanError {
    for (const code of tellingFirst) {
      const found = this.#failures.find((failure) => failure.code === code);
      if (found !== undefined) return found;
    }
    return this.#failures[0] ?? otherwise;
  }

  #end(result: Admittance | BanyanError): void {
    if (this.#over) return;
    this.#over = true;
    this.#timer?.cancel();
    for (const way of this.#ways) this.#close(way);
    if (result instanceof BanyanError) this.#result.reject(result);
    else this.#result.resolve(result);
  }

  #close(way: Way): void {
    this.#ways.delete(way);
    void way.dealer.close();
  }
}

const broken = (): BanyanError => new BanyanError('closed', 'The other machine hung up.');
