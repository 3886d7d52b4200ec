import type { DocumentView } from '../../../app/bridge/index.ts';
import { counted } from '../../components/words.ts';

export interface SavedState {
  kind: 'safe' | 'here' | 'saving' | 'window';
  text: string;
}

/** Where what is written is safe, in words. `pending`: edits that this machine's disk does not have yet. */
export function savedState(
  linked: boolean,
  pending: number,
  document: Pick<DocumentView, 'home' | 'safeOn'> | undefined,
): SavedState {
  if (!linked)
    return { kind: 'window', text: pending === 0 ? 'Kept in this window' : `${counted(pending, 'edit')} kept in this window` };
  if (pending > 0) return { kind: 'saving', text: 'Saving here' };
  if (document === undefined || document.home === 'here' || document.safeOn <= 1) return { kind: 'here', text: 'Safe here' };
  return { kind: 'safe', text: `Safe on ${counted(document.safeOn, 'machine')}` };
}
