import type { Clock } from '../../clock.ts';
import { BanyanError, sentenceOf } from '../../errors.ts';
import { JoinAttempt, type JoinAttemptParts, type JoinStage } from './join-attempt.ts';
import type { Admittance } from './pairing-contents.ts';

/** How an own attempt to come in stands, for the person who waits for it. */
export interface JoiningState {
  phase: JoinStage['at'] | 'joined' | 'failed';
  by: 'code' | 'invitation';
  /** Of the code, as its host counts them; undefined where nobody counts. */
  triesLeft: number | undefined;
  /** When the code or the patience of the other side ends, by the wall clock; undefined where that is not known. */
  endsAt: number | undefined;
  /** Of the cluster, the person and the machine that answer, once they have proven themselves. */
  clusterName: string;
  person: string;
  machine: string;
  /** Why it failed, in one sentence. */
  failure: string;
}

export interface JoiningParts {
  clock: Clock;
  /** Takes names that others sent and makes them fit to be shown. */
  shown: (name: string) => string;
  onAdmitted: (admittance: Admittance) => Promise<void>;
  onChange: () => void;
}

export type Attempt = Omit<JoinAttemptParts, 'onStage' | 'clock'>;

/** An own attempt to come into a cluster by a code or an invitation; one at a time. */
export class Joining {
  readonly #parts: JoiningParts;
  #attempt: JoinAttempt | undefined;
  #state: JoiningState | undefined;

  constructor(parts: JoiningParts) {
    this.#parts = parts;
  }

  /** Undefined when nothing was tried, or it was given up. */
  get state(): JoiningState | undefined {
    return this.#state;
  }

  /**
   * Resolves when the other side has proven itself and a person there is asked, or when it is done. What comes later
   * shows in {@link state}. Rejects with what a {@link JoinAttempt} does.
   */
  start(attempt: Attempt): Promise<void> {
    this.cancel();
    const { clock } = this.#parts;
    const asked = Promise.withResolvers<void>();
    const begun = new JoinAttempt({
      ...attempt,
      clock,
      onStage: (stage) => {
        this.#reach(stage);
        if (stage.at === 'waiting' && stage.reception.asks) asked.resolve();
      },
    });
    this.#attempt = begun;
    this.#state = { ...nothingKnown, by: attempt.means.kind };
    this.#finish(begun).then(asked.resolve, asked.reject);
    return asked.promise;
  }

  /** Gives up what is under way, and forgets how the last one ended. */
  cancel(): void {
    const attempt = this.#attempt;
    this.#attempt = undefined;
    this.#state = undefined;
    attempt?.cancel();
    this.#parts.onChange();
  }

  async #finish(attempt: JoinAttempt): Promise<void> {
    try {
      const admittance = await attempt.run();
      this.#change(attempt, { phase: 'joined', clusterName: this.#parts.shown(admittance.clusterName) });
      await this.#parts.onAdmitted(admittance);
    } catch (thrown) {
      this.#change(attempt, { phase: 'failed', failure: sentenceOf(thrown) });
      throw thrown instanceof BanyanError ? thrown : new BanyanError('internal', 'Joining went wrong here.', { cause: thrown });
    } finally {
      if (this.#attempt === attempt) this.#attempt = undefined;
    }
  }

  #reach(stage: JoinStage): void {
    const { clock, shown } = this.#parts;
    if (stage.at === 'looking') return this.#change(undefined, { phase: 'looking' });
    if (stage.at === 'proving') {
      const { triesLeft, leftMs } = stage;
      const counted = this.#state?.by === 'code' ? triesLeft : undefined;
      return this.#change(undefined, { phase: 'proving', triesLeft: counted, endsAt: clock.now() + leftMs });
    }
    const { clusterName, person, machine } = stage.reception;
    const names = { clusterName: shown(clusterName), person: shown(person), machine: shown(machine) };
    return this.#change(undefined, { phase: 'waiting', endsAt: undefined, ...names });
  }

  /** An attempt that was given up meanwhile changes nothing any more. */
  #change(attempt: JoinAttempt | undefined, change: Partial<JoiningState>): void {
    if (this.#state === undefined || (attempt !== undefined && attempt !== this.#attempt)) return;
    this.#state = { ...this.#state, ...change };
    this.#parts.onChange();
  }
}

const nothingKnown: Omit<JoiningState, 'by'> = {
  phase: 'looking',
  triesLeft: undefined,
  endsAt: undefined,
  clusterName: '',
  person: '',
  machine: '',
  failure: '',
};
