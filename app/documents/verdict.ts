import type { Authority } from './authority.ts';
import { signedOf } from './seal.ts';
import type { SealedBatch } from './sealed-batch.ts';

/** What becomes of a batch. */
export type Verdict =
  | 'good'
  /** The signer is not known yet: the messages have to be fetched another way. */
  | 'unknown'
  | 'forged'
  /** Signed by somebody who may not write. */
  | 'not-allowed';

/**
 * Judges batches of one stream, in their order. A seal names the one before it, so a good signature vouches for all that
 * lead up to it without a gap: as many batches as wait cost one check where nothing is wrong.
 */
export function verdictsOn(batches: readonly SealedBatch[], authority: Authority): Verdict[] {
  const verdicts: Verdict[] = [];
  let follows: Uint8Array | undefined;
  for (const { origin, previous, link, signature } of batches.toReversed()) {
    const vouchedFor = follows !== undefined && Buffer.compare(follows, link) === 0;
    const genuine = vouchedFor || authority.isSigned(origin, signedOf(link), signature);
    follows = genuine === true ? previous : undefined;
    if (genuine === undefined) verdicts.unshift('unknown');
    else if (!genuine) verdicts.unshift('forged');
    else verdicts.unshift(authority.mayEdit(origin) ? 'good' : 'not-allowed');
  }
  return verdicts;
}
