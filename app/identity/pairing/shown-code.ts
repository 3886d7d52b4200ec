import type { Clock } from '../../clock.ts';
import { pairingLimits } from '../../config.ts';
import type { OpenSecret } from './open-secret.ts';
import type { Role } from './roles.ts';
import { codeSecret, codeText, type SpokenCode } from './spoken-code.ts';

/** A code while it is shown: three tries, two minutes, one success (PROTOCOL.md, rule J4). */
export class ShownCode implements OpenSecret {
  readonly code: SpokenCode;
  readonly role: Role;
  readonly asks = true;
  readonly secret: Uint8Array;
  readonly #clock: Clock;
  readonly #endsAt: number;
  readonly #onChange: () => void;
  #triesLeft: number = pairingLimits.tries;
  #used = false;

  constructor(code: SpokenCode, role: Role, clock: Clock, onChange: () => void) {
    this.code = code;
    this.role = role;
    this.secret = codeSecret(code);
    this.#clock = clock;
    this.#endsAt = clock.monotonic() + pairingLimits.codeMs;
    this.#onChange = onChange;
  }

  get shownAs(): string {
    return codeText(this.code);
  }

  /** Tries that are neither spent nor under way. */
  get triesLeft(): number {
    return this.#triesLeft;
  }

  get leftMs(): number {
    return Math.max(0, this.#endsAt - this.#clock.monotonic());
  }

  /** Whether anybody can still come in by it. */
  get open(): boolean {
    return !this.#used && this.#triesLeft > 0 && this.leftMs > 0;
  }

  /** A try counts from here on, so that nothing can be tried in parallel beyond the third. */
  begin(): boolean {
    if (!this.open) return false;
    this.#triesLeft -= 1;
    this.#onChange();
    return true;
  }

  proven(): boolean {
    if (this.#used || this.leftMs === 0) return false;
    this.#used = true;
    this.#triesLeft += 1;
    this.#onChange();
    return true;
  }

  /** A code stays used: whoever was turned away asks for a new one. */
  giveBack(): void {}

  /** How it ended, in one sentence; undefined while it is open. */
  get ending(): string | undefined {
    if (this.#used) return undefined;
    if (this.#triesLeft === 0) return 'Three tries were wrong, so that code is gone. Show a new one.';
    return this.leftMs === 0 ? 'The two minutes of that code are over. Show a new one.' : undefined;
  }
}
