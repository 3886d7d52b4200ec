import type { Clock } from '../clock.ts';
import { joinDefaults, searchTimingOf, treeDefaults, type HeartbeatTiming } from '../config.ts';
import type { Endpoint } from '../endpoint/endpoint.ts';
import { publicKeysOf } from '../identity/keys.ts';
import type { Log } from '../log.ts';
import type { Uuid } from '../wire/uuid.ts';
import type { HostTrust } from './admission/host-trust.ts';
import type { Application, Introduction, Purpose } from './admission/introduction.ts';
import { ParentSession, type ParentListeners, type SessionEnd } from './parent-session.ts';
import type { Reign } from './reign.ts';
import { Search, type Candidate, type SearchParts } from './recovery/search.ts';

export interface ParentLinkParts {
  endpoint: Endpoint;
  clock: Clock;
  log: Log;
  timing: HeartbeatTiming;
  self: () => Introduction;
  clusterId: () => Uuid | undefined;
  reign: () => Reign | undefined;
  trust: HostTrust;
  knock: (address: string, timeoutMs: number) => Promise<string>;
  logHeads: () => readonly Uint8Array[];
  parent: ParentListeners;
  /** The parent is lost: nothing holds this node any more. */
  onLost: (end: SessionEnd) => void;
}

/** What is looked for, and why. */
export interface Seeking {
  purpose: Purpose;
  lostId?: Uuid | undefined;
  /** Takes its time, and goes on while nobody listens there: a person waits for the answer. */
  patient?: boolean;
}

/** A node's link to its parent, and the search for another one beside it. */
export class ParentLink {
  readonly #parts: ParentLinkParts;
  #session: ParentSession | undefined;
  #search: Search | undefined;
  /** Whose end is told: that of a session which was attached, and only then. */
  #attached = false;
  /** Addresses that are not asked, and until when. */
  readonly #shunned = new Map<string, number>();
  /** A former parent that is still heard while the tree turns round. */
  #lingering: ParentSession | undefined;

  constructor(parts: ParentLinkParts) {
    this.#parts = parts;
  }

  /** The session with the parent, while there is one. */
  get session(): ParentSession | undefined {
    return this.#attached ? this.#session : undefined;
  }

  get seeking(): boolean {
    return this.#search !== undefined && !this.#search.over;
  }

  /** Whether nobody is left to be asked but witnesses. */
  get onlyWitnesses(): boolean {
    return this.#search?.onlyWitnesses === true;
  }

  /** Looks for a parent among these; an earlier search is given up, the present parent stays meanwhile. */
  seek(candidates: readonly Candidate[], seeking: Seeking, outcome: Omit<SearchParts, 'clock' | 'timing' | 'open'>): void {
    this.#search?.stop();
    const { clock, timing } = this.#parts;
    this.#search = new Search({
      ...outcome,
      clock,
      timing: searchTimingOf(timing),
      open: (address, hops, listeners) => {
        const session: ParentSession = new ParentSession(
          {
            ...this.#parts,
            address,
            answerTimeoutMs: seeking.patient === true ? joinDefaults.answerTimeoutMs : searchTimingOf(timing).answerMs,
            patient: seeking.patient === true,
            application: () => this.#application(seeking, hops),
          },
          {
            ...listeners,
            onEnd: (end) => (session === this.#session ? this.#lost(end) : listeners.onEnd(end)),
          },
        );
        return session;
      },
    });
    const now = this.#parts.clock.monotonic();
    this.#search.start(candidates.filter(({ address }) => (this.#shunned.get(address) ?? now) <= now));
  }

  /** The parent is not asked again for a while. */
  shun(): void {
    if (this.#session === undefined) return;
    this.#shunned.set(this.#session.address, this.#parts.clock.monotonic() + treeDefaults.shunMs);
    const [oldest] = this.#shunned.keys();
    if (this.#shunned.size > treeDefaults.shunned && oldest !== undefined) this.#shunned.delete(oldest);
  }

  stopSeeking(): void {
    this.#search?.stop();
    this.#search = undefined;
  }

  /** The host of this session is the parent from now on; a former one hears goodbye once the new one is in place. */
  adopt(session: ParentSession, attachment: number): void {
    const former = this.#session;
    this.#session = session;
    this.#attached = true;
    session.attach(attachment);
    void former?.stop('moved');
  }

  /** This node has no parent any more, but goes on hearing the present one until {@link stopLingering}. */
  linger(): void {
    this.#lingering = this.#session;
    this.#session = undefined;
    this.#attached = false;
  }

  stopLingering(): void {
    void this.#lingering?.stop('reigns now');
    this.#lingering = undefined;
  }

  /** Lets go of the parent with a word, or without one where there is none. */
  async leave(reason: string): Promise<void> {
    this.stopSeeking();
    const session = this.#session;
    this.#session = undefined;
    this.#attached = false;
    await session?.stop(reason);
    await this.#lingering?.stop(reason);
  }

  #lost(end: SessionEnd): void {
    this.#session = undefined;
    this.#attached = false;
    this.#parts.onLost(end);
  }

  #application({ purpose, lostId }: Seeking, hops: number): Application {
    const { self, clusterId, reign, trust, logHeads } = this.#parts;
    const known = { clusterId: clusterId(), reign: reign(), keys: publicKeysOf(trust.keys), logHeads: logHeads() };
    return { introduction: self(), ...known, purpose, hops, lostId };
  }
}
