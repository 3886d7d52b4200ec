import type { Role } from './roles.ts';

/** A code or an invitation by which somebody may come in at the moment. */
export interface OpenSecret {
  readonly secret: Uint8Array;
  /** Of a code; 0 for invitations. */
  readonly triesLeft: number;
  readonly leftMs: number;
  /** What is proposed for who comes in; where a person is asked, the person decides. */
  readonly role: Role;
  readonly asks: boolean;
  /** What a person sees: the code itself, or how the invitation is known. */
  readonly shownAs: string;
  /** Somebody tries it; false when it may not be tried any more. */
  begin(): boolean;
  /** Who tried it had it right; false when others were quicker and it is used up. */
  proven(): boolean;
  /** Who had it right was not let in after all. */
  giveBack(): void;
}
