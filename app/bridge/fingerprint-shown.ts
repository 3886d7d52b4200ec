import type { Fingerprint } from '../identity/fingerprint.ts';
import type { FingerprintView } from './plain-views.ts';

/** A fingerprint as it is shown: without the hash, which nobody compares by eye. */
export function fingerprintShown({ words, picture }: Fingerprint): FingerprintView {
  return { words: [...words], picture: { ...picture, leaves: [...picture.leaves] } };
}
