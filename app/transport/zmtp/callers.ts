import type { Clock, Timer } from '../../clock.ts';
import type { CallerLimits } from '../transport.ts';

/** A connection as far as room is concerned. */
export interface Caller {
  cut(reason: string): void;
}

interface Call {
  address: string;
  silence: Timer | undefined;
}

const minuteMs = 60_000;
/** Addresses whose calls are counted; beyond it the ones that called longest ago are forgotten. */
const mostAddresses = 4_096;

/** Keeps a socket that strangers may connect to open for all of them: nobody holds it by silence or by numbers. */
export class Callers {
  readonly #limits: CallerLimits;
  readonly #clock: Clock;
  /** In the order they came. */
  readonly #calls = new Map<Caller, Call>();
  readonly #lately = new Map<string, number[]>();

  constructor(limits: CallerLimits, clock: Clock) {
    this.#limits = limits;
    this.#clock = clock;
  }

  /** Whether somebody from this address may connect. Makes room for it where silence takes it. */
  admit(address: string): boolean {
    const { most, perAddress, perAddressPerMinute } = this.#limits;
    const since = this.#clock.monotonic() - minuteMs;
    const lately = (this.#lately.get(address) ?? []).filter((at) => at > since);
    if (lately.length >= perAddressPerMinute) return false;
    const same = [...this.#calls].filter(([, call]) => call.address === address);
    if (same.length >= perAddress && !this.#makeRoom(same)) return false;
    if (this.#calls.size >= most && !this.#makeRoom([...this.#calls])) return false;
    this.#lately.delete(address);
    this.#lately.set(address, [...lately, this.#clock.monotonic()]);
    if (this.#lately.size > mostAddresses) this.#lately.delete(this.#lately.keys().next().value!);
    return true;
  }

  add(caller: Caller, address: string): void {
    const silence = this.#clock.after(this.#limits.silentMs, () => caller.cut('It said nothing.'));
    this.#calls.set(caller, { address, silence });
  }

  /** A whole message has come. */
  spoke(caller: Caller): void {
    const call = this.#calls.get(caller);
    call?.silence?.cancel();
    if (call !== undefined) call.silence = undefined;
  }

  remove(caller: Caller): void {
    this.#calls.get(caller)?.silence?.cancel();
    this.#calls.delete(caller);
  }

  /** Cuts the one that has been silent for longest; false when all have spoken. */
  #makeRoom(among: readonly [Caller, Call][]): boolean {
    const silent = among.find(([, call]) => call.silence !== undefined);
    if (silent === undefined) return false;
    silent[0].cut('It said nothing, and others want to speak.');
    return true;
  }
}
